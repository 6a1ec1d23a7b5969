package acceptance

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// requireWorking checks that the attachment works, as working does for a step.
func (e *Env) requireWorking() {
	e.t.Helper()
	app, ok := e.attachApp()
	if !ok {
		e.t.Fatal("entra has no application")
	}
	if n := len(app.PasswordCredentials); n != 1 {
		e.t.Fatalf("the application has %d secrets, want the one at the site", n)
	}
	if err := e.atSite(app.AppID, app.PasswordCredentials[0].Text); err != nil {
		e.t.Fatal(err)
	}
}

// TestOnboardingTenantRow: when the tenant was registered anew, the application moves to the new row.
func TestOnboardingTenantRow(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("admin") + Stack(nil))
	p.apply()
	e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: map[string]any{"TenantID": e.Tenant("contoso").ID}, Delete: true})
	p.apply()
	p.plan(0)
	e.Tenant("contoso").Hierarchy.View(func(tables *world.Tables) {
		if tenant, app := tables.Rows["SMS_AAD_Tenant_Ex"][0]["ID"], tables.Rows["SMS_AAD_Application_Ex"][0]["TenantID"]; fmt.Sprint(tenant) != fmt.Sprint(app) {
			t.Errorf("the application belongs to row %v, the tenant is row %v", app, tenant)
		}
	})
	e.requireWorking()
	p.destroy()
}

// TestOnboardingTakenOver: when another application took the upload over, nothing makes a second service.
func TestOnboardingTakenOver(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("admin") + Stack(nil))
	p.apply()
	other := map[string]any{"ID": 901, "Name": "other app", "ClientID": "0123abcd-0000-4000-8000-000000000001", "IdentifierUri": "api://x/y", "TenantID": 900, "SecretKeyExpiry": "2030-01-01T00:00:00Z"}
	e.Drift(world.Change{Object: "SMS_AAD_Application_Ex", Insert: true, Set: other})
	e.Drift(world.Change{Object: "SMS_Azure_CloudService", Set: map[string]any{"AssociatedAADWebApplications": []any{901}}})
	e.sees(p.plan(1), `uploads with application "other app"`)
	e.Tenant("contoso").Hierarchy.View(func(tables *world.Tables) {
		if n := len(tables.Rows["SMS_Azure_CloudService"]); n != 1 {
			t.Errorf("%d services", n)
		}
	})
}

// TestOnboardingFails: an apply that fails on the way is continued by the next one. Nothing is off-boarded in between,
// and at no time does the site hold a secret that Entra does not take.
func TestOnboardingFails(t *testing.T) {
	t.Parallel()
	tests := map[string]wire.Fault{
		"service refused":      {Kind: wire.KindAdminService, Method: "POST", Path: "SMS_Azure_CloudService", Status: http.StatusInternalServerError, Times: 1},
		"application refused":  {Kind: wire.KindAdminService, Method: "POST", Path: "SMS_AAD_Application_Ex", Status: http.StatusInternalServerError, Times: 1},
		"secret not confirmed": {Kind: wire.KindAdminService, Method: "POST", Path: "SMS_AAD_Application_Ex", Times: 1}, // the read that follows is refused
	}
	for name, fault := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t)
			p := e.Process(e.Provider("admin") + Stack(nil))
			if fault.Status == 0 {
				fault.OnStrike = func() {
					e.Fault(wire.Fault{Kind: fault.Kind, Method: "GET", Path: fault.Path, Status: http.StatusForbidden, Times: 1})
				}
			}
			e.Fault(fault)
			out := p.want(1, "apply", "-no-color", "-input=false", "-auto-approve")
			if e.struck() == 0 {
				t.Fatalf("no request met the fault:\n%s", out)
			}
			if err := e.noDeadSecret(); err != nil {
				t.Error(err)
			}
			e.Lab.Recorder().ClearJournal()
			p.apply()
			for _, r := range e.Lab.Recorder().Journal() {
				if r.Method == http.MethodDelete {
					t.Errorf("the repair deletes: %s", r.Path)
				}
			}
			e.requireWorking()
			p.plan(0)
			p.destroy()
			if err := e.RequireInitial(); err != nil {
				t.Error(err)
			}
		})
	}
}

// noDeadSecret checks that the site holds no secret that is not in Entra.
func (e *Env) noDeadSecret() (err error) {
	app, ok := e.attachApp()
	if !ok {
		return errors.New("there is no application")
	}
	e.Tenant("contoso").Hierarchy.View(func(tables *world.Tables) {
		for _, text := range tables.Secrets {
			valid := false
			for _, p := range app.PasswordCredentials {
				valid = valid || p.Text == text
			}
			if !valid {
				err = errors.New("the site holds a secret that Entra does not know")
			}
		}
	})
	return err
}

// TestOnboardingKeyGone: a secret that is removed between plan and apply is said at once, and repaired by the next plan. One
// answer alone, that of a replica that lags, does not make it so.
func TestOnboardingKeyGone(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process("variable \"x\" {\n  default = \"a\"\n}\n" + e.Provider("admin") + Stack(map[string]Attrs{"onboarding": {"description": "var.x"}}))
	p.apply()
	p.want(0, "plan", "-no-color", "-input=false", "-var", "x=b", "-out=saved.plan")
	e.Fault(wire.Fault{Kind: wire.KindGraph, Method: http.MethodGet, Path: `/applications\(appId=`, Status: http.StatusNotFound, Skip: 1, Times: 1})
	e.Lab.Recorder().ClearJournal()
	p.want(0, "apply", "-no-color", "saved.plan")
	entries := e.Lab.Recorder().Journal()
	wrote := slices.IndexFunc(entries, func(r wire.Entry) bool { return r.Method == http.MethodPut })
	if wrote < 0 || !slices.ContainsFunc(entries[wrote:], func(r wire.Entry) bool { return r.Fault }) {
		t.Error("the answer came before the write: this test would show nothing")
	}
	p.want(0, "plan", "-no-color", "-input=false", "-out=saved.plan")
	e.Drift(world.Change{Object: "application", Match: map[string]any{"uniqueName": "attach"}, Set: map[string]any{"passwordCredentials": []any{}}})
	e.sees(p.want(1, "apply", "-no-color", "saved.plan"), "somebody has removed it since the plan was made")
	p.apply()
	e.requireWorking()
	p.destroy()
}

