package acceptance

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const onboarding = "tenantattach_onboarding.this"

// working checks that the attachment would really work: the upload service of the site uses the application, whose
// secret at the site is one that Entra takes, and there is no secret in Entra that nobody holds.
func (e *Env) working() resource.TestCheckFunc {
	return func(s *state) error {
		t := e.Tenant("contoso")
		clientID := s.RootModule().Resources[onboarding].Primary.Attributes["client_id"]
		app, ok := t.Directory.Head().ApplicationByAppID(clientID)
		if !ok {
			return fmt.Errorf("entra has no application %s", clientID)
		}
		if n := len(app.PasswordCredentials); n != 1 {
			return fmt.Errorf("the application has %d secrets, want the one at the site", n)
		}
		return e.atSite(clientID, app.PasswordCredentials[0].Text)
	}
}

// atSite checks that the upload service uses the application, with this secret.
func (e *Env) atSite(clientID, secret string) (err error) {
	e.Tenant("contoso").Hierarchy.View(func(tables *world.Tables) {
		err = errors.New("the site does not know the application")
		for _, row := range tables.Rows["SMS_AAD_Application_Ex"] {
			id, _ := row["ID"].(int64)
			switch {
			case row["ClientID"] != clientID:
				continue
			case tables.Secrets[id] != secret:
				err = errors.New("the site holds another secret than the one expected")
			default:
				err = used(tables, id)
			}
		}
	})
	return err
}

func used(tables *world.Tables, id int64) error {
	for _, service := range tables.Rows["SMS_Azure_CloudService"] {
		if fmt.Sprint(service["ServiceType"]) == "5" && fmt.Sprint(service["AssociatedAADWebApplications"]) == fmt.Sprintf("[%d]", id) {
			return nil
		}
	}
	return fmt.Errorf("no upload service uses row %d: %v", id, tables.Rows["SMS_Azure_CloudService"])
}

func TestOnboarding(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(changes Attrs) string {
		return e.Provider("admin") + Stack(map[string]Attrs{"onboarding": changes})
	}
	renamed := Attrs{"service_name": Q("Attach"), "description": Q("by Terraform"), "upload_enabled": "false", "rotate_before": Q("240h")}
	e.Life(
		resource.TestStep{Config: config(nil), Check: e.working(), ConfigStateChecks: []statecheck.StateCheck{
			value(onboarding, "secret_status", knownvalue.StringExact("current")), value(onboarding, "key_id", knownvalue.NotNull()),
			value(onboarding, "service_name", knownvalue.StringExact("Tenant attach")), value(onboarding, "upload_enabled", knownvalue.Bool(true)),
		}},
		resource.TestStep{ResourceName: onboarding, ImportState: true, ImportStateVerify: true},
		resource.TestStep{
			ResourceName: onboarding, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"tenant"},
			ImportStateIdFunc: importID(onboarding, "client_id"),
		},
		resource.TestStep{Config: config(renamed), ConfigPlanChecks: action(onboarding, plancheck.ResourceActionUpdate)},
		resource.TestStep{Config: config(nil), ConfigPlanChecks: action(onboarding, plancheck.ResourceActionUpdate)},
		resource.TestStep{ // disappears from the site
			PreConfig: func() {
				e.Drift(world.Change{Object: "SMS_Azure_CloudService", Delete: true})
				e.Drift(world.Change{Object: "SMS_AAD_Application_Ex", Delete: true})
			},
			Config: config(nil), Check: e.working(), ConfigPlanChecks: action(onboarding, plancheck.ResourceActionCreate),
		},
		resource.TestStep{ // another application: the real thing cannot change that in place
			Config: e.Provider("admin") + Stack(map[string]Attrs{"application": {"unique_name": Q("attach-2")}}), Check: e.working(),
			ConfigPlanChecks: action(onboarding, plancheck.ResourceActionReplace),
		},
	)
}

// TestOnboardingRotation: the secret is rotated when it is due, gone from Entra, or replaced at the site.
func TestOnboardingRotation(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(changes Attrs) string {
		return e.Provider("admin") + Stack(map[string]Attrs{"onboarding": changes})
	}
	rotates := func(pre func(), changes Attrs) resource.TestStep {
		return resource.TestStep{PreConfig: pre, Config: config(changes), Check: e.working(), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
			plancheck.ExpectResourceAction(onboarding, plancheck.ResourceActionUpdate), plancheck.ExpectUnknownValue(onboarding, path("key_id")), plancheck.ExpectUnknownValue(onboarding, path("secret_expiry")),
		}}}
	}
	later := time.Now().AddDate(0, 3, 0).UTC().Format(time.RFC3339)
	e.Run(
		resource.TestStep{Config: config(Attrs{"secret_validity": Q("1000h"), "rotate_before": Q("100h")}), Check: e.working()},
		rotates(nil, Attrs{"secret_validity": Q("2000h"), "rotate_before": Q("1500h")}), // it is due by the new rule
		rotates(func() {
			e.Drift(world.Change{Object: "application", Match: map[string]any{"uniqueName": "attach"}, Set: map[string]any{"passwordCredentials": []any{}}})
		}, Attrs{"secret_validity": Q("2000h"), "rotate_before": Q("1500h")}),
		rotates(func() {
			e.Drift(world.Change{Object: "SMS_AAD_Application_Ex", Set: map[string]any{"SecretKeyExpiry": later}})
		}, Attrs{"secret_validity": Q("2000h"), "rotate_before": Q("1500h")}),
	)
}

