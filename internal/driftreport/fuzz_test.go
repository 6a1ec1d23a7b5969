package driftreport

import (
	"strings"
	"testing"
)

// FuzzReadPlan: whatever a file holds, reading it ends, and all forms of what it shows can be written.
func FuzzReadPlan(f *testing.F) {
	f.Add(plan(f, secretPlan("CANARYCANARY")))
	f.Add(plan(f, object{"resource_changes": []any{entry(scope, "update", object{"x": "a"}, object{"x": []any{"b", object{}}})}}))
	f.Add(`{"format_version":"1.2","resource_changes":[{"change":{"actions":[]}},null,{}],"checks":[null],"deferred_changes":[null],"output_changes":null}`)
	f.Add("PK\x03\x04")
	f.Fuzz(func(t *testing.T, text string) {
		p := readText(text)
		forms(t, Report{Plans: []Plan{p}})
		if p.Unreadable != "" && (p.Remedy == "" || len(p.Findings) > 0) {
			t.Errorf("%+v", p)
		}
	})
}

// FuzzHidden: a secret in a value of any shape is hidden when the whole attribute is marked, before or after.
func FuzzHidden(f *testing.F) {
	f.Add("hunter2hunter2", "key", true, uint8(3))
	f.Add("a\"b\\c<d>&e", "k k", false, uint8(0))
	f.Fuzz(func(t *testing.T, secret, key string, before bool, depth uint8) {
		secret = "c4n4ry" + strings.ToValidUTF8(secret, "") + "c4n4ry"
		var value any = secret
		var marks any = true
		for i := range depth % 8 {
			if i%2 == 0 {
				value, marks = object{"k" + strings.ToValidUTF8(key, ""): value, "other": "x"}, object{"k" + strings.ToValidUTF8(key, ""): marks}
			} else {
				value, marks = []any{value, "x"}, []any{marks, false}
			}
		}
		marked := object{"before_sensitive": object{"a": marks}, "after_sensitive": object{}}
		if !before {
			marked = object{"before_sensitive": object{}, "after_sensitive": object{"a": marks}}
		}
		p := readText(plan(t, object{
			"resource_drift":   []any{entry(scope, "update", object{"a": value}, object{"a": "other"}, marked)},
			"resource_changes": []any{entry(scope, "update", object{"a": "other"}, object{"a": value}, marked)},
		}))
		for name, form := range forms(t, Report{Plans: []Plan{p}}) {
			if strings.Contains(form, "c4n4ry") {
				t.Errorf("%s has the secret", name)
			}
		}
	})
}
