package acceptance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const prerequisitesData = "data.tenantattach_prerequisites.this"

// prerequisitesAttrs name everything that no service says.
func prerequisitesAttrs() Attrs {
	return Attrs{"administrator": Q("svc-tf@contoso.example"), "device_action_accounts": `["svc-tf@contoso.example"]`, "service_connection_point_country": Q("DE")}
}

// passed is a check that has passed, with its evidence.
func passed(evidence string) knownvalue.Check {
	return knownvalue.ObjectPartial(map[string]knownvalue.Check{"status": knownvalue.StringExact("pass"), "evidence": knownvalue.StringRegexp(said(evidence))})
}

// TestPrerequisitesMet: of a tenant that lacks nothing every check passes, but for what nobody can read.
func TestPrerequisitesMet(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.raise(11410, "CM01", time.Hour)
	e.RunLeaving(func() error { return nil }, resource.TestStep{
		Config: e.Provider("admin") + Data("prerequisites", prerequisitesAttrs()),
		ConfigStateChecks: []statecheck.StateCheck{
			value(prerequisitesData, "status", knownvalue.StringExact("unknown")), value(prerequisitesData, "ready", knownvalue.Bool(true)),
			value(prerequisitesData, "failed", stringsExact([]string{})), value(prerequisitesData, "warned", stringsExact([]string{})), value(prerequisitesData, "unknown", stringsExact([]string{"proxy_idle_timeout", "endpoint_sign_in_site"})),
			value(prerequisitesData, "checks", knownvalue.ListPartial(map[int]knownvalue.Check{
				0: passed("SMS_Identification was read at "), 4: passed("the service connection point is cm01.corp.contoso.example of site P01, online"),
				8: passed("svc-tf@contoso.example is Global Administrator"), 9: passed("An apply, which also makes the service principal of the Configuration Manager Microservice, needs no more"),
			})),
			value(prerequisitesData, "markdown", knownvalue.StringRegexp(said("**❔ unknown**: 2 unknown, "))),
		},
	})
}

// unready makes contoso lack about everything.
func unready(s *world.Seed) {
	c := s.Tenant("contoso")
	c.Country = "US"
	c.Subscriptions = []world.SubscriptionSeed{}
	c.AppPolicy = &world.AppPolicySeed{Enabled: true, Passwords: []world.PasswordRestriction{{RestrictionType: "passwordAddition", State: "enabled"}}}
	c.ConditionalAccess = []world.AccessPolicySeed{{Name: "No workloads", State: "enabled", ServicePrincipals: &world.AccessClients{Include: []string{"ServicePrincipalsInMyTenant"}}, Locations: []string{"AllTrusted"}, Controls: []string{"block"}}}
	c.IntuneRoles = []world.IntuneRoleSeed{}
	c.Hierarchy.Build, c.Hierarchy.Version = 9128, "2403"
	for i := range s.People {
		s.People[i].Roles, s.People[i].Groups, s.People[i].CloudOnly, s.People[i].Undiscovered = nil, nil, true, true
	}
}

// TestPrerequisitesNotMet: each lack is found, with what to do.
func TestPrerequisitesNotMet(t *testing.T) {
	t.Parallel()
	e := New(t, unready)
	e.raise(11412, "CM01", time.Hour, "https://aka.ms/configmgrgateway")
	e.Drift(world.Change{Object: "SMS_SCI_SysResUse", Match: map[string]any{"RoleName": "SMS Dmp Connector"}, Set: map[string]any{"Props.OfflineMode.Value": 0}})
	e.setProxy("proxy.example", 8080, 1, "")
	e.RunLeaving(func() error { return nil }, resource.TestStep{
		Config: e.Provider("admin") + Data("prerequisites", prerequisitesAttrs()),
		ConfigStateChecks: []statecheck.StateCheck{
			value(prerequisitesData, "failed", stringsExact([]string{"global_administrator", "intune_licence", "secret_policy", "connection_point_checks", "endpoint_tenant_attach_discovery", "accounts_hybrid", "accounts_intune_permission"})),
			value(prerequisitesData, "warned", stringsExact([]string{"site_version", "geographic_location", "conditional_access", "winhttp_proxy", "accounts_discovered"})),
			value(prerequisitesData, "markdown", knownvalue.StringRegexp(said("7 fail, 5 warn"))),
		},
	})
}