// TestOnboardingImportCase: a GUID is the same in upper and lower case.
func TestOnboardingImportCase(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("admin") + Stack(nil))
	p.apply()
	app, _ := e.attachApp()
	p.want(0, "state", "rm", onboarding)
	p.want(0, "import", "-no-color", onboarding, strings.ToUpper(app.AppID))
	p.plan(0)
	e.sees(p.want(0, "plan", "-no-color", "-destroy"), "The service can take up to two hours to forget the hierarchy")
	p.destroy()
}

// TestOnboardingSwitch: a secret that the provider made does not outlive the onboarding when somebody else off-boards.
func TestOnboardingSwitch(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process("variable \"h\" {\n  default = \"admin_service\"\n}\n" + e.Provider("admin") + Stack(map[string]Attrs{"onboarding": {"handoff": "var.h", "timeouts": `{ delete = "1m" }`}}))
	p.apply()
	if out := p.want(0, "apply", "-no-color", "-input=false", "-auto-approve", "-var", "h=console"); said("Apply waits for somebody").MatchString(out) {
		t.Errorf("there is nothing to do at the console, but the plan asks for somebody:\n%s", out)
	}
	e.Lab.Recorder().ClearJournal()
	e.person("Terraform to wait for the off-boarding", func() bool { return e.asks("SMS_AAD_Application_Ex", 3) }, e.offboard)
	p.want(0, "destroy", "-no-color", "-input=false", "-auto-approve", "-var", "h=console", "-target", onboarding)
	if app, ok := e.attachApp(); !ok || len(app.PasswordCredentials) != 0 {
		t.Errorf("%d secrets are left in Entra", len(app.PasswordCredentials))
	}
}

// TestOnboardingOwnSecretChanges: a version that is not known at plan, another expiry, and no own secret any more.
func TestOnboardingOwnSecretChanges(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(version, expiry string) string {
		return "resource \"terraform_data\" \"v\" {\n  input = " + Q(version) + "\n}\n" + e.Provider("admin") + Stack(map[string]Attrs{"onboarding": {
			"client_secret": Q("own secret " + version), "client_secret_version": "terraform_data.v.output", "client_secret_expiry": Q(expiry),
		}})
	}
	handed := func(secret string) resource.TestCheckFunc {
		return func(s *state) error {
			return e.atSite(s.RootModule().Resources[onboarding].Primary.Attributes["client_id"], secret)
		}
	}
	update := action(onboarding, plancheck.ResourceActionUpdate)
	e.Run(
		resource.TestStep{Config: config("1", "2040-01-01T00:00:00Z"), Check: handed("own secret 1")},
		resource.TestStep{Config: config("2", "2040-01-01T00:00:00Z"), Check: handed("own secret 2"), ConfigPlanChecks: update},
		resource.TestStep{Config: config("2", "2041-01-01T00:00:00Z"), Check: handed("own secret 2"), ConfigPlanChecks: update},
		resource.TestStep{Config: config("3", "2020-01-01T00:00:00Z"), ExpectError: said("Client secret has ended")},
		resource.TestStep{Config: e.Provider("admin") + Stack(nil), Check: e.working(), ConfigPlanChecks: update},
	)
}

// TestOnboardingConsolePlan: the plan shows the values of the wizard; at a site without writes, an application and the
// onboarding at the console are enough; and a renewal that was done in time is no fault.
func TestOnboardingConsolePlan(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) {
		s.Tenant("contoso").Hierarchy.NoWrites = true
		s.Tenant("contoso").CloudManagement = true
	})
	console := Attrs{"handoff": Q("console"), "depends_on": "", "timeouts": `{ create = "1m", update = "1m", delete = "1m" }`}
	p := e.Process(e.Provider("admin") + Resource("application", ApplicationAttrs()) + Resource("onboarding", OnboardingAttrs(), console))
	e.sees(p.plan(2), "Tenant name: Contoso", "Tenant ID: "+e.Tenant("contoso").ID, "terraform apply -target", "Certificates & secrets")
	p.want(0, "apply", "-no-color", "-input=false", "-auto-approve", "-target", application)
	app, _ := e.attachApp()
	e.sees(p.plan(2), "Client ID: "+app.AppID, "App ID URI: "+app.IdentifierURIs[0])
	e.Lab.Recorder().ClearJournal()
	e.person("Terraform to wait for the wizard", func() bool { return e.asks("SMS_AAD_Application_Ex", 3) }, e.wizard)
	p.apply()
	p.plan(0)
	if err := e.renew(); err != nil {
		t.Fatal(err)
	}
	if out := p.plan(0); said("another client secret").MatchString(out) {
		t.Errorf("a renewal at the console is reported as a fault:\n%s", out)
	}
	e.Lab.Recorder().ClearJournal()
	e.person("Terraform to wait for the off-boarding", func() bool { return e.asks("SMS_AAD_Application_Ex", 3) }, e.offboard)
	p.destroy()
}
