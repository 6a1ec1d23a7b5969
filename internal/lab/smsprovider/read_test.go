package smsprovider

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestShape compares a whole answer: order and names are part of the shape (AdminService notes §4).
func TestShape(t *testing.T) {
	s := newSite(t, nil)
	context := s.server.URL + tokenRoute + "/wmi/$metadata#SMS_Site"
	want := `{"@odata.context":"` + context + `","value":[{"@odata.etag":"P01","__LAZYPROPERTIES":["__QUALIFIER_SECURITYVERBS"],"__QUALIFIER_SECURITYVERBS":null,` +
		`"BuildNumber":9141,"Features":"","InstallDir":"C:\\Program Files\\Microsoft Configuration Manager","Mode":0,"ReportingSiteCode":"","RequestedStatus":1,` +
		`"SecondarySiteCMUpdateStatus":0,"ServerName":"cm01.corp.contoso.example","SiteCode":"P01","SiteName":"Contoso Primary","Status":1,"TimeZoneInfo":"","Type":2,"Version":"5.00.9141.1000",` +
		`"__GENUS":2,"__CLASS":"SMS_Site","__SUPERCLASS":"SMS_BaseClass","__DYNASTY":"SMS_BaseClass","__RELPATH":"SMS_Site.SiteCode=\"P01\"","__PROPERTY_COUNT":14,` +
		`"__DERIVATION":["SMS_BaseClass"],"__SERVER":"CM01","__NAMESPACE":"root\\sms\\site_P01","__PATH":"\\\\CM01\\root\\sms\\site_P01:SMS_Site.SiteCode=\"P01\""}]}`
	for _, path := range []string{"SMS_Site", "SMS_Site('P01')", "SMS_Site/P01"} {
		if got := s.wmi(reader, http.MethodGet, path, ""); got.body != want {
			t.Errorf("%s:\n got %s\nwant %s", path, got.body, want)
		}
	}
	want = `{"@odata.context":"` + context + `","value":[{"SiteCode":"P01","Type":2}]}`
	if got := s.wmi(reader, http.MethodGet, "SMS_Site?$select=Type,SiteCode", ""); got.body != want {
		t.Errorf("$select: %s", got.body)
	}
}

func TestKeysOfSeveral(t *testing.T) {
	s := newSite(t, nil)
	rows := s.rows(reader, "SMS_SCI_SysResUse")
	last := rows[len(rows)-1]
	if last["@odata.etag"] != `2;["Display=\\cm01.corp.contoso.example\"]MSWNET:["SMS_SITE=P01"]\\cm01.corp.contoso.example\,SMS Dmp Connector;System Resource Usage;P01` {
		t.Errorf("etag %v", last["@odata.etag"])
	}
	if got := toJSON(t, last["Props"]); got != `[{"PropertyName":"OfflineMode","Value":"0","Value1":"","Value2":""}]` {
		t.Errorf("the texts and numbers of Props must stay as they are: %s", got)
	}
	if _, ok := last["ServiceWindows"]; ok {
		t.Error("a lazy array is in a list")
	}
	one := s.rows(reader, systemRolePath(s, "SMS Dmp Connector"))
	if len(one) != 1 || one[0]["@odata.etag"] != last["@odata.etag"] || toJSON(t, one[0]["ServiceWindows"]) != "[]" {
		t.Errorf("by its key: %v", one)
	}
}

func TestLazy(t *testing.T) {
	s := newSite(t, nil)
	listed := s.rows(reader, "SMS_Collection?$filter=CollectionID eq 'P0100014'")[0]
	single := s.rows(reader, "SMS_Collection('P0100014')")[0]
	if _, ok := listed["CollectionRules"]; ok || listed["ISVDataSize"] != nil || listed[securityVerbs] != nil {
		t.Errorf("lazy in a list: %v", listed)
	}
	if rules, ok := single["CollectionRules"].([]any); !ok || len(rules) != 0 || single["ISVDataSize"] != 0.0 || single[securityVerbs] != -1.0 {
		t.Errorf("lazy of one: %v", single)
	}
	if want := `["__QUALIFIER_SECURITYVERBS","CollectionRules","ISVData","ISVDataSize","RefreshSchedule"]`; toJSON(t, listed[lazyProperties]) != want {
		t.Errorf("names: %v", listed[lazyProperties])
	}
	body := s.wmi(reader, http.MethodGet, "SMS_Collection('P0100014')", "").body
	if strings.Index(body, `"CollectionRules":`) < strings.Index(body, `"__PATH":`) {
		t.Error("embedded arrays must trail")
	}
	if got := s.wmi(reader, http.MethodGet, "SMS_Collection?$select=ISVDataSize,RefreshSchedule,Name&$top=1", ""); !strings.HasSuffix(got.body, `[{"ISVDataSize":null,"Name":"All Systems"}]}`) {
		t.Errorf("$select: %s", got.body)
	}
}

