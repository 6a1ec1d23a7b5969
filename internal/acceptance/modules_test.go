package acceptance

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

// environment is what `make lab` prints for a tenant.
func (e *Env) environment(tenant string) []string {
	e.t.Helper()
	lines, err := e.Lab.Environment(tenant, "admin")
	if err != nil {
		e.t.Fatal(err)
	}
	return strings.Split(strings.ReplaceAll(strings.TrimSpace(lines), "export ", ""), "\n")
}

// TestModule runs the module's own tests, as who uses it does; they leave nothing behind.
func TestModule(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.ProcessIn("../../examples/modules/tenant-attach", e.environment("contoso")...)
	out := p.want(0, "test", "-no-color")
	e.sees(out, "5 passed, 0 failed")
	deleted := regexp.MustCompile(`^DELETE /v1.0/applications/[^/]+$`)
	if n := len(slices.DeleteFunc(e.Lab.Recorder().Journal(), func(r wire.Entry) bool {
		return r.Status != http.StatusNoContent || !deleted.MatchString(r.Method+" "+r.Path)
	})); n != 1 {
		t.Errorf("%d applications were deleted: the runs must go on with one", n)
	}
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// TestModuleChecks: the checks of the module say when the hierarchy does not upload any more, and when nobody has applied.
func TestModuleChecks(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := `variable "warning" { default = "336h" }
module "this" {
  source           = "./tenant-attach"
  unique_name      = "attach"
  display_name     = "ConfigMgr attach"
  tenant_name      = "Contoso"
  upload_scope     = "P0100014"
  handoff          = "admin_service"
  purge_on_destroy = true
  secret_warning   = var.warning
}
`
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "tenant-attach"), os.DirFS("../../examples/modules/tenant-attach")); err != nil {
		t.Fatal(err)
	}
	p := e.ProcessIn(dir, e.environment("contoso")...)
	e.hides(p.apply(), "Check block assertion failed")
	e.sees(p.want(0, "plan", "-no-color", "-detailed-exitcode", "-var=warning=9000h"), "Check block assertion failed", "The client secret ends at")
	p.destroy()
}

// fleetFile writes both tenants of the lab as the fleet's YAML, of which JSON is a part.
func (e *Env) fleetFile(config string) {
	e.t.Helper()
	tenants := map[string]any{}
	for name, scope := range map[string]string{"contoso": "P0100014", "fabrikam": "all_devices"} {
		at := e.Lab.Endpoints(name)
		tenants[name] = map[string]any{
			"name": name, "tenant_id": at.TenantID, "upload_scope": scope, "authority_host": at.AuthorityHost, "graph_endpoint": at.GraphEndpoint, "purge_on_destroy": true,
			"admin_service": map[string]string{"url": at.GatewayURL, "scope": at.AdminServiceScope},
		}
	}
	text, err := json.Marshal(tenants)
	if err != nil {
		e.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(config, "..", "tenants.yaml"), text, 0o600); err != nil {
		e.t.Fatal(err)
	}
}

// TestFleet: the two ways of the example attach the same two tenants, one by one, and take them down again.
func TestFleet(t *testing.T) {
	t.Parallel()
	e := New(t)
	admin := e.Client("admin")
	env := []string{"ARM_CLIENT_ID=" + admin.ClientID, "ARM_CLIENT_SECRET=" + admin.Secret, "TENANTATTACH_CA_CERTIFICATE_PATH=" + e.Lab.CAFile()}

	one := e.processBelow("../../examples", "fleet/one-state", env...)
	e.fleetFile(one.Dir)
	one.want(0, "apply", "-no-color", "-auto-approve", `-var=wave=["contoso"]`)
	one.apply()
	one.plan(0)
	e.sees(one.want(0, "apply", "-no-color", "-auto-approve", `-var=wave=["fabrikam"]`), "0 added, 0 changed, 4 destroyed")
	one.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}

	each := e.processBelow("../../examples", "fleet/state-each", env...)
	e.fleetFile(each.Dir)
	for _, tenant := range []string{"contoso", "fabrikam"} {
		each.want(0, "workspace", "select", "-or-create", tenant)
		each.want(0, "apply", "-no-color", "-auto-approve", "-var=tenant="+tenant)
	}
	e.sees(each.want(1, "plan", "-no-color", "-var=tenant=contoso"), "This is the workspace of another tenant")
	e.sees(each.want(1, "plan", "-no-color", "-var=tenant=nobody"), "The file has no tenant of that name")
	for _, tenant := range []string{"fabrikam", "contoso"} {
		each.want(0, "workspace", "select", tenant)
		each.want(0, "plan", "-no-color", "-detailed-exitcode", "-var=tenant="+tenant)
		each.want(0, "destroy", "-no-color", "-auto-approve", "-var=tenant="+tenant)
	}
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// TestOpenTofu: the example has a provider for each tenant, gives the module all that it needs, and is valid for OpenTofu.
// Terraform does not know for_each of providers, so that it is asked only where the CLI is OpenTofu, as in the workflow.
func TestOpenTofu(t *testing.T) {
	t.Parallel()
	body := parseHCL(t, "../../examples/opentofu/main.tf").Body()
	each := body.FirstMatchingBlock("provider", []string{"tenantattach"})
	if each == nil || each.Body().GetAttribute("for_each") == nil || each.Body().GetAttribute("alias") == nil {
		t.Error("there is no provider for each tenant")
	}
	attach := body.FirstMatchingBlock("module", []string{"tenant_attach"})
	if attach == nil {
		t.Fatal("the module is not called")
	}
	known := declared(t, "../../examples/modules/tenant-attach/variables.tf")
	given := attach.Body().Attributes()
	for name, needed := range known {
		if needed && given[name] == nil {
			t.Errorf("the module is not given %s", name)
		}
	}
	for name := range given {
		if _, ok := known[name]; !ok && !slices.Contains([]string{"source", "for_each", "providers"}, name) {
			t.Errorf("the module has no input %s", name)
		}
	}
	if strings.Contains(filepath.Base(terraformPath(t)), "tofu") {
		New(t).attachesByOpenTofu()
	}
}