// TestPrerequisitesWithoutRights: what may not be read is unknown, with the permission that was missing, and stops nothing else.
func TestPrerequisitesWithoutRights(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("stranger") + Data("prerequisites", prerequisitesAttrs()) + Block(`output "markdown"`, Attrs{"value": prerequisitesData + ".markdown"}) + Block(`output "open"`, Attrs{
		"value": "{ for c in " + prerequisitesData + ".checks : c.id => \"${c.status} ${c.missing_permission == null ? \"-\" : c.missing_permission}\" }",
	}))
	p.apply()
	p.plan(0) // two reads of the same world give the same
	out := p.want(0, "output", "-json", "open")
	for id, want := range map[string]string{
		"administration_service": "fail Read-only Analyst (security role of Configuration Manager)", "site_version": "unknown -", "sign_in": "pass -",
		"global_administrator": "unknown ", "graph_permissions": "fail -", "geographic_location": "unknown Organization.Read.All", "intune_licence": "unknown LicenseAssignment.Read.All",
		"secret_policy": "unknown Policy.Read.All", "conditional_access": "unknown Policy.Read.All", "accounts_hybrid": "unknown User.Read", "accounts_intune_permission": "unknown DeviceManagementRBAC.Read.All",
	} {
		if !strings.Contains(out, `"`+id+`":"`+want) {
			t.Errorf("%s is not %q in\n%s", id, want, out)
		}
	}
}

// TestPrerequisitesUnreachable: a site, or Graph, that cannot be reached is one failure, and the checks of the other go on.
func TestPrerequisitesUnreachable(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		provider    func(*Env) Attrs
		failed, say string
	}{
		"no site": {func(e *Env) Attrs {
			return Attrs{"admin_service": fmt.Sprintf(`{ url = "https://127.0.0.1:1/AdminService", scope = %q }`, e.Lab.Endpoints("contoso").AdminServiceScope)}
		}, "administration_service", "connection refused"},
		"no secret": {func(*Env) Attrs {
			return Attrs{"client_secret": Q("wrong"), "admin_service": `{ url = "https://127.0.0.1:1/AdminService", auth = "entra", scope = "api://x/.default" }`}
		}, "sign_in", "AADSTS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t)
			p := e.Process(e.Provider("admin", tt.provider(e)) + Data("prerequisites", prerequisitesAttrs()) + Block(`output "checks"`, Attrs{"value": prerequisitesData + ".checks"}))
			p.apply()
			out := p.want(0, "output", "-json", "checks")
			e.sees(out, `"id":"`+tt.failed+`"`, tt.say)
			if n := strings.Count(out, tt.say); n > 3 {
				t.Errorf("the same failure is told %d times", n)
			}
		})
	}
}

// TestPreflight: a plan that begins to attach says all that is not met at once, and changes nothing when it is to enforce it.
func TestPreflight(t *testing.T) {
	t.Parallel()
	e := New(t, unready)
	config := func(attrs Attrs) string {
		return e.Provider("admin") + Stack(map[string]Attrs{"onboarding": attrs})
	}
	const both = "intune_licence: The administrator has an Intune licence"
	steps := []resource.TestStep{
		{Config: config(Attrs{"preflight": Q("enforce")}), ExpectError: said("Nothing was changed in this tenant. - " + both)},
		{Config: config(Attrs{"preflight": Q("enforce")}), ExpectError: said("secret_policy: The tenant's policy for applications allows the client secret")},
		{Config: config(Attrs{"preflight": Q("enforce"), "preflight_skip": `["intune_license"]`}), ExpectError: said(`there is no check "intune_license": the checks are administration_service, `)},
		{Config: config(Attrs{"preflight": Q("sometimes")}), ExpectError: said(`preflight value must be one of`)},
		{
			PreConfig: func() {
				if n := e.graphWrites(); n != 0 {
					t.Errorf("the refused plans have written %d times", n)
				}
				e.Drift(world.Change{Object: "appManagementPolicy", Set: map[string]any{"isEnabled": false}})
				e.initial = e.dump()
			},
			Config: config(Attrs{"preflight": Q("enforce"), "preflight_skip": `["intune_licence"]`}),
		},
	}
	e.Run(steps...)
}