func TestSelectRefused(t *testing.T) {
	s := newSite(t, nil)
	for path, status := range map[string]int{
		"SMS_Role?$select=RoleName": 400, "SMS_Admin?$select=LogonName": 400, "SMS_SCI_SysResUse?$select=Props": 400, "SMS_Admin(16777217)?$select=LogonName": 400,
		"SMS_Role": 200, "SMS_Admin": 200, "SMS_SCI_SysResUse": 200, "SMS_Admin(16777217)": 200, "SMS_Role('SMS0001R')": 200,
		"SMS_AAD_Tenant_Ex?$select=Name,TenantID": 200, "SMS_Collection('SMS00001')?$select=Name": 200,
	} {
		if got := s.wmi(reader, http.MethodGet, path, ""); got.status != status {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
}

func TestBadOptions(t *testing.T) {
	s := newSite(t, nil)
	for _, path := range []string{
		"?$select=Nothing", "?$select=", "?$select=*", "?$top=-1", "?$top=x", "?$skip=1.5", "?$top=1&$top=2", "?$orderby=Nothing", "?$orderby=Name up", "?$orderby=CollectionRules",
		"?$expand=X", "?$format=json", "?$search=x", "?$filter=", "?$filter=Name eq", "('SMS00001')?$top=1", "('SMS00001')?$filter=Name eq 'x'", "?%zz",
	} {
		got := s.wmi(reader, http.MethodGet, "SMS_Collection"+path, "")
		if got.status != 400 || !strings.HasPrefix(got.body, `{"error":{"code":"400","message":"The query`) {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
}

// TestPaging: pages are asked for by $top and $skip; there is neither a link nor an inline count.
func TestPaging(t *testing.T) {
	s := newSite(t, func(seed *world.TenantSeed) {
		for i := range 40 {
			seed.Collections = append(seed.Collections, world.CollectionSeed{ID: fmt.Sprintf("P01F%04d", i), Name: fmt.Sprintf("C %02d", 40-i), Type: 2, LimitTo: "SMS00001", Members: i / 10})
		}
	})
	all := s.texts(admin, "SMS_Collection", "CollectionID")
	paged := []string{}
	for skip := 0; ; skip += 7 {
		page := s.texts(admin, fmt.Sprintf("SMS_Collection?$top=7&$skip=%d", skip), "CollectionID")
		if page == "" {
			break
		}
		paged = append(paged, page)
	}
	if got := strings.Join(paged, " "); got != all || strings.Count(all, " ") != 48 {
		t.Errorf("pages %s\nall %s", got, all)
	}
	for path, want := range map[string]string{
		"?$filter=startswith(CollectionID,'P01F')&$orderby=Name&$top=2":                              "P01F0039 P01F0038",
		"?$filter=startswith(CollectionID,'P01F')&$orderby=MemberCount desc,CollectionID&$top=2":     "P01F0030 P01F0031",
		"?$filter=startswith(CollectionID,'P01F')&$orderby=MemberCount asc,Name desc&$skip=9&$top=2": "P01F0009 P01F0010",
		"?$top=0":                       "",
		"?$skip=100":                    "",
		"?$skip=47&$count=true&other=1": "P01F0038 P01F0039",
	} {
		if got := s.texts(admin, "SMS_Collection"+path, "CollectionID"); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
	answer := s.do(admin, http.MethodGet, "SMS_Collection?$top=1&$count=true", "", 200)
	if len(answer) != 2 {
		t.Errorf("an answer has %v", answer)
	}
	for path, want := range map[string]string{"": "49", "?$filter=CollectionType eq 1": "3", "?$top=2": "49"} {
		if got := s.wmi(admin, http.MethodGet, "SMS_Collection/$count"+path, ""); got.body != want || got.header.Get("Content-Type") != "text/plain" {
			t.Errorf("$count%s: %s", path, got.body)
		}
	}
}

func TestIdentification(t *testing.T) {
	s := newSite(t, nil)
	if got := s.rows(reader, "SMS_Identification?$select=ThisSiteCode,ThisSiteName"); toJSON(t, got) != `[{"ThisSiteCode":"P01","ThisSiteName":"Contoso Primary"}]` {
		t.Errorf("identification %v", got)
	}
	byGet := s.do(reader, http.MethodGet, "SMS_Identification.GetSiteID", "", 201)
	byPost := s.do(reader, http.MethodPost, "SMS_Identification.GetSiteID", "{}", 201)
	if id := textOf(byGet["SiteID"]); id != byPost["SiteID"] || len(id) != guidLength+2 || id[0] != '{' || byGet["ReturnValue"] != 0.0 {
		t.Errorf("site ids %v %v", byGet, byPost)
	}
	got := s.wmi(reader, http.MethodPost, "SMS_Identification.GetProviderVersion", "")
	if want := `{"@odata.context":"` + s.server.URL + tokenRoute + `/wmi/$metadata#__PARAMETERS","ReturnValue":0,"VersionString":"5.00.9141.1000"}`; got.status != 201 || got.body != want {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestAdmins(t *testing.T) {
	s := newSite(t, nil)
	names := s.texts(reader, "SMS_Admin?$filter=RoleNames/any(r: r eq 'Full Administrator')", "LogonName")
	if want := `CORP\admin CORP\scoped CORP\first.admin`; names != want {
		t.Errorf("full administrators %s", names)
	}
	if got := toJSON(t, s.rows(reader, "SMS_Admin(16777219)")[0]["CollectionNames"]); got != `["Pilot"]` {
		t.Errorf("collections %s", got)
	}
	if got := s.texts(reader, "SMS_Role", "RoleName"); got != "Full Administrator Read-only Analyst Operations Administrator" {
		t.Errorf("roles %s", got)
	}
	if got := s.rows(reader, "SMS_Role('SMS0001R')")[0]; got["NumberOfAdmins"] != 3.0 || !slices.Equal(got["Operations"].([]any), []any{}) {
		t.Errorf("role %v", got)
	}
}
