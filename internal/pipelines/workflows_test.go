package pipelines

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// workflows are all workflows of GitHub: the example, and those of this repository.
func workflows(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{"examples/pipelines/github-actions.yml": readFile(t, "github-actions.yml")}
	own, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	if err != nil || len(own) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	for _, name := range own {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[".github/workflows/"+filepath.Base(name)] = string(text)
	}
	return files
}

// TestOwnWorkflows: actionlint and ShellCheck find nothing in the workflows of this repository, and do find a mistake.
func TestOwnWorkflows(t *testing.T) {
	realservers.RequireGroup(t, realservers.Pipelines)
	for name, text := range workflows(t) {
		if strings.HasPrefix(name, "examples/") {
			continue // TestActionlint
		}
		if out, err := actionlint(t, text); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
		if out, err := actionlint(t, strings.Replace(text, "runs-on:", "run-on:", 1)); err == nil {
			t.Errorf("%s: a slip of the pen is not found out: %s", name, out)
		}
	}
}

// TestPins: every action is a commit, with the version that it had, and the same one everywhere. Nothing else is used that
// could change by itself.
func TestPins(t *testing.T) {
	pinned := regexp.MustCompile(`^(?:- )?uses: ([\w./-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)$`)
	commits, n := map[string]string{}, 0
	for name, text := range workflows(t) {
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); !strings.Contains(line, "uses:") {
				continue
			}
			n++
			action := pinned.FindStringSubmatch(line)
			if action == nil {
				t.Errorf("%s: not pinned: %s", name, line)
				continue
			}
			if other, ok := commits[action[1]]; ok && other != action[2] {
				t.Errorf("%s: %s is %s here and %s elsewhere", name, action[1], action[2], other)
			}
			commits[action[1]] = action[2]
		}
	}
	if n < 15 {
		t.Errorf("only %d actions are used", n)
	}
}

// TestLeastRights: every workflow says which rights its token has, and only the release writes to the repository.
func TestLeastRights(t *testing.T) {
	for name, text := range workflows(t) {
		var workflow struct {
			Permissions map[string]string `yaml:"permissions"`
		}
		if err := yaml.Unmarshal([]byte(text), &workflow); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if workflow.Permissions == nil || slices.Contains(slices.Collect(maps.Values(workflow.Permissions)), "write") {
			t.Errorf("%s: the rights of all jobs are %v", name, workflow.Permissions)
		}
		if strings.Contains(text, "contents: write") != strings.HasSuffix(name, "/release.yml") {
			t.Errorf("%s: who may write to the repository", name)
		}
		if strings.Count(text, "actions/checkout@") != strings.Count(text, "persist-credentials: false") {
			t.Errorf("%s: a token stays in the working directory", name)
		}
	}
}

// TestMatrix: the tests run with the oldest Terraform that the README promises, with the newest, and with OpenTofu.
func TestMatrix(t *testing.T) {
	text := workflows(t)[".github/workflows/test.yml"]
	for _, cell := range []string{
		`{ cli: terraform, version: "1.11.0" }`, `{ cli: terraform, version: latest }`, `{ cli: tofu, version: "1.11.0" }`, `{ cli: tofu, version: latest }`,
	} {
		if !strings.Contains(text, cell) {
			t.Errorf("the matrix does not have %s", cell)
		}
	}
	for _, target := range []string{"lint", "vet", "generate", "vuln", "test", "snapshot", "test-auth test-proxies test-report"} {
		if !regexp.MustCompile(`(?m)(run: |^ +)make ` + target + `( TF=.*)?$`).MatchString(text) {
			t.Errorf("no job runs make %s", target)
		}
	}
}

// TestMakeTargets: what workflows ask make for is there.
func TestMakeTargets(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join(root, "GNUmakefile"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for name, text := range workflows(t) {
		for _, call := range regexp.MustCompile(`(?m)(?:run: |^\s+)make ((?:[a-z-]+ ?)+)`).FindAllStringSubmatch(text, -1) {
			for _, target := range strings.Fields(call[1]) {
				if n++; !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(target) + `:`).Match(makefile) {
					t.Errorf("%s: there is no target %q", name, target)
				}
			}
		}
	}
	if n < 8 {
		t.Errorf("only %d targets were looked at", n)
	}
}

// TestDependabot: it looks at every module of this repository.
func TestDependabot(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, ".github", "dependabot.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Updates []struct {
			Ecosystem   string   `yaml:"package-ecosystem"`
			Directories []string `yaml:"directories"`
		} `yaml:"updates"`
	}
	if err := yaml.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	want := []string{}
	for _, pattern := range []string{"go.mod", "*/go.mod", "*/*/go.mod"} {
		modules, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, module := range modules {
			at, err := filepath.Rel(root, filepath.Dir(module))
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, path.Join("/", filepath.ToSlash(at)))
		}
	}
	slices.Sort(want)
	if got := config.Updates[0]; got.Ecosystem != "gomod" || !slices.Equal(slices.Sorted(slices.Values(got.Directories)), want) {
		t.Errorf("looks at %v, and there are %v", got, want)
	}
}

// TestReleaseNotes: the notes of a release are its section of the changelog, and a release without them is refused.
func TestReleaseNotes(t *testing.T) {
	const changelog = "# Changelog\n\n## 0.3.0 (unreleased)\n\n- c\n\n## 0.2.0 (2026-12-01)\n\n- b\n- bb\n\n## 0.1.0 (2026-11-01)\n\n## 0.0.1 (2026-10-01)\n\n- a\n"
	place := t.TempDir()
	if err := os.CopyFS(filepath.Join(place, "tools", "release"), os.DirFS(filepath.Join(root, "tools", "release"))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(place, "CHANGELOG.md"), []byte(changelog), 0o600); err != nil {
		t.Fatal(err)
	}
	for version, tc := range map[string]struct{ out, complaint string }{
		"0.2.0": {out: "- b\n- bb\n"}, "0.0.1": {out: "- a\n"},
		"0.3.0": {complaint: "unreleased"}, "0.1.0": {complaint: "says nothing"}, "0.2": {complaint: "no section"}, "": {complaint: "usage"},
	} {
		var stdout, stderr bytes.Buffer
		cmd := exec.CommandContext(t.Context(), "sh", filepath.Join(place, "tools", "release", "notes.sh"), version)
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); (err != nil) != (tc.complaint != "") || stdout.String() != tc.out || !strings.Contains(stderr.String(), tc.complaint) {
			t.Errorf("%q: %v: %q, %q", version, err, stdout.String(), stderr.String())
		}
	}
}
