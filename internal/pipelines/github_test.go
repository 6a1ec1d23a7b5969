package pipelines

import (
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// actionlint looks at a workflow.
func actionlint(t *testing.T, text string) (string, error) {
	t.Helper()
	args := []string{"tool", "-modfile=tools/pipelines/go.mod", "actionlint", "-no-color", "-shellcheck=" + realservers.Program("shellcheck"), "-"}
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Stdin = root, strings.NewReader(text)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestActionlint: the workflow is one, and its scripts are sound. A workflow with a mistake is found out.
func TestActionlint(t *testing.T) {
	realservers.RequireGroup(t, realservers.Pipelines)
	text := readFile(t, "github-actions.yml")
	if out, err := actionlint(t, text); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	for from, to := range map[string]string{"needs: tenants\n": "needs: nobody\n", "outputs.matrix)": "outputs.nothing)", `>>"$GITHUB_OUTPUT"`: ">>$GITHUB_OUTPUT"} {
		if !strings.Contains(text, from) {
			t.Errorf("there is no %q", from)
		}
		if out, err := actionlint(t, strings.Replace(text, from, to, 1)); err == nil {
			t.Errorf("%q is not found out: %s", to, out)
		}
	}
}

// TestNothingIsPastedIntoScripts: what a tenant is called reaches scripts as a variable, never as a part of them.
func TestNothingIsPastedIntoScripts(t *testing.T) {
	for name, text := range workflows(t) {
		if found := regexp.MustCompile(`(?m)^\s+(- )?run: .*\$\{\{`).FindString(text); found != "" {
			t.Errorf("%s: an expression is pasted into a script: %s", name, found)
		}
	}
}

// TestReportWaitsForNoRunner: the report does not need the jobs of the plans, whatever becomes of them, and has the time to
// wait for them; a run that still waits for a runner does not hold back the next one.
func TestReportWaitsForNoRunner(t *testing.T) {
	text := readFile(t, "github-actions.yml")
	var workflow struct {
		Concurrency struct {
			Cancel bool `yaml:"cancel-in-progress"`
		} `yaml:"concurrency"`
		Jobs map[string]struct {
			Name    string `yaml:"name"`
			Needs   any    `yaml:"needs"`
			If      string `yaml:"if"`
			RunsOn  any    `yaml:"runs-on"`
			Timeout int    `yaml:"timeout-minutes"`
		} `yaml:"jobs"`
	}
	if err := yaml.Unmarshal([]byte(text), &workflow); err != nil {
		t.Fatal(err)
	}
	wait := regexp.MustCompile(`run: scripts/github-wait\.sh (\d+)`).FindStringSubmatch(text)
	if wait == nil {
		t.Fatal("nothing waits for the plans")
	}
	report := workflow.Jobs["report"]
	if minutes, err := strconv.Atoi(wait[1]); err != nil || report.Timeout < minutes+10 || report.Needs != "tenants" || report.RunsOn != "ubuntu-latest" || !strings.Contains(report.If, "always()") {
		t.Errorf("%+v waits for %q minutes", report, wait[1])
	}
	if !workflow.Concurrency.Cancel {
		t.Error("a run that waits holds back the next one")
	}
	if script := readFile(t, "scripts/github-wait.sh"); !strings.HasPrefix(workflow.Jobs["plan"].Name, "Plan ") || !strings.Contains(script, `startswith("Plan ")`) {
		t.Errorf("github-wait.sh does not know the job %q", workflow.Jobs["plan"].Name)
	}
	if strings.Count(text, `run: rm -rf "$RUNNER_TEMP/plans"`) != 2 {
		t.Error("a job leaves plans behind")
	}
}

// TestReadOnly: every plan is made with read_only, and no pipeline has a secret in it.
func TestReadOnly(t *testing.T) {
	for _, name := range []string{"github-actions.yml", "azure-pipelines.yml", "gitlab-drift.yml"} {
		text := readFile(t, name)
		if strings.Count(text, `TENANTATTACH_READ_ONLY: "true"`) != strings.Count(text, `scripts/plan.sh "$TENANT"`) {
			t.Errorf("%s plans without TENANTATTACH_READ_ONLY", name)
		}
		for _, word := range []string{"CLIENT_SECRET", "PASSWORD", "secrets.", "TF_LOG", "terraform apply"} {
			if strings.Contains(text, word) {
				t.Errorf("%s has %s", name, word)
			}
		}
	}
}
