package prerequisite

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/sitecheck"
)

// TestChecks: a name for each, and none twice; each says what it stands for, and where to read on.
func TestChecks(t *testing.T) {
	for _, name := range []string{"public", "usgovernment", "dod", "china"} {
		checks, err := Checks(name)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, c := range checks {
			if seen[c.ID] || c.ID == "" || c.Title == "" || c.Serves == "" || !strings.HasPrefix(c.Link, "https://learn.microsoft.com/") {
				t.Errorf("%s: %+v is incomplete, or there twice", name, c)
			}
			seen[c.ID] = true
		}
	}
}

// TestLines: each line of Microsoft's prerequisites that can be checked has a check.
func TestLines(t *testing.T) {
	checks, err := Checks("public")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"Global Administrator", "third-party application", "first-party service principal", "Azure cloud environment", "account onboarding", "geographic location", "Intune licence",
		"administration service", "remote provider", "client operating system", "hybrid", "discovered", "in Intune", "at the site", "https://aka.ms/configmgrgateway", "https://*.manage.microsoft.com",
		"https://dc.services.visualstudio.com", "idle connections", "crl3.digicert.com", "crl4.digicert.com", "ocsp.digicert.com", "www.d-trust.net", "root-c3-ca2-2009.ocsp.d-trust.net", "crl.microsoft.com",
		"oneocsp.microsoft.com", "ocsp.msocsp.com", "www.microsoft.com/pkiops", "validates important endpoints", "bypass list", "2107 in the US Government",
	} {
		if !slices.ContainsFunc(checks, func(c Check) bool {
			return strings.HasPrefix(c.Serves, fromPrerequisites) && strings.Contains(c.Serves, line)
		}) {
			t.Errorf("no check stands for %q", line)
		}
	}
}

