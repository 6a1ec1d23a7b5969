package acceptance

import (
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/realproxies"
)

// walker is somebody who knows the README and the guides, and follows them with a tenant of the lab.
type walker struct {
	*Env
	environment []string
	ids         *strings.Replacer
}

// TestNewcomersWalk: with what the guides show, and the variables that `make lab` prints, the lab's second tenant is attached;
// an attachment that is there is imported with a plan that is empty; and a Squid is opened for it, no further than needed.
func TestNewcomersWalk(t *testing.T) {
	t.Parallel()
	e := New(t)
	w := walker{e, e.environment("fabrikam"), strings.NewReplacer(
		"P0100014", "CAS00014", `"DE"`, `"US"`, "alice@contoso.com", "svc-tf@fabrikam.example", "00000000-1111-2222-3333-444444444444", e.Tenant("fabrikam").ID)}
	attached := w.attach()
	w.bring()
	w.openProxy()
	attached.destroy()
	w.sees(attached.plan(2), "Plan: 4 to add, 0 to change, 0 to destroy.")
}

// attach follows the guide *Attach your first hierarchy*: first it only looks.
func (w walker) attach() *process {
	w.t.Helper()
	first := w.shown("attach-first-hierarchy", 2)
	p := w.Process(first, w.environment...)
	looked := p.plan(2)
	w.sees(looked, `site = "CAS"`, "SMS\\_Identification was read")
	w.hides(looked, "❌")
	all := strings.Replace(w.shown("attach-first-hierarchy", 4), "read_only = true", "read_only = false", 1)
	p.write("main.tf", requiredProviders+all)
	w.sees(p.plan(2), "Plan: 4 to add, 0 to change, 0 to destroy.")
	w.sees(p.apply(), `"attached" = true`)
	w.sees(p.plan(2), "without changing any real infrastructure") // the prerequisites say what is there now
	p.apply()
	p.plan(0)
	return p
}

// bring follows the guide *Bring an existing attachment under Terraform*, with a state that knows nothing of it.
func (w walker) bring() {
	w.t.Helper()
	app, ok := w.Tenant("fabrikam").Directory.Head().ApplicationByUniqueName("tenant-attach-p01")
	if !ok {
		w.t.Fatal("Entra has no application")
	}
	provider := Block(`provider "tenantattach"`, Attrs{"read_only": "true"})
	p := w.Process(provider+w.shown("bring-existing", 1), w.environment...)
	w.sees(p.plan(2), `client_id = "`+app.AppID+`"`, `application = "ConfigMgr tenant attach (P01)"`, `upload_scope = "CAS00014"`)
	found := strings.NewReplacer("00000000-aaaa-bbbb-cccc-dddddddddddd", app.AppID, "ConfigMgrSvc_0f0e0d0c", "ConfigMgr tenant attach (P01)")
	p.write("main.tf", requiredProviders+provider+found.Replace(w.shown("bring-existing", 2)))
	p.importsOnly(4)
}

// openProxy follows the guide *Open the proxy*, up to what a Squid is to be told.
func (w walker) openProxy() {
	w.t.Helper()
	p := w.Process(w.shown("open-the-proxy", 2), w.environment...)
	p.apply()
	rules := p.want(0, "output", "-raw", "squid")
	w.t.Run("Squid", func(t *testing.T) {
		realproxies.Require(t)
		squid := realproxies.StartSquid(t, realproxies.SquidOptions{ACL: strings.ReplaceAll(rules, "10.0.0.7", "127.0.0.1")})
		for url, passes := range squid.Decide(t, []string{
			"https://login.microsoftonline.com/", "https://graph.microsoft.com/", "https://gateway.configmgr.manage.microsoft.com/", "https://dc.services.visualstudio.com/",
			"https://www.example.com/", "https://login.microsoftonline.com.example.com/", "https://evil.example/?https://graph.microsoft.com/",
		}) {
			if want := !strings.Contains(url, "example"); passes != want {
				t.Errorf("%s passes: %v, want %v", url, passes, want)
			}
		}
	})
	p.destroy()
}

// shown are the first blocks of HCL of a guide, but for what the lab's variables and Process say: which tenant and site.
func (w walker) shown(guide string, blocks int) string {
	w.t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		w.t.Fatal(err)
	}
	at := "docs/guides/" + guide + ".md"
	if !strings.Contains(string(readme), "("+at+")") {
		w.t.Errorf("the README does not lead to %s", at)
	}
	page, err := os.ReadFile("../../" + at)
	if err != nil {
		w.t.Fatal(err)
	}
	out := hclwrite.NewEmptyFile()
	for _, shown := range fence.FindAllSubmatch(page, blocks) {
		parsed, d := hclwrite.ParseConfig(shown[1], guide, hcl.InitialPos)
		if d.HasErrors() {
			w.t.Fatal(d)
		}
		for _, b := range parsed.Body().Blocks() {
			switch b.Type() {
			case "terraform":
				continue
			case "provider":
				b.Body().RemoveAttribute("tenant_id")
				b.Body().RemoveAttribute("admin_service")
			}
			out.Body().AppendBlock(b)
		}
	}
	return w.ids.Replace(string(out.Bytes()))
}
