package acceptance

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const cloudEnvironment = "tenantattach_cloud_environment.this"

// government moves a tenant of the seed, and so the clients that sign in to it, to the US Government cloud.
func government(version string, build int64) func(*world.Seed) {
	return func(s *world.Seed) {
		t := s.Tenant("contoso")
		t.Cloud, t.Hierarchy.Version, t.Hierarchy.Build = world.CloudUSGovernment, version, build
		s.Tenants = []world.TenantSeed{*t}
	}
}

func TestCloudEnvironment(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(changes ...Attrs) string {
		return e.Provider("admin") + Resource("cloud_environment", append([]Attrs{CloudEnvironmentAttrs()}, changes...)...)
	}
	row := map[string]any{"TenantID": e.Tenant("contoso").ID}
	e.Life(
		resource.TestStep{Config: config(), ConfigStateChecks: []statecheck.StateCheck{
			value(cloudEnvironment, "environment_id", knownvalue.Int64Exact(1)), value(cloudEnvironment, "site_code", knownvalue.StringExact("P01")),
			value(cloudEnvironment, "id", knownvalue.StringExact(e.Tenant("contoso").ID)),
		}},
		resource.TestStep{ResourceName: cloudEnvironment, ImportState: true, ImportStateVerify: true},
		resource.TestStep{
			ResourceName: cloudEnvironment, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"tenant"},
			ImportStateIdFunc: importID(cloudEnvironment, "id"),
		},
		resource.TestStep{ResourceName: cloudEnvironment, ImportState: true, ImportStateId: "fabrikam/" + e.Tenant("contoso").ID, ExpectError: said("the import id names " + e.Tenant("contoso").ID + ", but the provider configuration's tenant is " + e.Tenant("fabrikam").ID)},
		resource.TestStep{Config: config(Attrs{"name": Q("Contoso AG")}), ConfigPlanChecks: action(cloudEnvironment, plancheck.ResourceActionUpdate)},
		resource.TestStep{ // disappears
			PreConfig: func() { e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: row, Delete: true}) },
			Config:    config(), ConfigPlanChecks: action(cloudEnvironment, plancheck.ResourceActionCreate),
		},
		resource.TestStep{ // somebody chose another cloud: only a new registration can change that
			PreConfig: func() {
				e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: row, Set: map[string]any{"Environment": 2}})
			},
			Config: config(), ConfigPlanChecks: action(cloudEnvironment, plancheck.ResourceActionReplace),
		},
	)
}

func TestCloudEnvironmentClouds(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		seed        func(*world.Seed)
		environment string
		want        string // empty: it works
	}{
		"government at 2107":           {government("2107", 9058), "AzureUSGovernmentCloud", ""},
		"government at a newer build":  {government("2703", 9200), "AzureUSGovernmentCloud", ""},
		"government before 2107":       {government("2103", 9049), "AzureUSGovernmentCloud", "site P01 is version 2103 (build 9049); tenant attach in the US Government cloud needs 2107 or newer"},
		"public before tenant attach":  {func(s *world.Seed) { s.Tenant("contoso").Hierarchy.Build = 8913 }, "AzurePublicCloud", "site P01 is version 1910 (build 8913); tenant attach needs 2002 or newer"},
		"another cloud than signed in": {nil, "AzureUSGovernmentCloud", "whose cloud environment is AzurePublicCloud, not AzureUSGovernmentCloud"},
		"China":                        {nil, "AzureChinaCloud", "China"},
		"no cloud":                     {nil, "AzureMoonCloud", "value must be one of"},
		"a site without writes":        {func(s *world.Seed) { s.Tenant("contoso").Hierarchy.NoWrites = true }, "AzurePublicCloud", "does not expose: SMS_AAD_Tenant_Ex (create)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := []func(*world.Seed){}
			if tt.seed != nil {
				change = append(change, tt.seed)
			}
			e := New(t, change...)
			step := resource.TestStep{Config: e.Provider("admin") + Resource("cloud_environment", CloudEnvironmentAttrs(), Attrs{"environment": Q(tt.environment)})}
			if tt.want != "" {
				step.ExpectError = said(tt.want)
			}
			e.Run(step)
		})
	}
}

// TestCloudEnvironmentShared: the registration is also that of other Azure services. It is taken over, and a destroy
// leaves it to them.
func TestCloudEnvironmentShared(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Tenant("contoso").CloudManagement = true })
	e.Run(resource.TestStep{Config: e.Provider("admin") + Resource("cloud_environment", CloudEnvironmentAttrs())})
}
