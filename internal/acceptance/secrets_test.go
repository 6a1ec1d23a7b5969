package acceptance

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestSecrets greps everything that Terraform and the provider write — state, backups, saved plans, their JSON, output
// and the log at level TRACE — for everything secret that the lab has issued: client secrets, tokens, and what the
// administration service has in its rows.
func TestSecrets(t *testing.T) {
	t.Parallel()
	own := "own~secret-" + world.NewID()
	tests := map[string]struct {
		attrs Attrs
		known []string
	}{
		"made in Entra":     {nil, nil},
		"of the user's own": {Attrs{"client_secret": "var.own", "client_secret_version": Q("1"), "client_secret_expiry": Q("2040-01-01T00:00:00Z")}, []string{own}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := New(t)
			log := filepath.Join(t.TempDir(), "trace.log")
			config := "variable \"own\" {\n  ephemeral = true\n}\n" + e.Provider("admin", Attrs{"client_secret": ""}) + Stack(map[string]Attrs{"onboarding": tt.attrs})
			p := e.Process(config, "TF_LOG=TRACE", "TF_LOG_PATH="+log, "ARM_CLIENT_SECRET="+e.Client("admin").Secret, "TF_VAR_own="+own)
			out := p.plan(2)
			out += p.apply()
			e.Drift(world.Change{Object: "SMS_AAD_Application_Ex", Set: map[string]any{"SecretKeyExpiry": "2041-01-01T00:00:00Z"}})
			out += p.want(0, "plan", "-no-color", "-input=false", "-out=saved.plan")
			out += p.want(0, "show", "-no-color", "-json", "saved.plan")
			out += p.want(0, "apply", "-no-color", "-input=false", "saved.plan")
			out += p.want(0, "show", "-no-color", "-json")
			e.Fault(wire.Fault{Kind: wire.KindAdminService, Method: "DELETE", Status: http.StatusInternalServerError})
			out += p.want(1, "destroy", "-no-color", "-input=false", "-auto-approve")
			e.Lab.Recorder().ClearFaults()
			out += p.destroy()

			secrets := append(e.Lab.World().Secrets().All(), tt.known...)
			if len(secrets) < 10 {
				t.Fatalf("the lab has issued only %d secrets: this test would show nothing", len(secrets))
			}
			requireNone(t, "the output", out, secrets)
			requireNone(t, "the log", readFile(t, log), secrets)
			requireNoneBelow(t, p.Dir, secrets)
		})
	}
}

// requireNoneBelow looks into every file of a working directory.
func requireNoneBelow(t *testing.T, dir string, secrets []string) {
	t.Helper()
	seen := map[string]bool{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		seen[d.Name()] = true
		requireNone(t, path, readFile(t, path), secrets)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for _, name := range []string{"terraform.tfstate", "terraform.tfstate.backup", "saved.plan"} {
		if !seen[name] {
			t.Errorf("%s was not there to be looked into", name)
		}
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) == 0 {
		t.Errorf("%s is empty: this test would show nothing", path)
	}
	return string(data)
}

func requireNone(t *testing.T, where, text string, secrets []string) {
	t.Helper()
	for _, s := range secrets {
		if strings.Contains(text, s) {
			t.Errorf("%s holds a secret that begins with %.8s…", where, s)
		}
	}
}
