package acceptance

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// azureCLI puts an Azure CLI on the PATH, which a person has signed in to; "" is one that nobody has. It returns the
// variable and a file with a line for each run.
func (e *Env) azureCLI(person string) (path, runs string) {
	e.t.Helper()
	if runtime.GOOS == "windows" {
		realservers.Lack(e.t, "the Azure CLI of this test is a script of sh, which Windows does not run")
	}
	dir := e.t.TempDir()
	runs = filepath.Join(dir, "runs")
	at := e.Lab.Endpoints("contoso")
	script := "#!/bin/sh\necho \"$*\" >> '" + runs + "'\ncase \"$*\" in\n"
	for _, scope := range []string{at.GraphEndpoint + "/.default", at.AdminServiceScope} {
		if person == "" {
			break
		}
		token, err := e.Lab.UserToken("contoso", person, scope)
		if err != nil {
			e.t.Fatal(err)
		}
		script += fmt.Sprintf("'account get-access-token -o json --resource %s --tenant %s') echo '{\"accessToken\":%q,\"expires_on\":%d,\"tokenType\":\"Bearer\"}' ;;\n",
			strings.TrimSuffix(scope, "/.default"), at.TenantID, token, time.Now().Add(time.Hour).Unix())
	}
	script += "*) echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1 ;;\nesac\n"
	if err := os.WriteFile(filepath.Join(dir, "az"), []byte(script), 0o700); err != nil { //nolint:gosec // it is a program
		e.t.Fatal(err)
	}
	return "PATH=" + dir + string(os.PathListSeparator) + os.Getenv("PATH"), runs
}

// TestSignInCLI: a person who has run az login attaches a tenant whose site takes the tokens of users only, which is what
// Microsoft documents. The Azure CLI runs once for each resource, not for each request.
func TestSignInCLI(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Tenant("contoso").Hierarchy.NoAppOnlyTokens = true })
	log := filepath.Join(t.TempDir(), "trace.log")
	path, runs := e.azureCLI("svc-tf")
	p := e.Process(Block(`provider "tenantattach"`, nil)+Stack(nil)+Data("site"), append(e.location(), path, "TF_LOG=TRACE", "TF_LOG_PATH="+log)...)
	out := p.plan(2)
	if got := strings.Split(strings.TrimSpace(readFile(t, runs)), "\n"); len(got) > 2 {
		t.Errorf("a plan has run the Azure CLI %d times:\n%s", len(got), strings.Join(got, "\n"))
	}
	out += p.apply() + p.plan(0) + p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
	text := readFile(t, log)
	requireNone(t, "the log", text, e.Lab.World().Secrets().All())
	requireNone(t, "the output", out, e.Lab.World().Secrets().All())
	if !strings.Contains(text, `method="Azure CLI"`) || !strings.Contains(text, `reason="use_cli, by default"`) {
		t.Error("the log does not say how and why")
	}
}

// TestSignInCLIRefused: whom the tenant or the site does not know, and who has not run az login, is told so.
func TestSignInCLIRefused(t *testing.T) {
	t.Parallel()
	e := New(t)
	for person, want := range map[string][]string{
		"":        {"by Azure CLI (use_cli, by default): the Azure CLI is not signed in to the tenant", "Please run 'az login'", "az login --tenant " + e.Tenant("contoso").ID, "no other way to sign in is configured"},
		"visitor": {"The account is no administrative user of ConfigMgr"},
	} {
		t.Run("as "+person, func(t *testing.T) {
			one := *e
			one.t = t
			path, _ := one.azureCLI(person)
			p := one.Process(Block(`provider "tenantattach"`, nil)+Data("site"), append(e.location(), path)...)
			one.sees(p.plan(1), want...)
		})
	}
	t.Run("reader", func(t *testing.T) { // may plan, but not make an application
		one := *e
		one.t = t
		path, _ := one.azureCLI("auditor")
		p := one.Process(Block(`provider "tenantattach"`, nil)+Resource("application", ApplicationAttrs()), append(e.location(), path)...)
		p.plan(2)
		one.sees(p.want(1, "apply", "-no-color", "-input=false", "-auto-approve"), "Application.ReadWrite")
	})
}
