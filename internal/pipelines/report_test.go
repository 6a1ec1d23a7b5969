package pipelines

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// standIn is a provider that says how it was called and what the plans are that it was given, and ends with CODE.
const standIn = `#!/bin/sh
echo "$@"
for plan; do case $plan in plans/*) [ ! -e "$plan" ] || cat "$plan" ;; esac; done
exit "$CODE"
`

// provider is where terraform init puts it.
const provider = ".terraform/providers/registry.terraform.io/tenantattach/tenantattach/0.1.0/linux_amd64/terraform-provider-tenantattach_v0.1.0"

// TestReportScript: however a system lays the plans out, the report has one of each tenant, the last one; its exit code is
// the script's; a tenant that was not planned is missed, and none that is not in tenants.json is there.
func TestReportScript(t *testing.T) {
	realservers.RequireGroup(t, realservers.Pipelines)
	for layout, plans := range map[string]map[string]string{
		"flat":          {"in/contoso.json": "CONTOSO\n"},
		"by artifact":   {"in/plan-contoso/contoso.json": "CONTOSO\n"},
		"attempts":      {"in/plan-contoso-2/contoso.json": "2\n", "in/plan-contoso-10/contoso.json": "CONTOSO\n", "in/plan-contoso-9/contoso.json": "9\n"},
		"others":        {"in/contoso.json": "CONTOSO\n", "in/northwind.json": "NORTHWIND\n"},
		"earlier runs'": {"in/contoso.json": "CONTOSO\n", "plans/fabrikam.json": "OLD\n"},
	} {
		files := map[string]string{provider: standIn}
		for name, text := range plans {
			files[name] = text
		}
		dir, env := place(t, files)
		temp := t.TempDir()
		for _, code := range []string{"0", "2", "3", "4", "5"} {
			got, out := run(t, dir, append(env, "CODE="+code, "TMPDIR="+temp), "scripts/report.sh", "in", "out", "6h")
			at := filepath.Join(dir, "out", "report.")
			if want := "drift-report -max-age 6h -markdown " + at + "md -junit " + at + "xml -sarif " + at + "sarif -html " + at + "html plans/contoso.json plans/fabrikam.json\nCONTOSO\n"; out != want || string(rune('0'+got)) != code {
				t.Errorf("%s: %d, want %s\n%s\nwant\n%s", layout, got, code, out, want)
			}
		}
		if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
			t.Errorf("%s: %v is left behind: %v", layout, left, err)
		}
	}
	bare, env := place(t, nil)
	if got, out := run(t, bare, env, "scripts/report.sh", "plans", "out", "6h"); got != 1 || !strings.Contains(out, "run terraform init first") {
		t.Errorf("%d: %s", got, out)
	}
}

// TestWaitScript: the report waits until as many tenants are planned as there are, but no longer than it may.
func TestWaitScript(t *testing.T) {
	realservers.RequireGroup(t, realservers.Pipelines)
	// This gh takes the next answer; the last one is that of all further questions, and "fail" is an error.
	const gh = `#!/bin/sh
n=$(($(cat asked 2>/dev/null || echo 0) + 1))
echo "$n" >asked
answer=$(sed -n "${n}p" answers)
[ -n "$answer" ] || answer=$(tail -n 1 answers)
[ "$answer" != fail ] || { echo "gh: HTTP 502" >&2; exit 1; }
echo "$answer" | tr ',' '\n' | sed '/^none$/d'
`
	for name, tc := range map[string]struct{ minutes, answers, asked, want string }{
		"all planned":  {"60", "Plan contoso,Plan fabrikam\n", "1", ""},
		"one by one":   {"60", "none\nPlan contoso\nfail\nPlan contoso,Plan fabrikam\n", "4", ""},
		"one is away":  {"0", "Plan contoso\n", "1", "1 of 2 tenants are planned; the others are reported as missing"},
		"all are away": {"0", "none\n", "1", "0 of 2 tenants"},
	} {
		dir, env := place(t, map[string]string{"bin/gh": gh, "answers": tc.answers})
		code, out := run(t, dir, append(env, "INTERVAL=0", "GITHUB_REPOSITORY=o/r", "GITHUB_RUN_ID=1"), "scripts/github-wait.sh", tc.minutes)
		asked, err := os.ReadFile(filepath.Join(dir, "asked"))
		if code != 0 || err != nil || strings.TrimSpace(string(asked)) != tc.asked || !strings.Contains(out, tc.want) {
			t.Errorf("%s: %d, asked %s: %s", name, code, asked, out)
		}
	}
}
