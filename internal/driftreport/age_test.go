package driftreport

import (
	"strings"
	"testing"
	"time"
)

// made is a plan that was made then, in which nothing differs.
func made(t *testing.T, timestamp string) string {
	t.Helper()
	x := of("contoso", object{"x": "a"})
	return plan(t, object{"timestamp": timestamp, "resource_changes": []any{entry(scope, "no-op", x, x)}})
}

// TestMaxAge: a plan that is too old is an error of its own, in every form; so is one whose age is not known. It is now
// 15:00 for run.
func TestMaxAge(t *testing.T) {
	drift := plan(t, object{"timestamp": "2026-11-22T03:00:00Z", "resource_drift": []any{entry(scope, "update", object{"x": "a"}, object{"x": "b"})}})
	for name, tc := range map[string]struct {
		longest, plan string
		code          int
		want          string
	}{
		"fresh":         {"13h", made(t, "2026-11-25T03:00:00Z"), ExitNothing, "no changes. The oldest plan is 12 hours old"},
		"old":           {"11h", made(t, "2026-11-25T03:00:00Z"), ExitOutdated, "it was made at 2026-11-25T03:00:00Z, 12 hours ago"},
		"old, no limit": {"0", made(t, "2020-11-25T03:00:00Z"), ExitNothing, "The oldest plan is 2191 days old"},
		"old, drifted":  {"12h", drift, ExitOutdated, "1 plan is outdated, 1 resource drifted"},
		"no time":       {"12h", made(t, ""), ExitOutdated, "it does not say when it was made"},
		"odd time":      {"12h", made(t, "yesterday"), ExitOutdated, "made at yesterday, which cannot be"},
		"to come":       {"12h", made(t, "2026-11-25T15:06:00Z"), ExitOutdated, "made at 2026-11-25T15:06:00Z, which cannot be"},
		"clocks":        {"12h", made(t, "2026-11-25T15:04:00Z"), ExitNothing, "The oldest plan is less than a minute old"},
		"failed, too":   {"12h", strings.Replace(made(t, ""), `"errored":false`, `"errored":true`, 1), ExitUnknown, "planning failed"},
	} {
		t.Chdir(write(t, map[string]string{"contoso.json": tc.plan}))
		code, out, errs := run("-max-age", tc.longest, "contoso.json")
		if out = strings.Join(strings.Fields(strings.ReplaceAll(out, "│", " ")), " "); code != tc.code || !strings.Contains(out, tc.want) || errs != "" {
			t.Errorf("%s: %d\n%s%s", name, code, out, errs)
		}
	}
}

// TestOutdatedForms: every form says that a plan is outdated, and which one is the oldest.
func TestOutdatedForms(t *testing.T) {
	r := Report{}
	for file, timestamp := range map[string]string{"a.json": "2026-11-25T03:00:00Z", "b.json": "2026-11-23T03:00:00Z", "c.json": ""} {
		r.Plans = append(r.Plans, ReadPlan(strings.NewReader(made(t, timestamp)), file, strings.TrimSuffix(file, ".json")))
	}
	r = r.Dated(time.Date(2026, 11, 25, 4, 0, 0, 0, time.UTC), 12*time.Hour)
	all := forms(t, r)
	for name, form := range all {
		for _, text := range []string{"outdated", "b.json", "c.json", "2026-11-23T03:00:00Z"} {
			if !strings.Contains(form, text) {
				t.Errorf("%s does not have %q:\n%s", name, text, form)
			}
		}
	}
	if want := "2 plans are outdated. The oldest plan is 2 days old (b.json), as far as that is known: of 1 it is not."; !strings.HasSuffix(r.Summary(), want) {
		t.Errorf("got %q, want %q", r.Summary(), want)
	}
	if !strings.Contains(all["sarif"], `"ruleId": "plan-outdated"`) {
		t.Error(all["sarif"])
	}
}

func TestAgeText(t *testing.T) {
	for age, want := range map[time.Duration]string{
		0: "less than a minute", time.Minute: "1 minute", 119 * time.Minute: "119 minutes", 2 * time.Hour: "2 hours", 47 * time.Hour: "47 hours", 49 * time.Hour: "2 days",
	} {
		if got := ageText(age); got != want {
			t.Errorf("%s: %q, want %q", age, got, want)
		}
	}
}

// TestRestless: what changes only by itself is no drift; the summary counts it, and the details have it.
func TestRestless(t *testing.T) {
	n := func(devices int) object { return of("contoso", object{"device_count": devices}) }
	r := Report{Plans: []Plan{readGood(t, object{
		"resource_drift":   []any{entry(scope, "update", n(25), n(26))},
		"resource_changes": []any{entry(scope, "no-op", n(26), n(26))},
	})}}
	if got, want := r.Summary(), "1 plan of 1 tenant: no drift, no changes, 1 resource changed only by itself."; got != want || r.ExitCode() != ExitNothing {
		t.Errorf("got %q and %d, want %q", got, r.ExitCode(), want)
	}
	all := forms(t, r)
	for _, name := range []string{"html", "junit"} {
		if !strings.Contains(all[name], "it changed by itself") || !strings.Contains(all[name], "device_count") {
			t.Errorf("%s does not say what changed by itself:\n%s", name, all[name])
		}
	}
	for name, text := range map[string]string{"junit": "<failure", "sarif": `"ruleId"`, "table": "│", "markdown": "| "} {
		if strings.Contains(all[name], text) {
			t.Errorf("%s has a finding:\n%s", name, all[name])
		}
	}
}
