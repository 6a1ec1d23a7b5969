package adminservice

import (
	"reflect"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestSites: numbers come as texts in places (AdminService notes §4).
func TestSites(t *testing.T) {
	s := newScript(t, wiretest.List(`{"SiteCode":"CAS","SiteName":"Top","ServerName":"cas01","Type":4,"Version":"5.00.9141.1000","BuildNumber":9141,"ReportingSiteCode":""}`,
		`{"SiteCode":"P01","Type":"2","BuildNumber":"9141","ReportingSiteCode":"CAS","TimeZoneInfo":null}`))
	c, _ := s.client()
	got, err := c.Sites(t.Context())
	want := []Site{{Code: "CAS", Name: "Top", ServerName: "cas01", Type: SiteCAS, Version: "5.00.9141.1000", Build: 9141}, {Code: "P01", Type: SitePrimary, Build: 9141, Parent: "CAS"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	s.checkURIs("GET SMS_Site?$select=SiteCode,SiteName,ServerName,Type,Version,BuildNumber,ReportingSiteCode&$skip=0&$top=1000")
}

func TestTopSite(t *testing.T) {
	cas, primary, secondary := Site{Code: "CAS", Type: SiteCAS}, Site{Code: "P01", Type: SitePrimary}, Site{Code: "S01", Type: SiteSecondary}
	child := Site{Code: "P02", Type: SitePrimary, Parent: "CAS"}
	for name, tt := range map[string]struct {
		sites []Site
		want  string
	}{
		"CAS": {[]Site{child, cas}, "CAS"}, "only primary": {[]Site{secondary, primary}, "P01"}, "top is hidden": {[]Site{child, secondary}, ""}, "none": {nil, ""},
	} {
		got, err := TopSite(tt.sites)
		if got.Code != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

// TestSystemRoles: the class refuses $select, so whole rows come; of these only what is known to be needed is kept.
func TestSystemRoles(t *testing.T) {
	s := newScript(t, wiretest.List(
		`{"RoleName":"SMS Dmp Connector","NetworkOSPath":"\\\\cas01.contoso.com","SiteCode":"CAS","Secret":"hush","Props":[
			{"PropertyName":"Certificate","Value":"hush","Value1":7,"Value2":{"hush":1}},null,{"PropertyName":"OfflineMode","Value":"1","Value1":null,"Value2":"v"},"hush"]}`,
		`{"RoleName":"SMS Site System","SiteCode":"CAS","Props":null}`, `{"RoleName":"SMS Provider"}`,
	))
	c, _ := s.client()
	got, err := c.SystemRoles(t.Context())
	if err != nil || len(got) != 3 || got[0].RoleName != RoleServiceConnectionPoint || got[0].Server != `\\cas01.contoso.com` || got[0].SiteCode != "CAS" || len(got[0].props) != 1 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if p, found := got[0].Prop("OfflineMode"); !found || p != (EmbeddedProperty{1, "", "v"}) {
		t.Errorf("got %+v", p)
	}
	if _, found := got[1].Prop("OfflineMode"); found {
		t.Error("a property that is not there was found")
	}
	s.checkURIs("GET SMS_SCI_SysResUse?$skip=0&$top=1000")

	for _, props := range []string{`"hush"`, `[{"PropertyName":"OfflineMode","Value":"hush"}]`} {
		s := newScript(t, wiretest.List(`{"Props":`+props+`}`))
		c, _ := s.client()
		if got, err := c.SystemRoles(t.Context()); err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: got %+v, %v", props, got, err)
		}
		s.Done()
	}
}

func TestTypeNames(t *testing.T) {
	for got, want := range map[string]string{
		SiteSecondary.String(): "secondary", SitePrimary.String(): "primary", SiteCAS.String(): "central_administration_site", SiteType(8).String(): "unknown (8)",
		CollectionOther.String() + "/" + CollectionUser.String() + "/" + CollectionDevice.String(): "other/user/device",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