// TestPreflightWarns: by default a plan goes on, with a warning; off, nothing is asked.
func TestPreflightWarns(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Tenant("contoso").Subscriptions = []world.SubscriptionSeed{} })
	p := e.Process(e.Provider("admin") + Stack(nil))
	e.sees(p.plan(2), "Prerequisites are not met", "intune_licence: The administrator has an Intune licence", "no subscription of the tenant that is enabled has a service plan of Intune")
	p.apply()
	asked := e.licenceReads()
	p.plan(0)
	if e.licenceReads() != asked {
		t.Error("a plan of what is attached already checks the prerequisites")
	}
	p.destroy()
	off := e.Process(e.Provider("admin") + Stack(map[string]Attrs{"onboarding": {"preflight": Q("off")}}))
	off.plan(2)
	if e.licenceReads() != asked {
		t.Error("prerequisites are checked, although that is off")
	}
}

// TestPreflightPlansOnly: an apply whose plan was accepted is not refused in its middle, whatever has changed since.
func TestPreflightPlansOnly(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("admin") + Stack(map[string]Attrs{"onboarding": {"preflight": Q("enforce")}}))
	p.want(2, "plan", "-no-color", "-input=false", "-detailed-exitcode", "-out=saved.plan")
	e.Drift(world.Change{Object: "subscribedSku", Delete: true})
	asked := e.licenceReads()
	p.want(0, "apply", "-no-color", "-input=false", "saved.plan")
	if e.licenceReads() != asked {
		t.Error("an apply checks the prerequisites in its middle")
	}
	p.destroy()
}

// TestPreflightTaken: a hierarchy that uploads with another application is refused before anything is changed, also while the
// application is still to be made; one of an apply that was interrupted is told by its name.
func TestPreflightTaken(t *testing.T) {
	t.Parallel()
	e := New(t, attached)
	e.uploading()
	config := func(name string) string {
		return e.Provider("admin") + Stack(map[string]Attrs{"application": {"display_name": Q(name)}})
	}
	e.RunLeaving(func() error { return nil },
		resource.TestStep{Config: config("Other"), PlanOnly: true, ExpectError: said(`the hierarchy is attached already: service "upload"`)},
		resource.TestStep{Config: config("CMG server app"), PlanOnly: true, ExpectNonEmptyPlan: true},
	)
	if n := e.graphWrites(); n != 0 {
		t.Errorf("the plans have written %d times", n)
	}
}

// TestPreflightRepairs: a plan that hands over a new secret is not refused for the one that has ended.
func TestPreflightRepairs(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("admin") + Stack(map[string]Attrs{"onboarding": {"preflight": Q("enforce")}}))
	p.apply()
	e.Drift(world.Change{Object: "SMS_AAD_Application_Ex", Set: map[string]any{"SecretKeyExpiry": "2020-01-01T00:00:00Z"}})
	p.want(0, "apply", "-no-color", "-input=false", "-auto-approve", "-replace=tenantattach_onboarding.this")
	p.destroy()
}

// TestPreflightHidden: what may not be read is named with the permission, and refuses nothing.
func TestPreflightHidden(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("owner") + Stack(map[string]Attrs{"onboarding": {"preflight": Q("enforce")}}))
	e.sees(p.plan(2), "Prerequisites that could not be checked (tenant ", "identifier_uri_policy, secret_policy: missing: Policy.Read.All")
}

func (e *Env) graphWrites() int {
	n := 0
	for _, r := range e.Lab.Recorder().Journal() {
		if r.Kind == wire.KindGraph && r.Method != http.MethodGet && !strings.Contains(r.Path, "$batch") {
			n++
		}
	}
	return n
}

func (e *Env) licenceReads() int {
	return len(slices.DeleteFunc(e.Lab.Recorder().Journal(), func(r wire.Entry) bool { return !strings.Contains(r.Path, "subscribedSkus") }))
}

// TestPrerequisitesOfUser: of a person who has run az login, the roles of that person count.
func TestPrerequisitesOfUser(t *testing.T) {
	t.Parallel()
	e := New(t)
	for person, want := range map[string]string{"svc-tf": "pass", "auditor": "warn"} {
		path, _ := e.azureCLI(person)
		p := e.Process(Block(`provider "tenantattach"`, nil)+Data("prerequisites")+Block(`output "admin"`, Attrs{"value": "[for c in " + prerequisitesData + ".checks : \"${c.status}: ${c.evidence}\" if c.id == \"global_administrator\"]"}), append(e.location(), path)...)
		p.apply()
		e.sees(p.want(0, "output", "-json", "admin"), `"`+want+`: `, person+"@contoso.example")
	}
}
