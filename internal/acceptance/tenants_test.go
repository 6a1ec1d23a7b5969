package acceptance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

// tenants is the argument `tenants` with entries by key, each for a tenant of the lab.
func (e *Env) tenants(entries map[string]string) Attrs {
	var b strings.Builder
	for key, tenant := range entries {
		fmt.Fprintf(&b, "    %s = %s\n", key, object(e.Where(tenant)))
	}
	return Attrs{"tenants": "{\n" + b.String() + "  }"}
}

// everything is the whole stack of a tenant by its key.
func everything(tenant string) string {
	at := Attrs{"tenant": Q(tenant)}
	return Stack(map[string]Attrs{"application": at, "cloud_environment": at, "collection_upload": at, "onboarding": at})
}

// TestTenantKey: a key that is gone, or was pointed at another tenant, never looks like "everything was deleted".
func TestTenantKey(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(entries map[string]string, resources string) string {
		return e.Provider("admin", e.tenants(entries)) + resources
	}
	right := map[string]string{"a": "contoso", "b": "fabrikam"}
	contoso, fabrikam := e.Tenant("contoso").ID, e.Tenant("fabrikam").ID
	e.Run(
		resource.TestStep{Config: config(right, everything("a"))},
		resource.TestStep{Config: config(map[string]string{"a": "fabrikam"}, everything("a")), ExpectError: said("the state belongs to tenant " + contoso + `, but tenant "a" of the provider configuration is now tenant ` + fabrikam)},
		resource.TestStep{Config: config(map[string]string{"b": "fabrikam"}, everything("a")), ExpectError: said("the state belongs to tenant " + contoso + ` under tenant "a"`)},
		resource.TestStep{Config: config(map[string]string{"b": "fabrikam"}, everything("a")), Destroy: true, ExpectError: said("the state belongs to tenant " + contoso)},
		resource.TestStep{Config: config(map[string]string{"a": "contoso", "renamed": "contoso"}, everything("renamed")), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
			plancheck.ExpectResourceAction(application, plancheck.ResourceActionUpdate), plancheck.ExpectResourceAction(onboarding, plancheck.ResourceActionUpdate),
		}}},
		resource.TestStep{ // to another tenant: a replacement, shown as such
			Config: config(map[string]string{"renamed": "contoso", "b": "fabrikam"}, Resource("cloud_environment", CloudEnvironmentAttrs(), Attrs{"tenant": Q("b")})), ConfigPlanChecks: action(cloudEnvironment, plancheck.ResourceActionReplace),
			ConfigStateChecks: []statecheck.StateCheck{value(cloudEnvironment, "tenant_id", knownvalue.StringExact(fabrikam))},
		},
	)
}

// TestUnknownInputs: what is known only at apply does not stop the plan, neither in the provider block nor in a resource.
func TestUnknownInputs(t *testing.T) {
	t.Parallel()
	e := New(t)
	later := `resource "terraform_data" "later" {
  input = { scope = "P0100014", secret = ` + Q(e.Client("admin").Secret) + `, name = "Contoso", handoff = "admin_service" }
}
`
	config := later + e.Provider("admin", Attrs{"client_secret": "terraform_data.later.output.secret"}) + Stack(map[string]Attrs{
		"application":       {"display_name": "terraform_data.later.output.name"},
		"cloud_environment": {"name": "terraform_data.later.output.name"},
		"collection_upload": {"scope": "terraform_data.later.output.scope"},
		"onboarding":        {"handoff": "terraform_data.later.output.handoff", "description": "terraform_data.later.output.name"},
	})
	e.Run(resource.TestStep{Config: config, Check: e.working(), ConfigPlanChecks: action(onboarding, plancheck.ResourceActionCreate)})
}

// TestUnknownProviderLater: the provider configuration is not known for a while, with objects in the state: they stay.
func TestUnknownProviderLater(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(trigger string) string {
		return `resource "terraform_data" "later" {
  input            = ` + Q(e.Client("admin").Secret) + `
  triggers_replace = [` + Q(trigger) + `]
}
` + e.Provider("admin", Attrs{"client_secret": "terraform_data.later.output"}) + Stack(nil)
	}
	e.Run(
		resource.TestStep{Config: config("1")},
		resource.TestStep{Config: config("2"), Check: e.working(), ConfigPlanChecks: action(application, plancheck.ResourceActionNoop)},
	)
}
