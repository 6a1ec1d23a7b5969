package acceptance

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// requireCLI skips a test that needs a newer CLI than the one that the tests drive, and says which and what for. It is no
// lack of this machine, as real servers are: what is left out here is tested at the level of the protocol, too.
func requireCLI(t *testing.T, minor int, what string) {
	t.Helper()
	p := process{t: t}
	p.Terraform, p.Dir = terraformPath(t), t.TempDir()
	found := regexp.MustCompile(`(Terraform|OpenTofu) v(\d+)\.(\d+)\S*`).FindStringSubmatch(p.want(0, "version", "-no-color"))
	if found == nil {
		t.Fatalf("%s does not say its version", p.Terraform)
	}
	major, _ := strconv.Atoi(found[2]) // both are digits
	if has, _ := strconv.Atoi(found[3]); found[1] != "Terraform" || major == 1 && has < minor {
		t.Skipf("SKIPPED: %s is %s, and %s needs Terraform 1.%d: set TF_ACC_TERRAFORM_PATH to one", p.Terraform, found[0], what, minor)
	}
}

// write puts a file beside the configuration.
func (p *process) write(name, text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.Dir, name), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// attachedByCLI attaches contoso by the CLI and returns the ids that its resources are imported by, in the order in which they
// need each other.
func (e *Env) attachedByCLI() [][2]string {
	e.t.Helper()
	p := e.Process(e.Provider("admin") + Stack(nil) + Resource("service_connection_point_proxy", ServiceConnectionPointProxyAttrs()) + Resource("intune_rbac", Attrs{"enabled": "false"}))
	p.apply()
	app, ok := e.attachApp()
	if !ok {
		e.t.Fatal("entra has no application")
	}
	id := e.Tenant("contoso").ID
	return [][2]string{
		{"application", app.ID}, {"cloud_environment", id}, {"collection_upload", id}, {"onboarding", app.AppID}, {"service_connection_point_proxy", "P01"}, {"intune_rbac", id},
	}
}

// TestGenerateConfig: what the CLI generates for imports by plain ids plans empty.
func TestGenerateConfig(t *testing.T) {
	t.Parallel()
	e := New(t)
	var imports strings.Builder
	ids := e.attachedByCLI()
	for _, one := range ids {
		imports.WriteString(Block("import", Attrs{"to": "tenantattach_" + one[0] + ".found", "id": Q(one[1])}))
	}
	p := e.Process(e.Provider("admin") + imports.String())
	p.want(0, "plan", "-no-color", "-input=false", "-generate-config-out=found.tf")
	p.importsOnly(len(ids))
}

// importsOnly plans and applies imports, which must be all that there is to do.
func (p *process) importsOnly(n int) {
	p.t.Helper()
	if out := p.plan(2); !said(strconv.Itoa(n) + " to import, 0 to add, 0 to change, 0 to destroy").MatchString(out) {
		p.t.Errorf("the plan is:\n%s", out)
	}
	p.apply()
	p.plan(0)
}

// TestQuery: terraform query finds all that is attached, and what it generates plans empty.
func TestQuery(t *testing.T) {
	t.Parallel()
	requireCLI(t, 14, "terraform query")
	e := New(t)
	ids := e.attachedByCLI()
	p := e.Process(e.Provider("admin"))
	var lists strings.Builder
	for _, one := range ids {
		lists.WriteString("list \"tenantattach_" + one[0] + "\" \"found\" {\n  provider         = tenantattach\n  include_resource = true\n}\n")
	}
	p.write("find.tfquery.hcl", lists.String())
	p.want(0, "query", "-no-color", "-generate-config-out=found.tf")
	p.importsOnly(len(ids))
}

// TestImportByIdentity: import blocks with identities import, and plan empty.
func TestImportByIdentity(t *testing.T) {
	t.Parallel()
	requireCLI(t, 12, "import by identity")
	e := New(t)
	ids := e.attachedByCLI()
	var imports strings.Builder
	for _, one := range ids {
		identity := Attrs{"tenant_id": Q(e.Tenant("contoso").ID)}
		switch one[0] {
		case "application", "onboarding":
			identity["id"] = Q(one[1])
		case "service_connection_point_proxy":
			identity["id"] = Q("cm01.corp.contoso.example")
		}
		imports.WriteString(Block("import", Attrs{"to": "tenantattach_" + one[0] + ".found", "identity": object(identity)}))
	}
	p := e.Process(e.Provider("admin") + imports.String())
	p.want(0, "plan", "-no-color", "-input=false", "-generate-config-out=found.tf")
	p.importsOnly(len(ids))
}

// TestRotateSecretByCLI: the action runs by -invoke, and the next plan is empty.
func TestRotateSecretByCLI(t *testing.T) {
	t.Parallel()
	requireCLI(t, 14, "an action")
	e := New(t)
	rotate := "action \"tenantattach_rotate_secret\" \"now\" {\n  config {\n    client_id = tenantattach_application.this.client_id\n  }\n}\n"
	p := e.Process(e.Provider("admin") + Stack(nil) + rotate)
	p.apply()
	app, _ := e.attachApp()
	before := app.PasswordCredentials[0].KeyID
	p.want(0, "apply", "-no-color", "-input=false", "-auto-approve", "-invoke=action.tenantattach_rotate_secret.now")
	e.requireWorking()
	if app, _ = e.attachApp(); app.PasswordCredentials[0].KeyID == before {
		t.Error("the secret is the one from before")
	}
	p.plan(0)
	p.destroy()
}

// TestNewerExamples: the examples of actions and lists are valid.
func TestNewerExamples(t *testing.T) {
	t.Parallel()
	requireCLI(t, 14, "what the examples of actions and lists show")
	e := New(t)
	app := Resource("application", ApplicationAttrs()) + Resource("onboarding", OnboardingAttrs(), Attrs{"depends_on": ""})
	for pattern, beside := range map[string]string{"actions/*_rotate_secret/*.tf": app, "actions/*_check/*.tf": "", "list-resources/*/*.hcl": ""} {
		files, err := filepath.Glob("../../examples/" + pattern)
		if err != nil || len(files) == 0 {
			t.Errorf("%s: %v, %d files", pattern, err, len(files))
		}
		for _, file := range files {
			example, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p := e.Process(e.Provider("reader") + beside)
			p.write(filepath.Base(file), string(example))
			p.want(0, "validate", "-no-color")
		}
	}
}
