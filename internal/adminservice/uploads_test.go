package adminservice

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestUploadsOf: each link may be missing, other services do not count, and several are told apart.
func TestUploadsOf(t *testing.T) {
	tenants := []Tenant{{RowID: 1, Name: "Contoso"}}
	applications := []Application{{RowID: 10, Name: "a", TenantRowID: 1}, {RowID: 11, Name: "b", TenantRowID: 9}}
	for want, services := range map[string][]CloudService{
		"":                    {{RowID: 20, ServiceType: 1, ApplicationRowIDs: []int64{10}}},
		"20 0 - -":            {{RowID: 20, ServiceType: 5}},
		"20 12 - -":           {{RowID: 20, ServiceType: 5, ApplicationRowIDs: []int64{12}}},
		"20 11 b -":           {{RowID: 20, ServiceType: 5, ApplicationRowIDs: []int64{11}}},
		"20 10 a Contoso":     {{RowID: 20, ServiceType: 5, ApplicationRowIDs: []int64{10}}},
		"20 11 b -, 21 0 - -": {{RowID: 20, ServiceType: 5, ApplicationRowIDs: []int64{11}}, {RowID: 21, ServiceType: 5}},
	} {
		got := []string{}
		for _, u := range UploadsOf(services, applications, tenants) {
			application, tenant := "-", "-"
			if u.Application != nil {
				application = u.Application.Name
			}
			if u.Tenant != nil {
				tenant = u.Tenant.Name
			}
			got = append(got, fmt.Sprint(u.Service.RowID, u.ApplicationRowID, " ", application, " ", tenant))
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("got %q, want %q", text, want)
		}
	}
}

// TestSupportID: it is asked for apart, so that a site without it can still be proven to be readable.
func TestSupportID(t *testing.T) {
	s := newScript(t, wiretest.List(`{"SupportID":"{1234}"}`))
	c, _ := s.client()
	if id, err := c.SupportID(t.Context()); id != "{1234}" || err != nil {
		t.Errorf("got %s, %v", id, err)
	}
	s.checkURIs("GET SMS_Identification?$select=SupportID&$skip=0&$top=1000")

	s = newScript(t, wiretest.List(`{"SupportID":null}`))
	c, _ = s.client()
	if id, err := c.SupportID(t.Context()); err == nil || !strings.Contains(err.Error(), "SMS_Identification shows none") {
		t.Errorf("got %s, %v", id, err)
	}
	s.Done()
}

func TestEnvironmentName(t *testing.T) {
	shown := []Environment{{1, "Renamed"}, {7, "AzureMoonCloud"}}
	for id, want := range map[int]string{1: "Renamed", 2: "AzureUSGovernmentCloud", 7: "AzureMoonCloud", 3: ""} {
		if got, err := EnvironmentName(shown, id); got != want || (err == nil) != (want != "") {
			t.Errorf("%d: %q, %v", id, got, err)
		}
	}
}

func TestGradeOf(t *testing.T) {
	if GradeOf(tenantClass, "TenantID") != Observed || GradeOf(mappingClass, "GetTenantCollectionMapping") != Inferred || GradeOf(tenantClass, "Nothing") != "" {
		t.Error("the grades are not those of the table")
	}
}
