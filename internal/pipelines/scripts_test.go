package pipelines

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// TestShellCheck looks at all scripts: those of their own, and those within the pipelines.
func TestShellCheck(t *testing.T) {
	realservers.RequireGroup(t, realservers.Pipelines)
	scripts := map[string]string{"plan.sh": readFile(t, "scripts/plan.sh"), "report.sh": readFile(t, "scripts/report.sh")}
	for _, j := range readYAML[azurePipeline](t, "azure-pipelines.yml").Jobs {
		for _, s := range j.Steps {
			if s.Bash != "" {
				scripts["azure-pipelines.yml: "+j.Job+": "+s.DisplayName] = "#!/bin/bash\n" + s.Bash
			}
		}
	}
	parent, child := readYAML[gitlabParent](t, "gitlab-ci.yml"), readYAML[gitlabChild](t, "gitlab-drift.yml")
	for name, j := range map[string]gitlabJob{"tenants": parent.Tenants, "plan": child.Plan, "report": child.Report} {
		scripts["GitLab: "+name] = "#!/bin/sh\n" + strings.Join(append(j.Before, j.Script...), "\n")
	}
	for name, script := range scripts {
		cmd := exec.Command(realservers.Program("shellcheck"), "-")
		cmd.Stdin = strings.NewReader(script)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// place makes a working directory as a pipeline has it, with programs that stand in for the real ones.
func place(t *testing.T, programs map[string]string) (dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	files := map[string]string{"plan.sh": readFile(t, "scripts/plan.sh"), "report.sh": readFile(t, "scripts/report.sh"), "tenants.json": readFile(t, "tenants.json")}
	for name, text := range programs {
		files[name] = text
	}
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir, append(os.Environ(), "PATH="+dir+"/bin:"+os.Getenv("PATH"))
}

// run runs a script and returns its exit code.
func run(t *testing.T, dir string, env []string, args ...string) (int, string) {
	t.Helper()
	cmd := exec.Command("sh", args...)
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.CombinedOutput()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// TestPlanScript: whichever way terraform plan ends, there is a file for the report, and only an error fails the job.
func TestPlanScript(t *testing.T) {
	// This terraform ends a plan with PLAN, writes one if SAVES is set, and shows it unless SHOW says otherwise.
	const terraform = `#!/bin/sh
case $1 in
  plan) for arg; do case $arg in -out=*) [ -z "$SAVES" ] || echo plan >"${arg#-out=}" ;; esac; done; exit "$PLAN" ;;
  show) echo '{"a":"plan"}'; exit "${SHOW:-0}" ;;
esac
`
	for name, tc := range map[string]struct {
		env  []string
		code int
		want string
	}{
		"no changes":      {[]string{"PLAN=0", "SAVES=1"}, 0, `{"a":"plan"}`},
		"changes":         {[]string{"PLAN=2", "SAVES=1"}, 0, `{"a":"plan"}`},
		"error":           {[]string{"PLAN=1", "SAVES="}, 1, "terraform plan of contoso ended with 1"},
		"error, midway":   {[]string{"PLAN=1", "SAVES=1"}, 1, `{"a":"plan"}`},
		"cannot be shown": {[]string{"PLAN=2", "SAVES=1", "SHOW=1"}, 1, "terraform plan of contoso ended with 2"},
	} {
		dir, env := place(t, map[string]string{"bin/terraform": terraform})
		code, out := run(t, dir, append(env, tc.env...), "plan.sh", "contoso", "plans")
		text, err := os.ReadFile(filepath.Join(dir, "plans", "contoso.json"))
		if code != tc.code || err != nil || !strings.HasPrefix(string(text), tc.want) {
			t.Errorf("%s: %d, %v: %s\n%s", name, code, err, text, out)
		}
	}
}

// TestReportScript: the exit code is that of the report, and a tenant that was not planned is missed.
func TestReportScript(t *testing.T) {
	realservers.RequireGroup(t, realservers.Pipelines)
	const provider = ".terraform/providers/registry.terraform.io/tenantattach/tenantattach/0.1.0/linux_amd64/terraform-provider-tenantattach_v0.1.0"
	dir, env := place(t, map[string]string{provider: "#!/bin/sh\necho \"$@\"; exit \"$CODE\"\n", "plans/contoso.json": "x"})
	for _, code := range []string{"0", "2", "3", "4"} {
		got, out := run(t, dir, append(env, "CODE="+code), "report.sh", "plans", "out")
		if want := "drift-report -markdown out/report.md -junit out/report.xml -sarif out/report.sarif -html out/report.html plans\n"; out != want || string(rune('0'+got)) != code {
			t.Errorf("%d, want %s\n%s", got, code, out)
		}
	}
	for name, want := range map[string]string{"contoso": "x", "fabrikam": "no job has planned fabrikam\n"} {
		if text, err := os.ReadFile(filepath.Join(dir, "plans", name+".json")); err != nil || string(text) != want {
			t.Errorf("%s: %v: %s", name, err, text)
		}
	}
	bare, env := place(t, nil)
	if got, out := run(t, bare, env, "report.sh", "plans", "out"); got != 1 || !strings.Contains(out, "run terraform init first") {
		t.Errorf("%d: %s", got, out)
	}
}