// attachesByOpenTofu goes through the example with two tenants, of which one is attached. OpenTofu wants to know for which
// tenants there are providers before it initialises.
func (e *Env) attachesByOpenTofu() {
	e.t.Helper()
	tenants := map[string]any{}
	for _, name := range []string{"contoso", "fabrikam"} {
		at := e.Lab.Endpoints(name)
		tenants[name] = map[string]any{
			"tenant_id": at.TenantID, "name": name, "upload_scope": "all_devices", "admin_service": map[string]string{"url": at.AdminServiceURL, "scope": at.AdminServiceScope},
		}
	}
	all, err := json.Marshal(tenants)
	if err != nil {
		e.t.Fatal(err)
	}
	p := e.processBelow("../../examples", "opentofu", append(e.environment("contoso"), "TF_VAR_tenants="+string(all), `TF_VAR_attached=["fabrikam"]`)...)
	p.plan(2)
	p.apply()
	p.plan(0)
	p.destroy()
}

// TestStacks holds the files of the Stack to each other and to the module: Stacks run in HCP Terraform only.
func TestStacks(t *testing.T) {
	t.Parallel()
	const dir = "../../examples/stacks/"
	component := parseHCL(t, dir+"components.tfcomponent.hcl").Body().FirstMatchingBlock("component", []string{"tenant_attach"})
	inputs := regexp.MustCompile(`(?m)^ {4}(\w+) += `).FindAllStringSubmatch(string(component.BuildTokens(nil).Bytes()), -1)
	given := []string{}
	for _, input := range inputs {
		given = append(given, input[1])
	}
	for name, needed := range declared(t, "../../examples/modules/tenant-attach/variables.tf") {
		if needed && !slices.Contains(given, name) {
			t.Errorf("the component does not give %s to the module", name)
		}
	}
	wanted := declared(t, dir+"variables.tfcomponent.hcl")
	for _, deployment := range parseHCL(t, dir+"deployments.tfdeploy.hcl").Body().Blocks() {
		text := string(deployment.BuildTokens(nil).Bytes())
		for name := range wanted {
			if deployment.Type() == "deployment" && !strings.Contains(text, "    "+name+" ") {
				t.Errorf("deployment %v does not give %s", deployment.Labels(), name)
			}
		}
	}
	if len(given) < 5 || len(wanted) < 4 {
		t.Errorf("only %v and %v were looked at", given, wanted)
	}
}

// declared are the variables of a file, and whether each must be given.
func declared(t *testing.T, file string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, b := range parseHCL(t, file).Body().Blocks() {
		names[b.Labels()[0]] = b.Body().GetAttribute("default") == nil
	}
	return names
}

// parseHCL reads a file, which must be formatted as `terraform fmt` would.
func parseHCL(t *testing.T, file string) *hclwrite.File {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parsed, d := hclwrite.ParseConfig(text, file, hcl.InitialPos)
	if d.HasErrors() {
		t.Fatal(d)
	}
	if string(hclwrite.Format(text)) != string(text) {
		t.Errorf("%s is not formatted", file)
	}
	return parsed
}