// TestOnboardingOwnSecret: a secret of the user's own is handed over, again when its version changes, and never made.
func TestOnboardingOwnSecret(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(secret, version string) string {
		return e.Provider("admin") + Stack(map[string]Attrs{"onboarding": {
			"client_secret": Q(secret), "client_secret_version": Q(version), "client_secret_expiry": Q("2040-01-01T00:00:00Z"),
		}})
	}
	handed := func(secret string) resource.TestCheckFunc {
		return func(s *state) error {
			return e.atSite(s.RootModule().Resources[onboarding].Primary.Attributes["client_id"], secret)
		}
	}
	e.Run(
		resource.TestStep{Config: config("first own secret", "1"), Check: handed("first own secret"), ConfigStateChecks: []statecheck.StateCheck{
			value(onboarding, "key_id", knownvalue.Null()), value(onboarding, "client_secret", knownvalue.Null()),
		}},
		resource.TestStep{Config: config("second own secret", "1"), Check: handed("first own secret"), ConfigPlanChecks: action(onboarding, plancheck.ResourceActionNoop)},
		resource.TestStep{Config: config("second own secret", "2"), Check: handed("second own secret"), ConfigPlanChecks: action(onboarding, plancheck.ResourceActionUpdate)},
	)
}

// TestOnboardingRefusals: what cannot work fails at plan.
func TestOnboardingRefusals(t *testing.T) {
	t.Parallel()
	other := func(e *Env) {
		e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Insert: true, Set: map[string]any{"ID": 900, "Name": "Other", "TenantID": "0123abcd-0000-4000-8000-000000000000", "Environment": 1, "SiteCode": "P01"}})
		e.Drift(world.Change{Object: "SMS_AAD_Application_Ex", Insert: true, Set: map[string]any{"ID": 901, "Name": "other app", "ClientID": "0123abcd-0000-4000-8000-000000000001", "IdentifierUri": "api://x/y", "TenantID": 900, "SecretKeyExpiry": "2030-01-01T00:00:00Z"}})
		e.Drift(world.Change{Object: "SMS_Azure_CloudService", Insert: true, Set: map[string]any{"ID": 902, "Name": "attach", "Description": "", "ServiceType": 5, "AssociatedAADWebApplications": []any{901}}})
	}
	tests := map[string]struct {
		seed  func(*world.Seed)
		drift func(*Env)
		attrs Attrs
		want  string
	}{
		"no handoff":               {attrs: Attrs{"handoff": ""}, want: `The argument "handoff" is required`},
		"attached to another":      {drift: other, attrs: Attrs{"client_id": Q("0123abcd-0000-4000-8000-00000000000f")}, want: `application "other app" (client id 0123abcd-0000-4000-8000-000000000001) to tenant "Other"`},
		"a site without writes":    {seed: func(s *world.Seed) { s.Tenant("contoso").Hierarchy.NoWrites = true }, attrs: Attrs{"client_id": Q("0123abcd-0000-4000-8000-00000000000f")}, want: `Or set handoff = "console"`},
		"rotated at every apply":   {attrs: Attrs{"secret_validity": Q("24h"), "rotate_before": Q("24h")}, want: "Secret would be rotated at every apply"},
		"longer than two years":    {attrs: Attrs{"secret_validity": Q("20000h")}, want: "Duration out of range"},
		"own secret and console":   {attrs: Attrs{"handoff": Q("console"), "client_secret": Q("x"), "client_secret_version": Q("1"), "client_secret_expiry": Q("2030-01-01T00:00:00Z")}, want: "Secret that would not be used"},
		"console and a name":       {attrs: Attrs{"handoff": Q("console"), "service_name": Q("x")}, want: "Name that nobody would write"},
		"own secret, no expiry":    {attrs: Attrs{"client_secret": Q("x"), "client_secret_version": Q("1")}, want: "client_secret_expiry"},
		"tenant is not registered": {attrs: Attrs{"depends_on": ""}, want: "Create tenantattach_cloud_environment first"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := []func(*world.Seed){}
			if tt.seed != nil {
				change = append(change, tt.seed)
			}
			e := New(t, change...)
			if tt.drift != nil {
				tt.drift(e)
			}
			e.RunLeaving(func() error { return nil }, resource.TestStep{
				Config:      e.Provider("admin") + Resource("application", ApplicationAttrs()) + Resource("onboarding", OnboardingAttrs(), Attrs{"depends_on": ""}, tt.attrs),
				ExpectError: said(tt.want),
			})
		})
	}
}
