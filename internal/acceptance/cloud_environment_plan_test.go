package acceptance

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// environments makes the site show these rows of SMS_AzureEnvironments.
func (e *Env) environments(rows string) {
	e.t.Helper()
	e.Fault(wire.Fault{Kind: wire.KindAdminService, Path: "/wmi/SMS_AzureEnvironments", Status: http.StatusOK, Body: []byte(`{"value":[` + rows + `]}`)})
}

// TestCloudEnvironmentHiddenNames: that the site stops to name its clouds is no reason to replace a registration; a number
// that nobody can name is an error.
func TestCloudEnvironmentHiddenNames(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(name string) string {
		return e.Provider("admin") + Resource("cloud_environment", CloudEnvironmentAttrs(), Attrs{"name": Q(name)})
	}
	row := map[string]any{"TenantID": e.Tenant("contoso").ID}
	e.Run(
		resource.TestStep{Config: config("Contoso"), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
			plancheck.ExpectKnownValue(cloudEnvironment, path("environment_id"), knownvalue.Int64Exact(1)),
		}}},
		resource.TestStep{
			PreConfig: func() { e.environments("") }, Config: config("Contoso"),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{Changes{}}},
		},
		resource.TestStep{Config: config("Contoso AG"), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{Changes{cloudEnvironment: {"name"}}}}},
		resource.TestStep{
			PreConfig: func() {
				e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: row, Set: map[string]any{"Environment": 7}})
			},
			Config: config("Contoso AG"), ExpectError: said("its cloud environment is number 7, which SMS_AzureEnvironments does not name"),
		},
		resource.TestStep{
			PreConfig: func() {
				e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: row, Set: map[string]any{"Environment": 1}})
			},
			Config: config("Contoso AG"),
		},
	)
}

// TestCloudEnvironmentLacking: a site that does not have the environment fails the plan, before anything is done.
func TestCloudEnvironmentLacking(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ rows, want string }{
		"another only": {`{"ID":2,"EnvironmentName":"AzureUSGovernmentCloud"}`, `the hierarchy has no cloud environment "AzurePublicCloud" in SMS_AzureEnvironments; it has: AzureUSGovernmentCloud (2)`},
		"none":         {"", "shows no cloud environments at all"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t)
			e.environments(tt.rows)
			e.sees(e.Process(e.Provider("admin")+Resource("cloud_environment", CloudEnvironmentAttrs())).plan(1), tt.want)
		})
	}
}

// TestCloudEnvironmentSharedSays: what is taken over, and what stays, is said.
func TestCloudEnvironmentSharedSays(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Tenant("contoso").CloudManagement = true })
	p := e.Process(e.Provider("admin") + Resource("cloud_environment", CloudEnvironmentAttrs()))
	e.sees(p.plan(2), "Tenant is registered already")
	p.apply()
	out := p.destroy()
	e.sees(out, "Tenant stays registered")
	e.sees(out, `- "CMG server app", client id`)
}

// TestCloudEnvironmentFailureSays: a failure is told in a sentence that names the tenant and the environment.
func TestCloudEnvironmentFailureSays(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.Fault(wire.Fault{Kind: wire.KindAdminService, Method: http.MethodPost, Path: "/wmi/SMS_AAD_Tenant_Ex", Status: http.StatusInternalServerError})
	e.Run(resource.TestStep{
		Config:      e.Provider("admin") + Resource("cloud_environment", CloudEnvironmentAttrs()),
		ExpectError: said("Cannot register tenant " + e.Tenant("contoso").ID + " at the hierarchy with the cloud environment AzurePublicCloud"),
	})
}

// TestImportedWithoutWrites: at a site that exposes no writes, what needs none is planned and applied: time limits, and
// another key of the same tenant.
func TestImportedWithoutWrites(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) {
		s.Tenant("contoso").CloudManagement, s.Tenant("contoso").Hierarchy.NoWrites = true, true
	})
	id := e.Tenant("contoso").ID
	e.Drift(world.Change{Object: "SMS_CoMgmtConfigs", Insert: true, Match: map[string]any{"TenantID": id}, Set: map[string]any{"CollectionSiteID": "P0100014"}})
	e.initial = e.dump()
	imports := Block("import", Attrs{"to": cloudEnvironment, "id": Q(id)}) + Block("import", Attrs{"to": collectionUpload, "id": Q(id)})
	config := func(changes Attrs) string {
		return e.Provider("admin") + imports + Resource("cloud_environment", CloudEnvironmentAttrs(), changes) + Resource("collection_upload", CollectionUploadAttrs(), changes)
	}
	limits := Attrs{"timeouts": `{ read = "1m" }`}
	p := e.Process(config(limits))
	p.plan(2)
	p.apply()
	p.plan(0)
	p.configure(config(limits), config(limits.With(Attrs{"tenant": Q("contoso")})))
	p.plan(2)
	p.apply()
	p.plan(0)
	e.sees(p.want(1, "destroy", "-no-color", "-input=false", "-auto-approve"), "does not expose")
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// configure replaces the configuration of a process that was made with another.
func (p *process) configure(before, after string) {
	p.t.Helper()
	file := filepath.Join(p.Dir, "main.tf")
	text, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), before, after, 1)), 0o600); err != nil {
		p.t.Fatal(err)
	}
}
