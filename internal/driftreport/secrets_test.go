package driftreport

import (
	"strings"
	"testing"
)

// secretPlan has a secret in many places, each marked in another way.
func secretPlan(secret string) object {
	marks := object{
		"top": true, "nested": object{"deep": object{"er": true}}, "list": []any{false, true}, "blocks": []any{object{"password": true}}, "map": object{"odd key": true},
		"whole": true, "shape": []any{true}, "number": true, "strange": "yes",
	}
	value := func(s string) object {
		return of("contoso", object{
			"top": s, "nested": object{"deep": object{"er": s, "open": "seen"}}, "list": []any{"seen", s}, "blocks": []any{object{"password": s, "user": "seen"}}, "map": object{"odd key": s},
			"whole": object{"a": []any{s}, s: "x"}, "shape": object{"x": s}, "strange": s, "copy": "copied " + s + " by a provider", "keys": object{s: "x"},
		})
	}
	all := object{"before_sensitive": marks, "after_sensitive": marks}
	before := object{"before_sensitive": marks, "after_sensitive": object{}}
	after := object{"before_sensitive": object{}, "after_sensitive": marks}
	output := func(marked bool) object {
		return object{"actions": []any{"update"}, "before": secret, "after": secret + "2", "after_unknown": false, "before_sensitive": marked, "after_sensitive": false}
	}
	return object{
		"resource_drift": []any{
			entry("tenantattach_a.this", "update", value(secret), value(secret+"2"), all),
			entry("tenantattach_b.this", "update", value(secret), value(secret+"2"), before),
			entry("tenantattach_c.this", "update", value("older "+secret), value(secret), object{"before_sensitive": object{}, "after_sensitive": object{}}),
			entry("tenantattach_d.this", "delete", value(secret), nil, before),
		},
		"resource_changes": []any{
			entry("tenantattach_a.this", "update", value(secret+"2"), value(secret), all),
			entry("tenantattach_b.this", "no-op", value(secret+"2"), value(secret+"2"), after),
			entry("tenantattach_c.this", "update", value(secret), value(secret+"3"), after),
			entry("tenantattach_e.this", "create", nil, value(secret), after),
			entry("tenantattach_f.this", "create", nil, of("contoso", object{"x": secret}), object{"after_sensitive": nil, "before_sensitive": nil}),
			entry("tenantattach_g.this", "create", nil, of("contoso", object{"x": secret}), object{"after_sensitive": true}),
			entry("terraform_data.copy", "update", object{"output": secret}, object{"output": "y"}, object{"provider_name": "terraform.io/builtin/terraform"}),
			entry("tenantattach_h.this", "update", of(secret, object{"x": "1"}), of(secret, object{"x": "2"})),
		},
		"deferred_changes": []any{object{"reason": "because of " + secret, "resource_change": entry("tenantattach_i.this", "create", nil, value(secret), after)}},
		"output_changes":   object{"marked": output(true), "unmarked": output(false)},
		"checks": []any{object{"address": object{"to_display": "check.a"}, "status": "fail", "instances": []any{
			object{"address": object{"to_display": "check.a"}, "status": "fail", "problems": []any{object{"message": "it is " + secret}}},
		}}},
	}
}

// TestSecrets: what is sensitive anywhere in a plan is in no form of the report.
func TestSecrets(t *testing.T) {
	for _, secret := range []string{"hunter2hunter2", "se<cr>et&'\"`|", "ge\u202eheim", strings.Repeat("s3cret", 1000)} {
		p := readGood(t, secretPlan(secret))
		all := forms(t, Report{Plans: []Plan{p}})
		for name, form := range all {
			for _, part := range []string{secret[:6], strings.Trim(quote(secret[:min(len(secret), 200)]), `"`)} {
				if i := strings.Index(form, part); i >= 0 {
					t.Errorf("%s has %q: …%s", name, part, form[max(0, i-200):min(len(form), i+50)])
				}
			}
			for _, seen := range []string{"seen", "sensitive value"} {
				if !strings.Contains(form, seen) {
					t.Errorf("%s does not have %q: this test would show nothing", name, seen)
				}
			}
		}
	}
}

// TestMask: a value is hidden if its mark is missing, or is not of its shape.
func TestMask(t *testing.T) {
	for name, tc := range map[string]struct {
		marks, value any
		want         string
	}{
		"none":       {false, "x", `"x"`},
		"all":        {true, object{"a": "x"}, hidden},
		"missing":    {nil, object{"a": "x"}, hidden},
		"nothing":    {true, nil, "null"},
		"one":        {object{"a": true}, object{"a": "x", "b": "y"}, `{"a": (sensitive value), "b": "y"}`},
		"element":    {[]any{true, false}, []any{"x", "y"}, `[(sensitive value), (sensitive value)]`},
		"list, not":  {[]any{true}, object{"a": "x"}, hidden},
		"map, not":   {object{"a": true}, []any{"x"}, hidden},
		"text":       {object{"a": true}, "x", hidden},
		"odd":        {"false", "x", hidden},
		"empty":      {object{}, object{"a": "x"}, `{"a": "x"}`},
		"empty list": {[]any{}, object{"a": "x"}, `{"a": "x"}`},
	} {
		if got := valueText(tc.value, newMask(tc.marks, tc.value), nil, nil); got != tc.want {
			t.Errorf("%s: got %s, want %s", name, got, tc.want)
		}
	}
}

// TestMarks: a mark before or after, of the drift or of the change, hides all of an attribute. The values are too short to
// be looked for elsewhere, so that only the marks can hide them.
func TestMarks(t *testing.T) {
	marked, open := object{"x": true}, object{"x": false}
	for i := range 5 {
		marks := func(n int) object {
			if i == n {
				return marked
			}
			return open
		}
		p := readGood(t, object{
			"resource_drift":   []any{entry(scope, "update", object{"x": 1}, object{"x": 2}, object{"before_sensitive": marks(0), "after_sensitive": marks(1)})},
			"resource_changes": []any{entry(scope, "update", object{"x": 2}, object{"x": 3}, object{"before_sensitive": marks(2), "after_sensitive": marks(3)})},
		})
		want := "x: was (sensitive value), found (sensitive value); apply sets (sensitive value)"
		if i == 4 {
			want = "x: was 1, found 2; apply sets 3"
		}
		if got := p.Findings[0].Differences[0].Text(); got != want {
			t.Errorf("with mark %d: got %q, want %q", i, got, want)
		}
	}
}

// TestMaskOfBoth: of two masks, what either hides is hidden.
func TestMaskOfBoth(t *testing.T) {
	for _, marks := range [][2]any{{true, object{}}, {object{}, true}, {object{"a": true}, object{"b": true}}, {object{"a": object{"b": true}}, object{"a": true, "b": true}}} {
		m := parseMask(marks[0]).with(parseMask(marks[1]))
		if got := valueText(object{"a": 1, "b": "x"}, m, nil, nil); strings.ContainsAny(got, "1x") {
			t.Errorf("%v: %s", marks, got)
		}
	}
}
