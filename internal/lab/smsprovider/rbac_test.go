package smsprovider

import (
	"net/http"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func TestCollectionScope(t *testing.T) {
	s := newSite(t, nil)
	if got := s.texts(scoped, "SMS_Collection", "CollectionID"); got != "P0100014 P0100015 P0100016" {
		t.Errorf("seen: %s", got)
	}
	if got := s.wmi(scoped, http.MethodGet, "SMS_Collection/$count", ""); got.body != "3" {
		t.Errorf("count: %s", got.body)
	}
	hidden, absent := s.wmi(scoped, http.MethodGet, "SMS_Collection('P0100020')", ""), s.wmi(scoped, http.MethodGet, "SMS_Collection('P0100099')", "")
	if hidden.status != 404 || hidden.body != absent.body || hidden.body == denied {
		t.Errorf("a hidden collection must look like an absent one: %d %s, %s", hidden.status, hidden.body, absent.body)
	}
	if got := s.texts(scoped, "SMS_Collection('P0100016')", "Name"); got != "Pilot - Berlin - Lab 1" {
		t.Errorf("two steps down: %s", got)
	}
	if got := s.texts(scoped, "SMS_Site", "SiteCode"); got != "P01" {
		t.Errorf("sites: %s", got)
	}
}

func TestReadOnlyAnalyst(t *testing.T) {
	s := newSite(t, func(seed *world.TenantSeed) { seed.CloudManagement = true })
	id := `"TenantID":"` + s.tenant.ID + `"`
	for _, tt := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", tenantClass, "", 200},
		{"GET", applicationClass, "", 200},
		{"GET", serviceClass, "", 200},
		{"GET", mappingClass, "", 200},
		{"GET", tenantClass + "(16777217)", "", 200},
		{"POST", mappingClass + ".GetTenantCollectionMapping", "{" + id + "}", 201},
		{"POST", tenantClass, `{"Name":"n"}`, 404},
		{"PUT", tenantClass + "(16777217)", "{}", 404},
		{"GET", systemRolePath(s, "SMS Site System"), "", 200},
		{"PUT", systemRolePath(s, "SMS Site System"), "{}", 404},
		{"DELETE", tenantClass + "(16777217)", "", 404},
		{"DELETE", applicationClass + "(16777317)", "", 404},
		{"POST", serviceClass, "{}", 404},
		{"POST", mappingClass + ".AddTenantCollectionMapping", `{"CollectionSiteID":"P0100014",` + id + "}", 404},
		{"POST", mappingClass + ".RemoveTenantCollectionMapping", "{" + id + "}", 404},
		{"POST", "SMS_Collection('P0100014')/AdminService.AddMembershipRule", "{}", 404},
	} {
		got := s.wmi(reader, tt.method, tt.path, tt.body)
		if got.status != tt.status || tt.status == 404 && got.body != denied {
			t.Errorf("%s %s: %d %s", tt.method, tt.path, got.status, got.body)
		}
	}
}

func TestUnknownRole(t *testing.T) {
	s := newSite(t, nil)
	for _, class := range []string{"SMS_Site", "SMS_Identification", "SMS_Collection", "SMS_Admin"} {
		if got := s.rows(odd, class); len(got) != 0 {
			t.Errorf("%s: %v", class, got)
		}
	}
	for _, tt := range []struct{ method, path string }{
		{"GET", "SMS_Site('P01')"}, {"GET", "SMS_Site('P99')"}, {"GET", "SMS_Identification.GetSiteID"}, {"POST", tenantClass}, {"DELETE", tenantClass + "(1)"},
	} {
		if got := s.wmi(odd, tt.method, tt.path, ""); got.status != 404 || got.body != denied {
			t.Errorf("%s %s: %d %s", tt.method, tt.path, got.status, got.body)
		}
	}
}