// TestChecksWithoutRequests: what each check finds, of what has been read.
func TestChecksWithoutRequests(t *testing.T) {
	denied := &adminservice.Error{Status: http.StatusNotFound, Message: "Access denied"}
	forbidden := &graph.Error{Status: http.StatusForbidden, Permissions: []string{"Policy.Read.All"}}
	tenantRow := adminservice.Tenant{RowID: 7, TenantID: strings.ToUpper(tenantID), Name: "Contoso"}
	other := adminservice.Tenant{RowID: 8, TenantID: "fab", Name: "Fabrikam"}
	app := func(row int64, client string, left time.Duration) adminservice.Application {
		return adminservice.Application{RowID: 1, Name: "ConfigMgr", ClientID: client, TenantRowID: row, SecretExpiry: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC).Add(left)}
	}
	attached := func(row int64, client string, left time.Duration) func(*facts) {
		return func(f *facts) {
			u := adminservice.Upload{ApplicationRowID: 1, Application: &[]adminservice.Application{app(row, client, left)}[0]}
			for _, one := range []adminservice.Tenant{tenantRow, other} {
				if one.RowID == row {
					u.Tenant = &one
				}
			}
			f.attachment = gives(attachment{uploads: []adminservice.Upload{{}, u}})
		}
	}
	site := func(change func(*adminservice.Site)) func(*facts) {
		return func(f *facts) {
			sites, _ := f.sites()
			change(&sites[0])
			f.sites = gives(sites)
		}
	}
	proxied := func(f *facts) {
		r, _ := f.endpoints()
		r.Point.Proxy = &adminservice.Proxy{On: true, Server: "proxy.example", Port: 8080, Anonymous: true}
		f.endpoints = gives(r)
	}
	policy := func(p graph.AppManagementPolicy) func(*facts) { return func(f *facts) { f.policy = gives(p) } }
	access := func(p graph.ConditionalAccessPolicy) func(*facts) {
		return func(f *facts) { f.conditional = gives([]graph.ConditionalAccessPolicy{p}) }
	}
	messages := func(status string, states ...sitecheck.State) func(*facts) {
		return func(f *facts) {
			r, _ := f.endpoints()
			r.Verdict, r.States = sitecheck.Verdict{Status: status, Reason: "said so"}, states
			f.endpoints = gives(r)
		}
	}
	at := func(address, id, state string) sitecheck.State {
		return sitecheck.State{Named: sitecheck.Named{Address: address, ID: id}, State: state, MessageID: 11412}
	}
	about := func(id, state string) sitecheck.State {
		address := map[string]string{"telemetry": "https://dc.services.visualstudio.com"}[id]
		return at(cmp.Or(address, "https://aka.ms/configmgrgateway"), id, state)
	}
	nothing := func(*facts) {}
	for _, tt := range []struct {
		check, name, cloud string
		change             func(*facts)
		want               Status
		says               string
	}{
		{"administration_service", "answers", "public", nothing, Pass, "P01 (Primary)"},
		{"administration_service", "denied", "public", func(f *facts) { f.identification = refuses[adminservice.Identification](denied) }, Fail, "Access denied"},
		{"administration_service", "down", "public", func(f *facts) { f.identification = refuses[adminservice.Identification](errors.New("no route")) }, Fail, "no route"},
		{"sms_provider_authentication", "let in", "public", nothing, Pass, "or the account is excepted"},
		{"sms_provider_authentication", "level", "public", func(f *facts) {
			f.identification = refuses[adminservice.Identification](&adminservice.Error{Status: 403})
		}, Fail, "403"},
		{"top_level_site", "top", "public", nothing, Pass, "reports to no other"},
		{"top_level_site", "below", "public", site(func(s *adminservice.Site) { s.Code = "CAS" }), Fail, "top-level site is CAS"},
		{"top_level_site", "not read", "public", func(f *facts) { f.sites = refuses[[]adminservice.Site](behindError{checkSite, denied}) }, Unknown, "see the check administration_service"},
		{"site_version", "current", "public", nothing, Pass, "2509"},
		{"site_version", "before tenant attach", "public", site(func(s *adminservice.Site) { s.Build = 8913 }), Fail, "needs 2002"},
		{"site_version", "before US Government", "usgovernment", site(func(s *adminservice.Site) { s.Build = 9049 }), Fail, "needs 2107"},
		{"site_version", "public does not need 2107", "public", site(func(s *adminservice.Site) { s.Build = 9049 }), Warn, "out of support"},
		{"site_version", "support ended", "public", site(func(s *adminservice.Site) { s.Build = 9135 }), Warn, "ended on 2026-09-30"},
		{"site_version", "support ends soon", "public", func(f *facts) { f.now = time.Date(2027, 5, 1, 0, 0, 0, 0, time.UTC) }, Warn, "ends on 2027-05-12"},
		{"site_version", "the last day", "public", func(f *facts) { f.now = time.Date(2027, 5, 12, 23, 0, 0, 0, time.UTC) }, Warn, "ends on 2027-05-12"},
		{"site_version", "newer", "public", site(func(s *adminservice.Site) { s.Build = 9999 }), Pass, "newer than this provider knows"},
		{"cas_remote_provider", "primary", "public", nothing, Pass, "Does not apply"},
		{"cas_remote_provider", "CAS", "public", site(func(s *adminservice.Site) { s.Type = adminservice.SiteCAS }), Pass, "on the site server"},
		{"cas_remote_provider", "remote", "public", site(func(s *adminservice.Site) { s.Type, s.ServerName = adminservice.SiteCAS, "cas01" }), Warn, "on cm01, not on the site server cas01"},
		{"cas_remote_provider", "hidden", "public", site(func(s *adminservice.Site) { s.Type, s.Code = adminservice.SiteCAS, "CAS" }), Unknown, "shows no SMS Provider"},
		{"service_connection_point", "none", "public", nothing, Fail, "no service connection point"},
		{"service_connection_point", "hidden", "public", func(f *facts) { f.roles = gives([]adminservice.SystemRole{}) }, Unknown, "not one row"},
		{"site_version", "hidden", "public", site(func(s *adminservice.Site) { s.Build = 0 }), Unknown, "no build number"},
		{"cloud_environment", "hidden", "public", func(f *facts) { f.environments = gives([]adminservice.Environment{}) }, Unknown, "not one row"},
		{"sign_in", "unreadable token", "public", func(f *facts) { f.identity = refuses[graph.Identity](errors.New("unreadable")) }, Pass, "cannot be read from it"},
		{"sign_in", "of another tenant", "public", func(f *facts) { f.identity = gives(graph.Identity{App: true, TenantID: "other"}) }, Fail, "is of tenant other"},
		{"intune_licence", "unknown plan", "public", func(f *facts) {
			f.plans = gives([]graph.ServicePlan{{ID: "new", Name: "INTUNE_NEW", CapabilityStatus: "Enabled"}, {ID: "882e1d05", Name: "INTUNE_O365", CapabilityStatus: "Enabled"}})
		}, Unknown, "called so: INTUNE_NEW."},
		{"entra_objects", "disabled", "public", func(f *facts) { f.microservice = gives(&graph.ServicePrincipal{ObjectID: "m"}) }, Fail, "disabled"},
		{"identifier_uri_policy", "client id not known", "public", func(f *facts) {
			policy(onlyDefault(true))(f)
			f.options.IdentifierURI = "api://" + tenantID + "/" + clientID
		}, Unknown, "depends on the client id"},
		{"identifier_uri_policy", "default form, known", "public", func(f *facts) {
			policy(onlyDefault(true))(f)
			f.options.IdentifierURI, f.options.ClientID = "api://"+tenantID+"/"+clientID, clientID
		}, Pass, "It allows"},
		{"identifier_uri_policy", "not unique", "public", func(f *facts) { policy(onlyUnique())(f); f.options.IdentifierURI = "api://foo/bar" }, Fail, "It refuses api://foo/bar"},
		{"identifier_uri_policy", "verified domain", "public", func(f *facts) {
			policy(onlyUnique())(f)
			f.organization = gives(graph.Organization{VerifiedDomains: []string{"contoso.com"}})
			f.options.IdentifierURI = "https://cm.contoso.com/x"
		}, Pass, "It allows"},
		{"secret_policy", "none is made", "public", func(f *facts) {
			policy(graph.AppManagementPolicy{Enabled: true, PasswordAddition: &graph.SecretRestriction{}})(f)
			f.options.NoSecret = true
		}, Pass, "Does not apply"},
		{"secret_policy", "an application that is there", "public", func(f *facts) {
			policy(graph.AppManagementPolicy{Enabled: true, PasswordAddition: &graph.SecretRestriction{}})(f)
			f.options.ClientID = clientID
		}, Warn, "of the application's own"},
		{"secret_policy", "exempt from another restriction", "public", policy(graph.AppManagementPolicy{Enabled: true, PasswordAddition: &graph.SecretRestriction{}, PasswordLifetime: &graph.SecretRestriction{Restriction: graph.Restriction{State: "disabled", ExcludesActors: true}}}), Fail, "passwordAddition"},
		{"secret_expiry", "of another tenant", "public", attached(8, "x", 0), Pass, "no application"},
		{"sign_in", "signed in", "public", nothing, Pass, clientID},
		{"sign_in", "refused", "public", func(f *facts) { f.signed = refuses[bool](errors.New("AADSTS7000222")) }, Fail, "AADSTS7000222"},
		{"global_administrator", "an application", "public", nothing, Unknown, "Terraform signs in as an application"},
		{"cloud_environment", "public", "public", nothing, Pass, "AzurePublicCloud"},
		{"cloud_environment", "China", "china", nothing, Fail, "21Vianet"},
		{"cloud_environment", "not at the site", "public", func(f *facts) { f.environments = gives([]adminservice.Environment{{Name: "AzureChinaCloud"}}) }, Fail, "no AzurePublicCloud, but AzureChinaCloud"},
		{"us_government_features", "public", "public", nothing, Pass, "Does not apply"},
		{"us_government_features", "offered", "dod", nothing, Pass, "device sync"},
		{"us_government_features", "old", "usgovernment", site(func(s *adminservice.Site) { s.Build = 9049 }), Fail, "from 2107 on"},
		{"geographic_location", "not said", "public", nothing, Unknown, "country is DE"},
		{"geographic_location", "same", "public", func(f *facts) { f.options.Country = "de" }, Pass, "DE"},
		{"geographic_location", "other", "public", func(f *facts) { f.options.Country = "us" }, Warn, "in US"},
		{"geographic_location", "no country", "public", func(f *facts) { f.organization = gives(graph.Organization{}) }, Unknown, "no country"},
		{"intune_licence", "nobody named", "public", nothing, Unknown, "INTUNE_A (EMS)"},
		{"intune_licence", "none", "public", func(f *facts) { f.plans = gives([]graph.ServicePlan{{ID: "x", CapabilityStatus: "Enabled"}}) }, Fail, "no subscription"},
		{"intune_licence", "suspended", "public", func(f *facts) {
			p, _ := f.plans()
			p[0].CapabilityStatus = "Suspended"
			f.plans = gives(p)
		}, Fail, "no subscription"},
		{"already_attached", "no", "public", nothing, Pass, "no application that the hierarchy uploads with"},
		{"already_attached", "here", "public", attached(7, clientID, time.Hour), Pass, "to this tenant"},
		{"already_attached", "elsewhere", "public", attached(8, clientID, time.Hour), Fail, "Fabrikam"},
		{"already_attached", "hidden tenant", "public", attached(9, clientID, time.Hour), Warn, "may not see"},
		{"already_attached", "to be made, same name", "public", func(f *facts) { attached(7, "x", time.Hour)(f); f.options.ApplicationName = "ConfigMgr" }, Pass, "to this tenant"},
		{"already_attached", "to be made, other name", "public", func(f *facts) { attached(7, "x", time.Hour)(f); f.options.ApplicationName = "Other" }, Fail, "another application"},
		{"already_attached", "other application", "public", func(f *facts) { attached(7, "x", time.Hour)(f); f.options.ClientID = clientID }, Fail, "another application"},
		{"already_attached", "hidden application", "public", func(f *facts) {
			f.attachment = gives(attachment{uploads: []adminservice.Upload{{ApplicationRowID: 4}}})
		}, Warn, "row 4"},
		{"entra_objects", "there", "public", nothing, Pass, "is in the tenant"},
		{"entra_objects", "to be made", "public", func(f *facts) { f.microservice = gives[*graph.ServicePrincipal](nil) }, Pass, "makes its service principal"},
		{"entra_objects", "US Government", "usgovernment", func(f *facts) { f.microservice = gives[*graph.ServicePrincipal](nil) }, Warn, "none is known"},
		{"identifier_uri_policy", "none", "public", nothing, Pass, "not restricted"},
		{"identifier_uri_policy", "forbidden to read", "public", func(f *facts) { f.policy = refuses[graph.AppManagementPolicy](forbidden) }, Unknown, "403"},
		{"identifier_uri_policy", "default form", "public", policy(onlyDefault(true)), Pass, "satisfies it"},
		{"identifier_uri_policy", "own form", "public", func(f *facts) { policy(onlyDefault(true))(f); f.options.IdentifierURI = "api://" + tenantID + "/x" }, Fail, "It refuses api://" + tenantID + "/x"},
		{"identifier_uri_policy", "policy off", "public", func(f *facts) { policy(onlyDefault(false))(f); f.options.IdentifierURI = "api://x/y" }, Pass, "switched off"},
		{"secret_policy", "none", "public", nothing, Pass, "365 days is allowed"},
		{"secret_policy", "no secrets", "public", policy(graph.AppManagementPolicy{Enabled: true, PasswordAddition: &graph.SecretRestriction{}}), Fail, "passwordAddition"},
		{"secret_policy", "some exempt", "public", policy(graph.AppManagementPolicy{Enabled: true, PasswordAddition: &graph.SecretRestriction{Restriction: graph.Restriction{ExcludesActors: true}}}), Warn, "exempt"},
		{"secret_policy", "too long", "public", policy(graph.AppManagementPolicy{Enabled: true, PasswordLifetime: &graph.SecretRestriction{MaxLifetime: 90 * 24 * time.Hour}}), Fail, "90 days at most"},
		{"secret_policy", "short enough", "public", func(f *facts) {
			policy(graph.AppManagementPolicy{Enabled: true, PasswordLifetime: &graph.SecretRestriction{MaxLifetime: 90 * 24 * time.Hour}})(f)
			f.options.SecretValidity = 24 * time.Hour
		}, Pass, "1 days is allowed"},
		{"secret_policy", "later applications", "public", policy(graph.AppManagementPolicy{Enabled: true, PasswordAddition: &graph.SecretRestriction{Restriction: graph.Restriction{After: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}}}), Pass, "allowed"},
		{"secret_expiry", "none", "public", nothing, Pass, "no application that the account sees"},
		{"secret_expiry", "long", "public", attached(7, clientID, 100*24*time.Hour), Pass, "ends at 2027-03-05"},
		{"secret_expiry", "soon", "public", attached(7, clientID, 10*24*time.Hour), Warn, "ends at 2026-12-05"},
		{"secret_expiry", "ended", "public", attached(7, clientID, 0), Fail, "ends at 2026-11-25"},
		{"conditional_access", "none", "public", nothing, Pass, "none that is enforced"},
		{"conditional_access", "blocks", "public", access(graph.ConditionalAccessPolicy{Name: "No apps", State: "enabled", IncludeServicePrincipals: []string{ownTenantPrincipals}, IncludeApplications: []string{allApps}, Blocks: true}), Fail, `"No apps"`},
		{"conditional_access", "some applications", "public", access(graph.ConditionalAccessPolicy{Name: "Some", State: "enabled", IncludeServicePrincipals: []string{ownTenantPrincipals}, IncludeApplications: []string{"x"}, Blocks: true}), Warn, `"Some"`},
		{"conditional_access", "all cloud apps, application there", "public", func(f *facts) {
			access(graph.ConditionalAccessPolicy{Name: "MFA", State: "enabled", IncludeApplications: []string{allApps}})(f)
			f.principal = gives("sp")
			f.options.ClientID = clientID
		}, Warn, "do not exclude the application"},
		{"conditional_access", "report only", "public", access(graph.ConditionalAccessPolicy{State: "enabledForReportingButNotEnforced", IncludeServicePrincipals: []string{ownTenantPrincipals}, Blocks: true}), Pass, "none that is enforced"},
		{"conditional_access", "places", "public", access(graph.ConditionalAccessPolicy{Name: "Places", State: "enabled", IncludeServicePrincipals: []string{ownTenantPrincipals}, Blocks: true, IncludeApplications: []string{allApps}, Conditional: true}), Warn, "not evaluated"},
		{"conditional_access", "all cloud apps", "public", access(graph.ConditionalAccessPolicy{Name: "MFA", State: "enabled", IncludeApplications: []string{"All"}}), Unknown, "all cloud apps"},
		{"conditional_access", "excluded", "public", access(graph.ConditionalAccessPolicy{Name: "Other", State: "enabled", IncludeServicePrincipals: []string{"other"}, Blocks: true}), Pass, "none that is enforced"},
		{"connection_point_checks", "pass", "public", nothing, Pass, "all well"},
		{"connection_point_checks", "warn", "public", messages(sitecheck.StatusWarn), Warn, "said so"},
		{"connection_point_checks", "fail", "public", messages(sitecheck.StatusFail), Fail, "said so"},
		{"connection_point_checks", "never", "public", messages(sitecheck.StatusUnknown), Unknown, "said so"},
		{"endpoint_tenant_attach_discovery", "all well", "public", nothing, Pass, "is inferred"},
		{"endpoint_tenant_attach_discovery", "named", "public", messages(sitecheck.StatusFail, about("tenant_attach_discovery", sitecheck.StateError)), Fail, "aka.ms/configmgrgateway is error"},
		{"endpoint_tenant_attach_discovery", "named as a warning", "public", messages(sitecheck.StatusWarn, about("tenant_attach_discovery", sitecheck.StateWarning)), Warn, "warning"},
		{"endpoint_tenant_attach_discovery", "another", "public", messages(sitecheck.StatusFail, about("telemetry", sitecheck.StateError)), Unknown, "last messages do not name it"},
		{"endpoint_tenant_attach_discovery", "named as well", "public", messages(sitecheck.StatusFail, about("tenant_attach_discovery", sitecheck.StateOK)), Pass, "is ok"},
		{"endpoint_crl_digicert_3", "never checked", "public", messages(sitecheck.StatusUnknown), Unknown, "connection_point_checks"},
		{"proxy_idle_timeout", "direct", "public", nothing, Unknown, "no proxy"},
		{"proxy_idle_timeout", "proxy", "public", proxied, Unknown, "cannot be read"},
		{"winhttp_proxy", "checked", "public", proxied, Pass, "were successful"},
		{"winhttp_proxy", "direct, never checked", "public", messages(sitecheck.StatusUnknown), Unknown, "no proxy"},
		{"winhttp_proxy", "proxy, never checked", "public", func(f *facts) { messages(sitecheck.StatusUnknown)(f); proxied(f) }, Warn, "proxy.example:8080. That is for"},
		{"endpoint_sign_in_site", "all well", "public", nothing, Unknown, "nothing says that they cover it"},
		{"endpoint_tenant_attach_service", "the worst of a wildcard", "public", messages(sitecheck.StatusFail, at("https://a.manage.microsoft.com", "notification_channel", sitecheck.StateOK), at("https://b.manage.microsoft.com", "notification_channel", sitecheck.StateError)), Fail, "b.manage.microsoft.com is error"},
		{"endpoint_tenant_attach_discovery", "of an older round", "public", func(f *facts) {
			old := about("tenant_attach_discovery", sitecheck.StateOK)
			old.Time = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
			messages(sitecheck.StatusFail, old)(f)
			r, _ := f.endpoints()
			r.CheckedAt = time.Date(2026, 11, 24, 23, 0, 0, 0, time.UTC)
			f.endpoints = gives(r)
		}, Unknown, "last messages do not name it"},
		{"accounts_hybrid", "nobody named", "public", nothing, Unknown, "No account"},
	} {
		t.Run(tt.check+"/"+tt.name, func(t *testing.T) {
			f := ready(t, tt.cloud)
			tt.change(f)
			got := checkOf(t, tt.cloud, tt.check).do(f)
			if got.status != tt.want || !strings.Contains(got.evidence, tt.says) {
				t.Errorf("got %+v", got)
			}
			if (got.remedy == "") != (got.status == Pass) {
				t.Errorf("%s, and to do is %q", got.status, got.remedy)
			}
		})
	}
}

