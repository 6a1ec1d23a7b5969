package pipelines

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// TestTenantsScript: the matrix of each system, for names that one of them would not take as they are.
func TestTenantsScript(t *testing.T) {
	realservers.RequireGroup(t, realservers.Pipelines)
	dir, env := place(t, map[string]string{"tenants.json": `{"3m": {"runner": "a"}, "con-to-so": {"runner": "b"}}`})
	for system, want := range map[string]string{
		"github": `[{"tenant": "3m", "runner": "a"}, {"tenant": "con-to-so", "runner": "b"}]`,
		"azure":  `{"tenant_3m": {"tenant": "3m", "runner": "a"}, "tenant_con_to_so": {"tenant": "con-to-so", "runner": "b"}}`,
		"gitlab": `{"include": [{"local": "gitlab-drift.yml"}], "plan": {"extends": ".plan", "parallel": {"matrix": [{"TENANT": "3m", "RUNNER": "a"}, {"TENANT": "con-to-so", "RUNNER": "b"}]}}}`,
	} {
		code, out := run(t, dir, env, "scripts/tenants.sh", system)
		var got, wanted any
		if err := json.Unmarshal([]byte(want), &wanted); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || !reflect.DeepEqual(got, wanted) {
			t.Errorf("%s: %d, %v: %s", system, code, err, out)
		}
		keys, isMap := got.(map[string]any)
		for key := range keys {
			if isMap && system == "azure" && !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`).MatchString(key) {
				t.Errorf("Azure Pipelines takes no key %q", key)
			}
		}
	}
	if code, out := run(t, dir, env, "scripts/tenants.sh", "names"); code != 0 || out != "3m\ncon-to-so\n" {
		t.Errorf("%d: %s", code, out)
	}
	if code, out := run(t, dir, env, "scripts/tenants.sh", "jenkins"); code == 0 || !strings.Contains(out, "jenkins is no system") {
		t.Errorf("%d: %s", code, out)
	}
	// The last line of each that prints a matrix goes where the system reads it.
	for file, line := range map[string]string{"github-actions.yml": "matrix=$(scripts/tenants.sh github)", "azure-pipelines.yml": "matrix=$(scripts/tenants.sh azure)"} {
		if !strings.Contains(readFile(t, file), line) {
			t.Errorf("%s does not have %s", file, line)
		}
	}
}

// TestTenantsScriptRefuses: a name that is no part of a file or a job, and a tenant without a runner, are refused by name.
func TestTenantsScriptRefuses(t *testing.T) {
	realservers.RequireGroup(t, realservers.Pipelines)
	for _, name := range []string{"Contoso", "-a", "a_b", "a b", "a/b", "..", "", "é", "ok\nbad", strings.Repeat("a", 41)} {
		text, err := json.Marshal(map[string]any{name: map[string]string{"runner": "x"}})
		if err != nil {
			t.Fatal(err)
		}
		quoted, _, _ := strings.Cut(string(text)[1:], ":")
		dir, env := place(t, map[string]string{"tenants.json": string(text)})
		if code, out := run(t, dir, env, "scripts/tenants.sh", "azure"); code == 0 || !strings.Contains(out, quoted) {
			t.Errorf("%q: %d: %s", name, code, out)
		}
	}
	for _, runner := range []string{`{}`, `{"runner": 1}`} {
		dir, env := place(t, map[string]string{"tenants.json": fmt.Sprintf(`{"contoso": %s}`, runner)})
		if code, out := run(t, dir, env, "scripts/tenants.sh", "github"); code == 0 || !strings.Contains(out, "contoso") {
			t.Errorf("%s: %d: %s", runner, code, out)
		}
	}
}
