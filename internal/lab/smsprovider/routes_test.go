package smsprovider

import (
	"net/http"
	"testing"
)

func TestParseTarget(t *testing.T) {
	tests := map[string]target{
		"SMS_Site":                   {class: "SMS_Site"},
		"SMS_Site/$count":            {class: "SMS_Site", count: true},
		"SMS_Site/P01":               {class: "SMS_Site", keyed: true, key: "P01", slash: true},
		"SMS_Site('P01')":            {class: "SMS_Site", keyed: true, key: "P01", quoted: true},
		"SMS_Site(%27P%2F01%27)":     {class: "SMS_Site", keyed: true, key: "P/01", quoted: true},
		"SMS_Site('it''s')":          {class: "SMS_Site", keyed: true, key: "it's", quoted: true},
		"SMS_Admin(16777217)":        {class: "SMS_Admin", keyed: true, key: "16777217"},
		"SMS_A.Do":                   {class: "SMS_A", method: "Do"},
		"SMS_A('k')/AdminService.Do": {class: "SMS_A", keyed: true, key: "k", quoted: true, method: "Do", bound: true},
	}
	for path, want := range tests {
		if got, err := parseTarget(path); err != nil || got != want {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
	for _, path := range []string{"", "/", "SMS_Site/", "SMS_Site()", "SMS_Site(1", "SMS_Site('a'b')", "('a')", ".Do", "SMS_A.", "SMS_A.Do/x", "SMS_A(1)/Do", "SMS_A(1)/$count", "SMS_A/1/2", "SMS_A/%zz"} {
		if got, err := parseTarget(path); err == nil {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

func FuzzParseTarget(f *testing.F) {
	for _, path := range []string{"SMS_Site", "SMS_Site('a''b')", "SMS_A(1)/AdminService.Do", "SMS_A/$count", "a.b", "%27"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got, err := parseTarget(path)
		if err == nil && (got.class == "" || got.keyed && got.key == "" && !got.quoted || got.bound && !got.keyed) {
			t.Errorf("%q: %+v", path, got)
		}
	})
}

func TestNotFound(t *testing.T) {
	s := newSite(t, nil)
	tests := []struct{ name, method, path, body string }{
		{"class", "GET", "SMS_Nothing", ""},
		{"case of a class", "GET", "sms_site", ""},
		{"case of a method", "GET", "SMS_Identification.getsiteid", ""},
		{"method", "POST", "SMS_CoMgmtConfigs.Nothing", "{}"},
		{"method of an instance without one", "POST", "SMS_Collection.AddMembershipRule", "{}"},
		{"absent", "GET", "SMS_Collection('XYZ00001')", ""},
		{"case of a key", "GET", "SMS_Collection('p0100014')", ""},
		{"text without quotes", "GET", "SMS_Collection(P0100014)", ""},
		{"number in quotes", "GET", "SMS_AzureEnvironments('1')", ""},
		{"one of several keys", "GET", "SMS_SCI_SysResUse('SMS Provider')", ""},
		{"one of several keys by name", "GET", "SMS_SCI_SysResUse(FileType=2)", ""},
		{"several keys behind a slash", "GET", "SMS_SCI_SysResUse/FileType=2,ItemName='x',ItemType='System Resource Usage',SiteCode='P01'", ""},
		{"several keys, none such", "GET", "SMS_SCI_SysResUse(FileType=2,ItemName='x',ItemType='System Resource Usage',SiteCode='P01')", ""},
		{"method by GET with parameters", "GET", "SMS_CoMgmtConfigs.GetTenantCollectionMapping", ""},
		{"missing parameter", "POST", "SMS_CoMgmtConfigs.GetTenantCollectionMapping", "{}"},
		{"name of a parameter", "POST", "SMS_CoMgmtConfigs.GetTenantCollectionMapping", `{"tenantID":"x"}`},
		{"type of a parameter", "POST", "SMS_CoMgmtConfigs.GetTenantCollectionMapping", `{"TenantID":1}`},
		{"one parameter too many", "POST", "SMS_CoMgmtConfigs.GetTenantCollectionMapping", `{"TenantID":"x","More":1}`},
		{"update of an absent one", "PUT", "SMS_AAD_Tenant_Ex(1)", `{"Name":"n","TenantID":"t","Environment":1}`},
		{"removal of an absent one", "DELETE", "SMS_AAD_Tenant_Ex(1)", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.wmi(admin, tt.method, tt.path, tt.body)
			if got.status != http.StatusNotFound || got.body == denied || got.body == "" {
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
}

func TestNotAllowed(t *testing.T) {
	s := newSite(t, nil)
	for _, tt := range []struct{ method, path, allow string }{
		{"PATCH", "SMS_AAD_Tenant_Ex(1)", "GET, PUT, DELETE"},
		{"POST", "SMS_AAD_Tenant_Ex(1)", "GET, PUT, DELETE"},
		{"PUT", "SMS_AAD_Tenant_Ex", "GET, POST"},
		{"POST", "SMS_Site", "GET"},
		{"DELETE", "SMS_Site('P01')", "GET"},
		{"POST", "SMS_Site/$count", "GET"},
		{"POST", "$metadata", "GET"},
		{"PUT", "SMS_Identification.GetSiteID", "POST"},
		{"POST", systemRoleClass, "GET"},
		{"DELETE", systemRolePath(s, "SMS Site System"), "GET, PUT"},
	} {
		if got := s.wmi(admin, tt.method, tt.path, "{}"); got.status != 405 || got.header.Get("Allow") != tt.allow {
			t.Errorf("%s %s: %d, allow %q", tt.method, tt.path, got.status, got.header.Get("Allow"))
		}
	}
}