func onlyDefault(enabled bool) graph.AppManagementPolicy {
	return graph.AppManagementPolicy{Enabled: enabled, IdentifierURIs: map[string]graph.URIRestriction{graph.OnlyDefaultURIs: {Restriction: graph.Restriction{State: "enabled"}}}}
}

func onlyUnique() graph.AppManagementPolicy {
	return graph.AppManagementPolicy{Enabled: true, IdentifierURIs: map[string]graph.URIRestriction{graph.OnlyUniqueURIs: {Restriction: graph.Restriction{State: "enabled"}}}}
}

// TestTold: what changes from one answer to the next is left out, so that nothing changes in a plan when nothing else does.
func TestTold(t *testing.T) {
	for said, want := range map[string]string{
		"answered 403 Forbidden, code X (request id 1b2c3d4e-0000). Any of":         "answered 403 Forbidden, code X. Any of",
		"wrong. Trace ID: 1 Correlation ID: 2 Timestamp: 2026-11-25 03:49:22Z. Set": "wrong. Set",
		"not so after 3.25s and 4 looks":                                            "not so and 4 looks", "plain (text)": "plain (text)",
	} {
		if got := told(errors.New(said)); got != want {
			t.Errorf("%q became %q, want %q", said, got, want)
		}
	}
}

func checkOf(t *testing.T, cloudName, id string) Check {
	t.Helper()
	checks, err := Checks(cloudName)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(checks, func(c Check) bool { return c.ID == id })
	if i < 0 {
		t.Fatalf("there is no check %s in %s", id, cloudName)
	}
	return checks[i]
}

// TestMissing: the permission that was missing is named.
func TestMissing(t *testing.T) {
	f := ready(t, "public")
	f.policy = refuses[graph.AppManagementPolicy](&graph.Error{Status: http.StatusForbidden, Permissions: []string{"Policy.Read.All", "Other"}})
	if got := secretPolicy(f); got.missing != "Policy.Read.All or Other" {
		t.Errorf("got %+v", got)
	}
	f.sites = refuses[[]adminservice.Site](&adminservice.Error{Status: http.StatusNotFound, Message: "Access denied"})
	if got := siteVersion(f); got.status != Unknown || got.missing != roleReader {
		t.Errorf("got %+v", got)
	}
}
