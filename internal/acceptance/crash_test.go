package acceptance

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

// TestCrash: the provider panics while it hands the new secret over to the site, and prints the stacks of all goroutines, those
// that have the secret in their hands included. Go prints arguments as words, and no text that they point to: neither what
// Terraform shows of the crash nor its log at TRACE nor any file has a secret. The next apply continues.
func TestCrash(t *testing.T) {
	t.Parallel()
	e := New(t)
	now := make(chan struct{})
	moment := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		select {
		case <-now:
		case <-req.Context().Done():
		}
	}))
	defer moment.Close()
	log := filepath.Join(t.TempDir(), "trace.log")
	p := e.Process(e.Provider("admin", Attrs{"client_secret": ""})+Stack(nil), "ARM_CLIENT_SECRET="+e.Client("admin").Secret)
	sound := p.Env
	p.Env = append(slices.Clone(sound), "TF_CLI_CONFIG_FILE="+crashing(t), "TF_LOG=TRACE", "TF_LOG_PATH="+log,
		"CRASH_WHEN_THIS_ANSWERS="+moment.URL, "GOTRACEBACK=system")
	held := wire.Fault{Kind: wire.KindAdminService, Method: "POST|PUT", Path: "/SMS_AAD_Application_Ex", Times: 1, LoseAnswer: true}
	crashed, release := context.WithCancel(t.Context())
	defer release()
	held.OnStrike = sync.OnceFunc(func() {
		close(now)
		<-crashed.Done() // the request with the secret is under way until then
	})
	e.Fault(held)
	before := len(e.Lab.World().Secrets().All())
	out := p.want(1, "apply", "-no-color", "-input=false", "-auto-approve")
	release()
	secrets := e.Lab.World().Secrets().All()
	if len(secrets) == before {
		t.Fatal("no secret was made: this test would show nothing")
	}
	for _, s := range slices.Clone(secrets) {
		secrets = append(secrets, hex.EncodeToString([]byte(s)), base64.StdEncoding.EncodeToString([]byte(s)))
	}
	shown := []string{"panic: told to crash"} // Terraform prints the beginning; its log has all of it
	for text, must := range map[string][]string{out: shown, readFile(t, log): append(shown, "internal/adminservice.(*Client)", "internal/resource/onboarding.")} {
		for _, m := range must {
			if !strings.Contains(text, m) {
				t.Errorf("what was printed does not have %q: this test would show nothing", m)
			}
		}
	}
	requireNone(t, "the output", out, secrets)
	requireNone(t, "the log", readFile(t, log), secrets)
	entries, err := os.ReadDir(p.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Type().IsRegular() {
			requireNone(t, entry.Name(), readFile(t, filepath.Join(p.Dir, entry.Name())), secrets)
		}
	}
	p.Env = sound
	p.apply()
	p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// crashing builds the provider that panics, and returns a configuration of the CLI that takes it.
func crashing(t *testing.T) (file string) {
	t.Helper()
	dir := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, "terraform-provider-tenantattach"), "./testdata/crashing")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the provider that panics: %v\n%s", err, out)
	}
	file = filepath.Join(dir, "cli.tfrc")
	text := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"tenantattach/tenantattach\" = %q\n  }\n  direct {}\n}\n", dir)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
