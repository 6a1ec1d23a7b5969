package driftreport

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// write makes files in a directory of the test's own.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func run(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = Command(args, "1.2.3", time.Date(2026, 11, 25, 15, 0, 0, 0, time.UTC), strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

func TestExitCodes(t *testing.T) {
	a, b := object{"x": "a"}, object{"x": "b"}
	texts := map[string]string{
		"same":    plan(t, object{"resource_changes": []any{entry(scope, "no-op", a, a)}}),
		"drift":   plan(t, object{"resource_drift": []any{entry(scope, "update", a, b)}, "resource_changes": []any{entry(scope, "no-op", b, b)}}),
		"change":  plan(t, object{"resource_changes": []any{entry(scope, "update", a, b)}}),
		"errored": plan(t, object{"errored": true}), "incomplete": plan(t, object{"complete": false}), "broken": "x",
		"check": plan(t, object{"checks": []any{object{"address": object{"to_display": "check.a"}, "status": "fail"}}}),
	}
	for _, tc := range []struct {
		plans string
		want  int
	}{
		{"same", ExitNothing}, {"drift", ExitDrift}, {"change", ExitChanges}, {"errored", ExitUnknown}, {"incomplete", ExitUnknown}, {"broken", ExitUnknown}, {"check", ExitDrift},
		{"same change", ExitChanges}, {"same change drift", ExitDrift}, {"same change drift broken", ExitUnknown}, {"change check", ExitDrift},
	} {
		dir, args := write(t, texts), []string{}
		for _, name := range strings.Fields(tc.plans) {
			args = append(args, filepath.Join(dir, name))
		}
		if got, out, errs := run(args...); got != tc.want || errs != "" {
			t.Errorf("%s: got %d, want %d\n%s%s", tc.plans, got, tc.want, out, errs)
		}
	}
	if got := (Report{}).ExitCode(); got != ExitUnknown {
		t.Errorf("no plans at all: %d", got)
	}
}

func TestCommandUse(t *testing.T) {
	dir := write(t, map[string]string{"same.json": plan(t, object{})})
	same := filepath.Join(dir, "same.json")
	for name, tc := range map[string]struct {
		args        []string
		code        int
		out, errors string
	}{
		"help":       {[]string{"-help"}, ExitNothing, "exit codes", ""},
		"nothing":    {nil, ExitFailed, "", "name at least one plan"},
		"no flag":    {[]string{"-nonesuch", same}, ExitFailed, "", "flag provided but not defined: -nonesuch"},
		"no place":   {[]string{"-html", filepath.Join(dir, "none", "x.html"), same}, ExitFailed, "", "writing the html: open "},
		"no file":    {[]string{filepath.Join(dir, "none.json")}, ExitUnknown, "the plan is missing: there is no such file", ""},
		"quiet":      {[]string{"-quiet", same}, ExitNothing, "", ""},
		"dash":       {[]string{"-quiet", "-markdown", "-", same}, ExitNothing, "## Drift report", ""},
		"table":      {[]string{same}, ExitNothing, "1 plan of 0 tenants: no drift, no changes. How old the plans are is not known.\n", ""},
		"no age":     {[]string{"-max-age", "-1h", same}, ExitFailed, "", "-max-age is less than nothing"},
		"no plans":   {[]string{t.TempDir()}, ExitUnknown, "there is no .json file in this directory", ""},
		"a flag end": {[]string{"--", same}, ExitNothing, "no drift", ""},
	} {
		code, out, errors := run(tc.args...)
		if code != tc.code || !strings.Contains(out, tc.out) || !strings.Contains(errors, tc.errors) || (tc.out == "") != (out == "") || (tc.errors == "") != (errors == "") {
			t.Errorf("%s: %d\n%s%s", name, code, out, errors)
		}
	}
}

// TestFormsToFiles: every form goes where it is told to, in one run.
func TestFormsToFiles(t *testing.T) {
	dir := write(t, map[string]string{"plan.json": plan(t, object{"resource_changes": []any{entry(scope, "update", object{"x": "a"}, object{"x": "b"})}})})
	args := []string{}
	for _, name := range []string{"markdown", "junit", "sarif", "html"} {
		args = append(args, "-"+name, filepath.Join(dir, name))
	}
	code, out, errs := run(append(args, filepath.Join(dir, "plan.json"))...)
	if code != ExitChanges || !strings.Contains(out, scope) || errs != "" {
		t.Errorf("%d: %s%s", code, out, errs)
	}
	for name, begin := range map[string]string{"markdown": "## Drift", "junit": "<?xml", "sarif": "{", "html": "<!DOCTYPE html>"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.HasPrefix(string(text), begin) || !strings.Contains(string(text), "collection_upload") {
			t.Errorf("%s: %v: %s", name, err, text)
		}
	}
}

// TestInputs: files, directories and the standard input, with short names that are their own.
func TestInputs(t *testing.T) {
	text := plan(t, object{"resource_changes": []any{entry(scope, "update", object{"x": "a"}, object{"x": "b"})}})
	t.Chdir(write(t, map[string]string{"d/contoso/plan.json": text, "d/fabrikam/plan.JSON": text, "d/readme.txt": "x", "one.json": text, "two/plan.json": text}))
	got := []string{}
	for _, p := range Read([]string{"one.json", "d", "two/plan.json", "-", "./one.json", "d/contoso"}, strings.NewReader(text)).Plans {
		got = append(got, p.File+"="+p.Label+"="+p.Unreadable)
	}
	want := []string{"d/contoso/plan.json=d/contoso/plan=", "d/fabrikam/plan.JSON=plan.JSON=", "one.json=one=", "stdin=stdin=", "two/plan.json=two/plan="}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
