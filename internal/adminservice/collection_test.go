package adminservice

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

func TestCollections(t *testing.T) {
	s := newScript(t, wiretest.List(`{"CollectionID":"SMS00001","Name":"All Systems","Comment":"c","CollectionType":2,"MemberCount":9,"LimitToCollectionID":"","LimitToCollectionName":null,"IsBuiltIn":true}`,
		`{"CollectionID":"XYZ00014","CollectionType":1,"LimitToCollectionID":"SMS00001","LimitToCollectionName":"All Systems"}`))
	c, _ := s.client()
	got, err := c.Collections(t.Context())
	if err != nil || len(got) != 2 ||
		got[0] != (Collection{ID: "SMS00001", Name: "All Systems", Comment: "c", Type: CollectionDevice, MemberCount: 9, BuiltIn: true}) ||
		got[1] != (Collection{ID: "XYZ00014", Type: CollectionUser, LimitToID: "SMS00001", LimitToName: "All Systems"}) {
		t.Errorf("got %+v, %v", got, err)
	}
	s.checkURIs("GET SMS_Collection?$select=CollectionID,Name,Comment,CollectionType,MemberCount,LimitToCollectionID,LimitToCollectionName,IsBuiltIn&$skip=0&$top=1000")
}

// TestCollectionMapping: empty and null are all devices; an answer of another form is not (AdminService notes §2.1).
func TestCollectionMapping(t *testing.T) {
	for body, want := range map[string]string{
		`{"ReturnValue":0,"CollectionSiteID":"XYZ00014"}`:  "XYZ00014",
		`{"ReturnValue":"0","CollectionSiteID":""}`:        "",
		`{"ReturnValue":0,"CollectionSiteID":null}`:        "",
		`{"ReturnValue":0}`:                                "",
		`{"ReturnValue":2147749889,"CollectionSiteID":""}`: "returned 2147749889",
		`{"CollectionSiteID":"XYZ00014"}`:                  "has no ReturnValue",
		`{"value":[{"ReturnValue":0}]}`:                    "has no ReturnValue",
		`{"ReturnValue":0,"CollectionSiteID":7}`:           "field CollectionSiteID",
		`{"ReturnValue":null}`:                             "has no ReturnValue",
		``:                                                 "not valid JSON",
	} {
		s := newScript(t, reply{Status: http.StatusCreated, Body: body})
		c, _ := s.client()
		got, err := c.CollectionMapping(t.Context(), testTenant)
		if err == nil && got != want || err != nil && (got != "" || want == "" || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "could not read the upload scope")) {
			t.Errorf("%s: got %q, %v", body, got, err)
		}
		if sent := s.Done()[0].Body; sent != `{"TenantID":"`+testTenant+`"}` {
			t.Errorf("sent %s", sent)
		}
	}
}

// TestMappingPerTenant: each tenant has a scope of its own, whatever the case of its GUID.
func TestMappingPerTenant(t *testing.T) {
	s := newScript(t, method(`,"CollectionSiteID":"A"`), method(`,"CollectionSiteID":"B"`))
	c, _ := s.client()
	for tenant, want := range map[string]string{testTenant: "A"} {
		for _, id := range []string{tenant, strings.ToUpper(tenant)} {
			if got, err := c.CollectionMapping(t.Context(), id); got != want || err != nil {
				t.Errorf("got %s, %v", got, err)
			}
		}
	}
	if got, err := c.CollectionMapping(t.Context(), testClient); got != "B" || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
	s.checkURIs("POST SMS_CoMgmtConfigs.GetTenantCollectionMapping", "POST SMS_CoMgmtConfigs.GetTenantCollectionMapping")
}

func TestMappingWrites(t *testing.T) {
	s := newScript(t, method(""), method(""), reply{Status: 201, Body: `{"ReturnValue":5}`})
	c, _ := s.client()
	if err := c.AddCollectionMapping(t.Context(), testTenant, "XYZ00014"); err != nil {
		t.Error(err)
	}
	if err := c.RemoveCollectionMapping(t.Context(), testTenant); err != nil {
		t.Error(err)
	}
	if err := c.RemoveCollectionMapping(t.Context(), testTenant); err == nil || !strings.Contains(err.Error(), "SMS_CoMgmtConfigs.RemoveTenantCollectionMapping returned 5") || !strings.Contains(err.Error(), testTenant) {
		t.Errorf("got %v", err)
	}
	for i, want := range []string{`{"CollectionSiteID":"XYZ00014","TenantID":"` + testTenant + `"}`, `{"TenantID":"` + testTenant + `"}`} {
		if got := s.Done()[i].Body; got != want {
			t.Errorf("sent %s, want %s", got, want)
		}
	}
}
