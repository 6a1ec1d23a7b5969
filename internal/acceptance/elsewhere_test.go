package acceptance

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestSiteRestored: the site comes back from a backup, with rows that are older than the state: another upload scope, and a
// client secret that has been removed from Entra since. The plan sees both, and apply repairs them.
func TestSiteRestored(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(scope string, secret Attrs) string {
		return e.Provider("admin") + Stack(map[string]Attrs{"collection_upload": {"scope": Q(scope)}, "onboarding": secret})
	}
	now := config("P0100020", Attrs{"secret_validity": Q("17000h"), "rotate_before": Q("9000h")})
	site := e.Tenant("contoso").Hierarchy
	var backup *world.Tables
	e.Run(
		resource.TestStep{Config: config("P0100014", nil), Check: e.working()},
		resource.TestStep{PreConfig: func() { backup = site.Backup() }, Config: now, Check: e.working()},
		resource.TestStep{
			PreConfig: func() { site.Recover(backup) }, Config: now, Check: e.working(),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{Changes{
				collectionUpload: {"collection_name", "device_count", "scope"}, onboarding: {"key_id", "secret_expiry", "secret_status"},
			}}},
		},
		resource.TestStep{Config: now, PlanOnly: true},
	)
}

// TestTenantRenamed: the organization gets another name in Entra. Nothing here goes by it.
func TestTenantRenamed(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := e.Provider("admin") + Stack(nil)
	rename := func(name string) {
		e.Drift(world.Change{Object: "organization", Set: map[string]any{"displayName": name}})
	}
	e.Run(
		resource.TestStep{Config: config},
		resource.TestStep{PreConfig: func() { rename("Contoso Holding") }, Config: config, PlanOnly: true},
		resource.TestStep{Config: config, Check: e.working()},
	)
}

// TestOffboardedInIntune: somebody deletes the connector in the Intune admin center. What that changes at the site is not
// known, and with the rows as they were, a plan sees nothing; the status does. Onboarding anew is what Microsoft says to do.
func TestOffboardedInIntune(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := e.Provider("admin") + Stack(nil)
	listed := func(is bool) []statecheck.StateCheck {
		return []statecheck.StateCheck{value(statusData, "listed_in_intune", knownvalue.Bool(is)), value(statusData, "attached", knownvalue.Bool(true))}
	}
	withStatus := config + Data("status", Attrs{"depends_on": "[" + onboarding + "]"})
	e.Life(
		resource.TestStep{Config: config},
		resource.TestStep{Config: withStatus, ConfigStateChecks: listed(true)},
		resource.TestStep{PreConfig: e.Tenant("contoso").OffBoard, Config: withStatus, ConfigStateChecks: listed(false), ConfigPlanChecks: action(onboarding, plancheck.ResourceActionNoop)},
		resource.TestStep{Taint: []string{onboarding}, Config: config, Check: e.working(), ConfigPlanChecks: action(onboarding, plancheck.ResourceActionReplace)},
	)
}
