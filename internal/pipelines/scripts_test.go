package pipelines

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// scriptFiles are all scripts of the example, by their names.
func scriptFiles(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "scripts", "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	files := map[string]string{}
	for _, name := range names {
		name = "scripts/" + filepath.Base(name)
		files[name] = readFile(t, name)
	}
	return files
}

// TestOneScript: all pipelines plan and report by the same scripts, and give plans an age.
func TestOneScript(t *testing.T) {
	for _, name := range []string{"github-actions.yml", "azure-pipelines.yml", "gitlab-drift.yml"} {
		text := readFile(t, name)
		for _, want := range []string{`scripts/plan\.sh "\$TENANT" `, `scripts/report\.sh \S+ report \d+h\n`} {
			if n := len(regexp.MustCompile(want).FindAllString(text, -1)); n != 1 {
				t.Errorf("%s has %d times %s", name, n, want)
			}
		}
		if strings.Contains(text, "drift-report -") || strings.Contains(text, "find ") {
			t.Errorf("%s collects by itself", name)
		}
	}
}

// TestShellCheck looks at all scripts: those of their own, and those within the pipelines.
func TestShellCheck(t *testing.T) {
	realservers.RequireGroup(t, realservers.Pipelines)
	scripts := scriptFiles(t)
	for _, j := range readYAML[azurePipeline](t, "azure-pipelines.yml").Jobs {
		for _, s := range j.Steps {
			if s.Bash != "" {
				scripts["azure-pipelines.yml: "+j.Job+": "+s.DisplayName] = "#!/bin/bash\n" + s.Bash
			}
		}
	}
	parent, child := readYAML[gitlabParent](t, "gitlab-ci.yml"), readYAML[gitlabChild](t, "gitlab-drift.yml")
	for name, j := range map[string]gitlabJob{"tenants": parent.Tenants, "plan": child.Plan, "report": child.Report} {
		scripts["GitLab: "+name] = "#!/bin/sh\n" + strings.Join(slices.Concat(j.Before, j.Script, j.After), "\n")
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
	files := scriptFiles(t)
	files["tenants.json"] = readFile(t, "tenants.json")
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
		dir, env := place(t, map[string]string{"bin/terraform": terraform, "plans/contoso.json": "of an earlier run"})
		temp := t.TempDir()
		env = append(env, "TMPDIR="+temp)
		code, out := run(t, dir, append(env, tc.env...), "scripts/plan.sh", "contoso", "plans")
		text, err := os.ReadFile(filepath.Join(dir, "plans", "contoso.json"))
		if code != tc.code || err != nil || !strings.HasPrefix(string(text), tc.want) {
			t.Errorf("%s: %d, %v: %s\n%s", name, code, err, text, out)
		}
		if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
			t.Errorf("%s: %v is left behind: %v", name, left, err)
		}
	}
}
