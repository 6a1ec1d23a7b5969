package driftreport

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/jstemmer/go-junit-report/v2/junit"
	sarif "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// three are three tenants: drift in one, a pending change in another, both in the third; and one in which nothing differs.
func three(t testing.TB) Report {
	t.Helper()
	value := func(tenant, x, y string) object { return of(tenant, object{"x": x, "y": y}) }
	address := func(tenant string) string { return `tenantattach_collection_upload.this["` + tenant + `"]` }
	p := readGood(t, object{
		"resource_drift": []any{
			entry(address("drifted"), "update", value("drifted", "a", "1"), value("drifted", "b", "1")),
			entry(address("both"), "update", value("both", "a", "1"), value("both", "b", "1")),
		},
		"resource_changes": []any{
			entry(address("drifted"), "update", value("drifted", "b", "1"), value("drifted", "a", "1")),
			entry(address("waiting"), "update", value("waiting", "a", "1"), value("waiting", "a", "2")),
			entry(address("both"), "update", value("both", "b", "1"), value("both", "a", "2")),
			entry(address("same"), "no-op", value("same", "a", "1"), value("same", "a", "1")),
			entry(`tenantattach_application.this["same"]`, "no-op", value("same", "a", "1"), value("same", "a", "1")),
		},
	})
	return Report{Plans: []Plan{p, {File: "plans/broken.json", Label: "broken", Unreadable: "the file is empty", Remedy: "Make it again."}}}
}

func TestForms(t *testing.T) {
	for name, form := range forms(t, three(t)) {
		for _, text := range []string{"drifted", "waiting", "both", "broken.json", "the file is empty", "drift, apply repairs it", "pending change", "drift and pending change"} {
			if !strings.Contains(form, text) {
				t.Errorf("%s does not have %q:\n%s", name, text, form)
			}
		}
	}
}

