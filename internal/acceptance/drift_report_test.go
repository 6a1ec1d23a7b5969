package acceptance

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/driftreport"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// pipelines is the example of pipelines, as a repository has it, with tenants of the lab.
type pipelines struct {
	*Env
	dir string
	env []string
	// tenants is tenants.json.
	tenants map[string]map[string]any
	all     map[string]*process
}

// tailspin adds a third tenant, which is like contoso.
func tailspin(s *world.Seed) {
	third := *s.Tenant("contoso")
	third.Name, third.ID, third.DisplayName, third.Domain = "tailspin", "7a115b14-3333-4333-8333-333333333333", "Tailspin", "tailspin.example"
	third.Hierarchy.SiteCode, third.Hierarchy.Server, third.Hierarchy.GatewayID, third.Hierarchy.ServerApp = "T01", "cm01.corp.tailspin.example", "72057594037927943", "5e4ae4a9-3333-4333-8333-333333333333"
	s.Tenants = append(s.Tenants, third)
}

// newPipelines applies the example to three tenants, each with a state of its own.
func newPipelines(t *testing.T) *pipelines {
	t.Helper()
	e := New(t, tailspin)
	p := &pipelines{Env: e, dir: t.TempDir(), tenants: map[string]map[string]any{}, all: map[string]*process{}}
	for name, scope := range map[string]string{"contoso": "P0100014", "fabrikam": "CAS00014", "tailspin": "P0100014"} {
		at := e.Lab.Endpoints(name)
		p.tenants[name] = map[string]any{
			"runner": name + "-site", "tenant_id": at.TenantID, "upload_scope": scope, "authority_host": at.AuthorityHost, "graph_endpoint": at.GraphEndpoint,
			"admin_service": map[string]string{"url": at.GatewayURL, "scope": at.AdminServiceScope},
		}
	}
	if err := os.CopyFS(p.dir, os.DirFS("../../examples/pipelines")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(p.dir, "backend.tf")); err != nil { // the state is on disk here
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(terraformPath(t), filepath.Join(bin, "terraform")); err != nil { // whichever CLI it is
		t.Fatal(err)
	}
	p.env = []string{"TENANTATTACH_CA_CERTIFICATE_PATH=" + e.Lab.CAFile(), "PATH=" + bin + ":" + os.Getenv("PATH")}
	p.write()
	for name := range p.tenants {
		p.all[name] = e.ProcessIn(p.dir, append(p.as("admin"), "TF_VAR_tenant="+name)...)
		p.all[name].apply()
	}
	return p
}

func (p *pipelines) as(client string) []string {
	c := p.Client(client)
	return append(p.env, "ARM_CLIENT_ID="+c.ClientID, "ARM_CLIENT_SECRET="+c.Secret)
}

// write writes tenants.json for all tenants.
func (p *pipelines) write() {
	p.t.Helper()
	text, err := json.Marshal(p.tenants)
	if err != nil {
		p.t.Fatal(err)
	}
	dirs := []string{p.dir}
	for _, one := range p.all {
		dirs = append(dirs, one.Dir)
	}
	for _, dir := range dirs {
		if err := os.WriteFile(filepath.Join(dir, "tenants.json"), text, 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
}

// script runs a script of the example in the working directory of a tenant, with an identity that only reads.
func (p *pipelines) script(code int, tenant, name string, args ...string) string {
	p.t.Helper()
	cmd := exec.Command("sh", append([]string{filepath.Join("scripts", name)}, args...)...)
	cmd.Dir = p.all[tenant].Dir
	cmd.Env = append(append(os.Environ(), p.as("reader")...), "TENANTATTACH_READ_ONLY=true")
	out, err := cmd.CombinedOutput()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		p.t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != code {
		p.t.Fatalf("%s ended with %d, want %d:\n%s", name, got, code, out)
	}
	return string(out)
}

// report plans all tenants and writes the report about them. The plans of some must fail.
func (p *pipelines) report(code int, failing ...string) (forms map[string]string) {
	p.t.Helper()
	plans := p.t.TempDir()
	for tenant := range p.all {
		want := 0
		if slices.Contains(failing, tenant) {
			want = 1
		}
		p.script(want, tenant, "plan.sh", tenant, filepath.Join(plans, "plan-"+tenant+"-1"))
	}
	return p.reportOf(code, plans, "1h")
}

// reportOf writes the report about plans that were made.
func (p *pipelines) reportOf(code int, plans, maxAge string) (forms map[string]string) {
	p.t.Helper()
	out := p.t.TempDir()
	forms = map[string]string{"table": p.script(code, "contoso", "report.sh", plans, out, maxAge)}
	for _, ending := range []string{"md", "xml", "sarif", "html"} {
		forms[ending] = readFile(p.t, filepath.Join(out, "report."+ending))
	}
	for name, form := range forms {
		for _, client := range []string{"admin", "reader"} {
			if strings.Contains(form, p.Client(client).Secret) {
				p.t.Errorf("%s has a secret", name)
			}
		}
	}
	return forms
}

// TestDriftReport goes through a night with the scripts of the pipelines: drift in one tenant, a change that was not
// applied in another, both in the third.
func TestDriftReport(t *testing.T) {
	t.Parallel()
	realservers.RequireGroup(t, realservers.Pipelines)
	p, everywhere, summaries := newPipelines(t), []string{"table", "md", "xml", "sarif", "html"}, []string{"table", "md", "html"}
	p.says(p.report(driftreport.ExitNothing), summaries, "3 plans of 3 tenants: no drift, no changes. The oldest plan is ")

	p.change("contoso", world.Change{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100014"}, Set: map[string]any{"MemberCount": 26}})
	forms := p.report(driftreport.ExitNothing)
	p.says(forms, summaries, "no drift, no changes, 1 resource changed only by itself.")
	p.says(forms, []string{"html", "xml"}, "device_count", "it changed by itself")

	p.notOfTonight(everywhere)

	p.tenants["fabrikam"]["upload_scope"] = "all_devices"
	p.write()
	p.says(p.report(driftreport.ExitChanges), summaries, "1 change is not applied", "fabrikam", "pending change")

	for tenant, elsewhere := range map[string]string{"contoso": "P0100020", "tailspin": "P0100015"} {
		p.change(tenant, world.Change{Object: "SMS_CoMgmtConfigs", Match: map[string]any{"TenantID": p.Tenant(tenant).ID}, Set: map[string]any{"CollectionSiteID": elsewhere}})
	}
	p.change("tailspin", world.Change{Object: "application", Match: map[string]any{"uniqueName": "tenant-attach-tailspin"}, Set: map[string]any{"displayName": "Renamed"}})
	p.tenants["tailspin"]["upload_scope"] = "P0100020"
	p.write()
	forms = p.report(driftreport.ExitDrift)
	p.says(forms, summaries, "3 resources drifted, 2 changes are not applied")
	p.says(forms, everywhere, "drift, apply repairs it", "drift and pending change", "pending change", p.Tenant("contoso").ID, p.Tenant("tailspin").ID)
	p.says(forms, []string{"md", "xml"},
		`scope: was "P0100014", found "P0100020"; apply sets "P0100014"`, `scope: "CAS00014" → "all_devices"`, `scope: was "P0100014", found "P0100015"; apply sets "P0100020"`,
		`display_name: was "ConfigMgr tenant attach (tailspin)", found "Renamed"; apply sets "ConfigMgr tenant attach (tailspin)"`)

	p.tenants["fabrikam"]["upload_scope"] = "CAS99999"
	p.write()
	p.says(p.report(driftreport.ExitUnknown, "fabrikam"), everywhere, "plan failed", "fabrikam.json")
	p.tenants["fabrikam"]["upload_scope"] = "CAS00014"
	p.write()
	for _, one := range p.all {
		one.destroy()
	}
}

// notOfTonight: a plan of another night is outdated, and of a tenant that was not planned the plan is missing.
func (p *pipelines) notOfTonight(everywhere []string) {
	p.t.Helper()
	plans := p.t.TempDir()
	for tenant := range p.all {
		p.script(0, tenant, "plan.sh", tenant, plans)
	}
	p.says(p.reportOf(driftreport.ExitOutdated, plans, "1ns"), everywhere, "outdated", "contoso.json", "fabrikam.json", "tailspin.json")
	if err := os.Remove(filepath.Join(plans, "fabrikam.json")); err != nil {
		p.t.Fatal(err)
	}
	p.says(p.reportOf(driftreport.ExitUnknown, plans, "1h"), everywhere, "missing", "fabrikam.json")
}

func (p *pipelines) change(tenant string, c world.Change) {
	p.t.Helper()
	if _, err := p.Tenant(tenant).Drift(c); err != nil {
		p.t.Fatal(err)
	}
}

// says requires that some forms of the report have some texts.
func (p *pipelines) says(forms map[string]string, names []string, texts ...string) {
	p.t.Helper()
	for _, name := range names {
		for _, text := range texts {
			if !strings.Contains(forms[name], text) {
				p.t.Errorf("%s does not have %q:\n%s", name, text, forms[name])
			}
		}
	}
}

// TestPipelinesConfiguration: the example is valid as it stands, with its backend, and takes no odd name of a tenant.
func TestPipelinesConfiguration(t *testing.T) {
	t.Parallel()
	plugins, err := pluginDir()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{CLI: cli.CLI{Terraform: terraformPath(t), Dir: t.TempDir(), Env: os.Environ()}, t: t}
	if err := os.CopyFS(p.Dir, os.DirFS("../../examples/pipelines")); err != nil {
		t.Fatal(err)
	}
	p.want(0, "init", "-no-color", "-backend=false", "-plugin-dir="+plugins)
	p.want(0, "validate", "-no-color")
	p.want(0, "fmt", "-check")
	if err := os.Remove(filepath.Join(p.Dir, "backend.tf")); err != nil {
		t.Fatal(err)
	}
	p.want(0, "init", "-no-color", "-plugin-dir="+plugins)
	if out := p.want(1, "plan", "-no-color", "-var=tenant=a/b"); !said("The name of a tenant is of small letters").MatchString(out) {
		t.Error(out)
	}
}

// TestPipelinesMirror: without a registry, terraform init takes the provider from the mirror that the script makes, and the
// lock file says which binary it was.
func TestPipelinesMirror(t *testing.T) {
	t.Parallel()
	plugins, err := pluginDir()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{CLI: cli.CLI{Terraform: terraformPath(t), Dir: t.TempDir(), Env: append(os.Environ(), "TF_CLI_CONFIG_FILE=mirror.tfrc")}, t: t}
	if err := os.CopyFS(p.Dir, os.DirFS("../../examples/pipelines")); err != nil {
		t.Fatal(err)
	}
	platform := runtime.GOOS + "_" + runtime.GOARCH
	cmd := exec.Command("sh", "scripts/mirror.sh", filepath.Join(plugins, "terraform-provider-tenantattach"), "0.1.0", platform)
	cmd.Dir = p.Dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	p.want(0, "providers", "lock", "-no-color", "-fs-mirror=mirror", "-platform="+platform)
	p.want(0, "init", "-no-color", "-backend=false", "-lockfile=readonly")
	p.want(0, "validate", "-no-color")
}

// TestCommand: without arguments the program serves the provider; what it does not know, it refuses.
func TestCommand(t *testing.T) {
	t.Parallel()
	dir, err := pluginDir()
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		args []string
		code int
		want string
	}{
		"by hand": {nil, 1, "This binary is a plugin"},
		"unknown": {[]string{"nonesuch"}, driftreport.ExitFailed, `there is no subcommand "nonesuch"`},
		"help":    {[]string{"-help"}, 0, "drift-report [flags] PLAN.json"},
		"report":  {[]string{"drift-report", "-help"}, 0, "exit codes"},
		"none":    {[]string{"drift-report"}, driftreport.ExitFailed, "name at least one plan"},
	} {
		cmd := exec.Command(filepath.Join(dir, "terraform-provider-tenantattach"), tc.args...)
		out, err := cmd.CombinedOutput()
		var failed *exec.ExitError
		if err != nil && !errors.As(err, &failed) {
			t.Fatal(err)
		}
		if got := cmd.ProcessState.ExitCode(); got != tc.code || !strings.Contains(string(out), tc.want) {
			t.Errorf("%s: %d, want %d\n%s", name, got, tc.code, out)
		}
	}
}