func TestSummary(t *testing.T) {
	for want, r := range map[string]Report{
		"2 plans of 4 tenants: 1 file cannot be read, 2 resources drifted, 2 changes are not applied.": three(t),
		"0 plans of 0 tenants: no drift, no changes.":                                                  {},
	} {
		if got := r.Summary(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestJUnit(t *testing.T) {
	var got junit.Testsuites
	if err := xml.Unmarshal([]byte(forms(t, three(t))["junit"]), &got); err != nil {
		t.Fatal(err)
	}
	if got.Tests != 7 || got.Failures != 3 || got.Errors != 1 || len(got.Suites) != 5 {
		t.Errorf("%d tests, %d failures, %d errors, %d suites", got.Tests, got.Failures, got.Errors, len(got.Suites))
	}
}

// TestJUnitText: what a value holds does not end the XML, nor make it invalid.
func TestJUnitText(t *testing.T) {
	r := hostile(t)
	decoder := xml.NewDecoder(strings.NewReader(forms(t, r)["junit"]))
	for {
		if _, err := decoder.Token(); err != nil {
			if err.Error() != "EOF" {
				t.Error(err)
			}
			return
		}
	}
}

// hostile is a report whose every text tries to break out.
func hostile(t testing.TB) Report {
	t.Helper()
	evil := `</script><script>document.title="broken out"</script><img src=x onerror="document.title='broken out'">"'` + "`]]>|\n@everyone \x00\x1b[31m\u202e\u2066 שלום " + strings.Repeat("long", 2500)
	address := `tenantattach_onboarding.this["` + evil + `"]`
	p := ReadPlan(strings.NewReader(plan(t, object{
		"terraform_version": evil, "timestamp": evil,
		"resource_drift":   []any{entry(address, "update", of(evil, object{evil: evil, "x": evil}), of(evil, object{evil: "1", "x": "2"}))},
		"resource_changes": []any{entry(address, "update", of(evil, object{evil: "1", "x": "2"}), of(evil, object{evil: evil, "x": evil}), object{"action_reason": evil, "previous_address": evil})},
		"checks": []any{object{"address": object{"to_display": evil}, "status": "fail", "instances": []any{
			object{"address": object{"to_display": evil}, "status": "fail", "problems": []any{object{"message": evil}}},
		}}},
	})), "plans/"+evil+".json", evil)
	if p.Unreadable != "" {
		t.Fatal(p.Unreadable)
	}
	return Report{Plans: []Plan{p, {File: printable(evil), Label: printable(evil), Unreadable: printable(evil), Remedy: "Make it again."}}}
}

// TestHostileText: nothing that a terminal takes for a command, and no tag, is in any form.
func TestHostileText(t *testing.T) {
	for name, form := range forms(t, hostile(t)) {
		if strings.ContainsAny(form, "\x00\x1b\u202e\u2066\r") {
			t.Errorf("%s has a character that does not print", name)
		}
		if name == "html" && (strings.Contains(form, "<img") || strings.Count(form, "<script>") != 1) {
			t.Errorf("%s has a tag of a value", name)
		}
	}
}

func TestMarkdownCells(t *testing.T) {
	for text, want := range map[string]string{
		"a|b":  "`a\\|b`",
		"a`b":  "``a`b``",
		"`a``": "``` `a`` ```",
		"<b>":  "`<b>`",
	} {
		if got := codeSpan(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	if got := plain("<b> @team [x](y) `z`"); got != "&#60;b&#62; &#64;team \\[x\\](y) \\`z\\`" {
		t.Error(got)
	}
	for line := range strings.Lines(forms(t, hostile(t))["markdown"]) {
		if bars := strings.Count(line, "|") - strings.Count(line, `\|`); strings.HasPrefix(line, "|") && bars != 5 {
			t.Errorf("a row has %d bars: %s", bars, line)
		}
	}
}

// readSARIF reads the form, in which nothing may stand that the schema does not know, and holds it to the schema.
func readSARIF(t *testing.T, text string) *sarif.Report {
	t.Helper()
	strict := json.NewDecoder(strings.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&sarif.Report{}); err != nil {
		t.Fatal(err)
	}
	log, err := sarif.FromString(text)
	if err != nil {
		t.Fatal(err)
	}
	// The library writes these even when they are empty, which the schema does not allow.
	run, language := log.Runs[0], "en-US"
	run.Language, run.Tool.Driver.Language, run.NewlineSequences = language, language, []string{"\n"}
	if err := log.Validate(); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
	return log
}

// TestSARIF holds the form to the schema, also where nothing is found.
func TestSARIF(t *testing.T) {
	for name, r := range map[string]Report{"three": three(t), "hostile": hostile(t), "nothing": {}} {
		text := forms(t, r)["sarif"]
		log := readSARIF(t, text)
		if !strings.Contains(text, `"results": [`) {
			t.Errorf("%s: without results nothing was looked for:\n%s", name, text)
		}
		rules := map[string]bool{}
		for _, rule := range log.Runs[0].Tool.Driver.Rules {
			rules[*rule.ID] = true
		}
		seen := map[string]bool{}
		for _, one := range log.Runs[0].Results {
			if !rules[*one.RuleID] {
				t.Errorf("%s: there is no rule %s", name, *one.RuleID)
			}
			if fingerprint := one.PartialFingerprints["primaryLocationLineHash"]; seen[fingerprint] || fingerprint == "" {
				t.Errorf("%s: the fingerprint %q is not the result's own", name, fingerprint)
			} else {
				seen[fingerprint] = true
			}
		}
	}
}

// TestFingerprint: the same finding is the same, whatever the values and in whatever file.
func TestFingerprint(t *testing.T) {
	fingerprint := func(file, before, after string) string {
		p := ReadPlan(strings.NewReader(plan(t, object{"resource_changes": []any{entry(scope, "update", of("a", object{"x": before}), of("a", object{"x": after}))}})), file, "label")
		log := readSARIF(t, forms(t, Report{Plans: []Plan{p}})["sarif"])
		return log.Runs[0].Results[0].PartialFingerprints["primaryLocationLineHash"]
	}
	if a, b := fingerprint("one.json", "1", "2"), fingerprint("two.json", "3", "4"); a != b {
		t.Errorf("%s and %s", a, b)
	}
}

func TestFileURI(t *testing.T) {
	for file, want := range map[string]string{"plans/a b#1.json": "plans/a%20b%231.json", "/tmp/x.json": "file:///tmp/x.json", `plans\x.json`: "plans/x.json", "a:b.json": "./a:b.json"} {
		if got := fileURI(file); got != want {
			t.Errorf("%s: got %s, want %s", file, got, want)
		}
	}
}

// TestMarkdownSize: there is a limit to how much GitHub takes, and what is left out is said.
func TestMarkdownSize(t *testing.T) {
	r := Report{}
	for range 100 {
		r.Plans = append(r.Plans, hostile(t).Plans...)
	}
	for range 10 {
		r.Plans = append(r.Plans, r.Plans[:200]...)
	}
	text := forms(t, r)["markdown"]
	if len(text) > 1<<20 || !strings.Contains(text, " more, for which there is no room here") {
		t.Errorf("%d bytes: …%s", len(text), text[len(text)-200:])
	}
	if small := forms(t, three(t))["markdown"]; strings.Contains(small, "no room") {
		t.Error(small)
	}
}
