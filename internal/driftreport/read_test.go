package driftreport

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"
)

const scope = "tenantattach_collection_upload.this"

// TestJudge: what a drift and a change of one resource mean together.
func TestJudge(t *testing.T) {
	a, b, c := object{"x": "a", "y": "1"}, object{"x": "b", "y": "1"}, object{"x": "c", "y": "1"}
	other := object{"x": "a", "y": "2"}
	n := func(devices int, x string) object { return object{"device_count": devices, "x": x} }
	unknown := object{"after_unknown": object{"x": true}}
	for name, tc := range map[string]struct {
		drift, change object
		status        Status
		text          string
	}{
		"nothing":               {nil, entry(scope, "no-op", a, a), InSync, "in sync"},
		"pending":               {nil, entry(scope, "update", a, b), Pending, "pending change (update)\nx: \"a\" → \"b\""},
		"pending, not known":    {nil, entry(scope, "update", a, object{"y": "1"}, unknown), Pending, "pending change (update)\nx: \"a\" → (known after apply)"},
		"create":                {nil, entry(scope, "create", nil, object{"x": "a"}), Pending, "pending change (create)\nx: null → \"a\""},
		"delete":                {nil, entry(scope, "delete", a, nil, object{"action_reason": "delete_because_no_resource_config"}), Pending, "pending change (delete): delete because no resource config"},
		"replace":               {nil, entry(scope, "delete,create", a, b), Pending, "pending change (replace)\nx: \"a\" → \"b\""},
		"import":                {nil, entry(scope, "no-op", a, a, object{"importing": object{"id": "1"}}), Pending, "pending change (import)"},
		"move":                  {nil, entry(scope, "no-op", a, a, object{"previous_address": "tenantattach_collection_upload.that"}), Pending, "pending change (move from tenantattach_collection_upload.that)"},
		"forget":                {nil, entry(scope, "forget", a, nil), Pending, "pending change (forget)"},
		"repaired":              {entry(scope, "update", a, b), entry(scope, "update", b, a), DriftRepaired, "drift, apply repairs it (update)\nx: was \"a\", found \"b\"; apply sets \"a\""},
		"repaired, not known":   {entry(scope, "update", a, b), entry(scope, "update", b, object{"y": "1"}, unknown), DriftRepaired, "drift, apply repairs it (update)\nx: was \"a\", found \"b\"; apply sets (known after apply)"},
		"left":                  {entry(scope, "update", a, b), entry(scope, "no-op", b, b), DriftOnly, "drift, apply leaves it\nx: was \"a\", found \"b\"; apply leaves it"},
		"left, refresh only":    {entry(scope, "update", a, b), nil, DriftOnly, "drift, apply leaves it\nx: was \"a\", found \"b\"; apply leaves it"},
		"changed":               {entry(scope, "update", a, b), entry(scope, "update", b, c), DriftAndPending, "drift and pending change (update)\nx: was \"a\", found \"b\"; apply sets \"c\""},
		"both":                  {entry(scope, "update", a, b), entry(scope, "update", b, other), DriftAndPending, "drift and pending change (update)\nx: was \"a\", found \"b\"; apply sets \"a\"\ny: \"1\" → \"2\""},
		"repaired in part":      {entry(scope, "update", a, object{"x": "b", "y": "3"}), entry(scope, "update", object{"x": "b", "y": "3"}, object{"x": "a", "y": "3"}), DriftRepaired, "drift, apply repairs it (update): apply repairs a part of it\nx: was \"a\", found \"b\"; apply sets \"a\"\ny: was \"1\", found \"3\"; apply leaves it"},
		"left, and pending":     {entry(scope, "update", a, b), entry(scope, "update", b, object{"x": "b", "y": "2"}), DriftAndPending, "drift and pending change (update)\nx: was \"a\", found \"b\"; apply leaves it\ny: \"1\" → \"2\""},
		"deleted, made anew":    {entry(scope, "delete", a, nil), entry(scope, "create", nil, a), DriftRepaired, "drift, apply repairs it (create): it was deleted behind Terraform's back"},
		"deleted, made other":   {entry(scope, "delete", a, nil), entry(scope, "create", nil, b), DriftAndPending, "drift and pending change (create): it was deleted behind Terraform's back\nx: \"a\" → \"b\""},
		"deleted, not missed":   {entry(scope, "delete", a, nil), nil, DriftOnly, "drift, apply leaves it: it was deleted behind Terraform's back"},
		"drifted, to be gone":   {entry(scope, "update", a, b), entry(scope, "delete", b, nil), DriftAndPending, "drift and pending change (delete)\nx: was \"a\", found \"b\"; apply leaves it"},
		"follows from a repair": {entry(scope, "update", a, b), entry(scope, "update", b, object{"x": "a"}, object{"after_unknown": object{"y": true}}), DriftRepaired, "drift, apply repairs it (update)\nx: was \"a\", found \"b\"; apply sets \"a\"\ny: \"1\" → (known after apply)"},
		"by itself":             {entry(scope, "update", n(1, "a"), n(2, "a")), entry(scope, "no-op", n(2, "a"), n(2, "a")), InSync, "in sync: it changed by itself\ndevice_count: was 1, found 2; it changes by itself"},
		"by itself, pending":    {entry(scope, "update", n(1, "a"), n(2, "a")), entry(scope, "update", n(2, "a"), object{"x": "b"}, object{"after_unknown": object{"device_count": true}}), Pending, "pending change (update)\ndevice_count: was 1, found 2; it changes by itself\nx: \"a\" → \"b\""},
		"by itself, drifted":    {entry(scope, "update", n(1, "a"), n(2, "b")), nil, DriftOnly, "drift, apply leaves it\ndevice_count: was 1, found 2; it changes by itself\nx: was \"a\", found \"b\"; apply leaves it"},
		"by itself, below":      {entry(scope, "update", object{"x": n(1, "a")}, object{"x": n(2, "a")}), nil, DriftOnly, "drift, apply leaves it\nx.device_count: was 1, found 2; apply leaves it"},
		"by itself, elsewhere":  {entry("tenantattach_onboarding.this", "update", n(1, "a"), n(2, "a")), nil, DriftOnly, "drift, apply leaves it\ndevice_count: was 1, found 2; apply leaves it"},
		"drift of nothing":      {entry(scope, "no-op", a, a), entry(scope, "no-op", a, a), InSync, "in sync"},
		"null is left out":      {entry(scope, "update", object{"x": "a", "y": nil}, object{"x": "a"}), nil, InSync, "in sync"},
		"big numbers":           {entry(scope, "update", object{"n": json.Number("9007199254740993")}, object{"n": json.Number("9007199254740992")}), nil, DriftOnly, "drift, apply leaves it\nn: was 9007199254740993, found 9007199254740992; apply leaves it"},
		"blocks":                {nil, entry(scope, "update", object{"b": []any{object{"x": "a"}, object{"x": "b"}}}, object{"b": []any{object{"x": "a"}, object{"x": "c"}}}), Pending, "pending change (update)\nb[1].x: \"b\" → \"c\""},
		"lists":                 {nil, entry(scope, "update", object{"b": []any{"a"}}, object{"b": []any{"a", "b"}}), Pending, "pending change (update)\nb: [\"a\"] → [\"a\", \"b\"]"},
		"odd keys":              {nil, entry(scope, "update", object{"m": object{"a b": "1"}}, object{"m": object{"a b": "2"}}), Pending, "pending change (update)\nm[\"a b\"]: \"1\" → \"2\""},
		"empty is not null":     {nil, entry(scope, "update", object{"m": nil}, object{"m": object{}}), Pending, "pending change (update)\nm: null → {}"},
	} {
		t.Run(name, func(t *testing.T) {
			members := object{}
			if tc.drift != nil {
				members["resource_drift"] = []any{tc.drift}
			}
			if tc.change != nil {
				members["resource_changes"] = []any{tc.change}
			}
			p := readGood(t, members)
			if len(p.Findings) != 1 || p.Findings[0].Status != tc.status || p.Findings[0].Text() != tc.text {
				t.Errorf("got  %+v\nwant %s: %s", p.Findings, tc.status, tc.text)
			}
		})
	}
}

// TestOrder: a plan whose members were sorted, as jq does, shows the same.
func TestOrder(t *testing.T) {
	a, b := object{"x": "a"}, object{"x": "b"}
	drift, changes, _ := strings.Cut(plan(t, object{"resource_drift": []any{entry(scope, "update", a, b)}, "resource_changes": []any{entry(scope, "update", b, a)}}), `,"resource_drift":`)
	if want := `"resource_changes"`; !strings.Contains(drift, want) {
		t.Fatalf("the members are not in the order that this test is about: %s", drift)
	}
	sorted := readText(drift + `,"resource_drift":` + changes)
	if len(sorted.Findings) != 1 || sorted.Findings[0].Status != DriftRepaired {
		t.Errorf("%+v", sorted)
	}
}

// TestPlanMembers: what a plan says beside its resources.
func TestPlanMembers(t *testing.T) {
	p := readGood(t, object{
		"errored": true, "complete": false, "timestamp": "2026-11-25T03:00:00Z",
		"resource_changes": []any{
			entry("data.tenantattach_site.this", "read", nil, object{}, object{"mode": "data"}),
			entry("terraform_data.quiet", "no-op", object{}, object{}, object{"provider_name": "terraform.io/builtin/terraform"}),
			entry("terraform_data.other", "create", nil, object{"input": "x"}, object{"provider_name": "terraform.io/builtin/terraform"}),
		},
		"resource_drift":   []any{entry("terraform_data.same", "no-op", object{}, object{}, object{"provider_name": "terraform.io/builtin/terraform"})},
		"deferred_changes": []any{object{"reason": "provider_config_unknown", "resource_change": entry(scope, "create", nil, of("contoso", object{}))}},
		"output_changes": object{
			"quiet": object{"actions": []any{"no-op"}, "before": "x", "after": "x", "after_unknown": false, "before_sensitive": false, "after_sensitive": false},
			"word":  object{"actions": []any{"update"}, "before": "x", "after": "y", "after_unknown": false, "before_sensitive": false, "after_sensitive": false},
		},
		"checks": []any{
			object{"address": object{"to_display": "check.a", "kind": "check"}, "status": "fail", "instances": []any{
				object{"address": object{"to_display": "check.a"}, "status": "fail", "problems": []any{object{"message": "not three"}}},
			}},
			object{"address": object{"to_display": "check.b", "kind": "check"}, "status": "pass"},
			object{"address": object{"to_display": "check.c", "kind": "check"}, "status": "error"},
		},
	})
	got := []string{}
	for _, f := range p.Findings {
		got = append(got, f.Tenant.Name+"|"+f.Address+"|"+f.Text())
	}
	want := []string{
		"|check.a|check failed: not three",
		"|check.c|check failed: it ended as error",
		"|output.word|pending change (update): an output; it may follow from a drift\nvalue: \"x\" → \"y\"",
		"|terraform_data.other|pending change (create)\ninput: null → \"x\"",
		"contoso|" + scope + "|deferred change (create): provider config unknown\ntenant: null → \"contoso\"\ntenant_id: null → \"id-of-contoso\"",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if !p.Errored || !p.Incomplete || p.Timestamp != "2026-11-25T03:00:00Z" || p.TerraformVersion != "1.11.4" {
		t.Errorf("%+v", p)
	}
	for name, form := range forms(t, Report{Plans: []Plan{p}}) {
		for _, text := range []string{"planning failed", "not three", "provider config unknown"} {
			if !strings.Contains(form, text) {
				t.Errorf("%s does not say %q", name, text)
			}
		}
	}
}

// TestUnreadable: what is no plan is said to be none, with what it is.
func TestUnreadable(t *testing.T) {
	good := plan(t, object{"resource_changes": []any{entry(scope, "no-op", object{}, object{})}})
	cutAt, _, _ := strings.Cut(good, `"planned_values"`)
	for name, tc := range map[string]struct{ text, want string }{
		"empty":           {"", "the file is empty"},
		"blank":           {" \n\t", "the file is empty but for white space"},
		"binary":          {"PK\x03\x04rest", "this is a binary plan"},
		"words":           {"╷\n│ Error: no such thing\n", "this is not JSON"},
		"list":            {"[]", "this is not JSON"},
		"cut":             {good[:len(good)/2], "the file ends in the middle of the plan"},
		"cut at a member": {cutAt, "the file ends in the middle of the plan"},
		"state":           {`{"version":4,"serial":1,"lineage":"x","resources":[]}`, "this is a state file"},
		"state as JSON":   {`{"format_version":"1.0","values":{}}`, "of a state, not of a plan"},
		"log":             {`{"@level":"info","@message":"x"}` + "\n" + `{"@level":"info"}`, "this is the log of a command"},
		"other JSON":      {`{"a":1}`, "this is JSON, but no plan"},
		"no version":      {`{"resource_changes":[]}`, "this is JSON, but no plan"},
		"new format":      {`{"format_version":"9.0","resource_changes":[]}`, "the plan is of format 9.0"},
		"odd format":      {`{"format_version":"x","resource_changes":[]}`, "the plan is of format x"},
		"trailing":        {good + good, "there is more after the end of the plan"},
		"garbage":         {good[:len(good)-1] + `,x}`, "this is not valid JSON"},
		"shape":           {`{"format_version":"1.2","resource_changes":{}}`, "/resource_changes is not what Terraform writes there"},
		"shape below":     {`{"format_version":"1.2","resource_changes":[{"address":12345}]}`, "/resource_changes/0 is not what Terraform writes there"},
		"outputs":         {`{"format_version":"1.2","output_changes":[]}`, "output_changes is not what Terraform writes there"},
		"twice":           {`{"format_version":"1.2","resource_changes":[],"resource_changes":[]}`, "this is not valid JSON"},
	} {
		p := readText(tc.text)
		if !strings.Contains(p.Unreadable, tc.want) || p.Remedy == "" || len(p.Findings) > 0 {
			t.Errorf("%s: %+v", name, p)
		}
		if strings.Contains(p.Unreadable, "12345") {
			t.Errorf("%s: a value is in %q", name, p.Unreadable)
		}
	}
}

// TestByteOrderMarks: PowerShell writes UTF-16, or UTF-8 with a mark.
func TestByteOrderMarks(t *testing.T) {
	text := plan(t, object{"resource_changes": []any{entry(scope, "update", object{"x": "ä"}, object{"x": "ö"})}})
	utf16le := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		utf16le = append(utf16le, byte(unit), byte(unit>>8))
	}
	for name, encoded := range map[string]string{"UTF-16": string(utf16le), "UTF-8": "\ufeff" + text} {
		if p := readText(encoded); len(p.Findings) != 1 || p.Findings[0].Differences[0].Text() != `x: "ä" → "ö"` {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

// TestBounds: of long values and of many attributes, only a part is kept, and that is said.
func TestBounds(t *testing.T) {
	before, after := object{"text": strings.Repeat("ä", 10_000)}, object{"text": strings.Repeat("ö", 10_000)}
	for i := range maxDifferences + 20 {
		before[fmt.Sprintf("a%03d", i)], after[fmt.Sprintf("a%03d", i)] = "1", "2"
	}
	f := readGood(t, object{"resource_changes": []any{entry(scope, "update", before, after)}}).Findings[0]
	if len(f.Differences) != maxDifferences || f.More != 21 {
		t.Errorf("%d differences, %d more", len(f.Differences), f.More)
	}
	long := valueText(before["text"], nil, nil, nil)
	if len(long) > maxText+60 || !strings.HasSuffix(long, "(cut, 10000 characters in all)") {
		t.Errorf("%q", long)
	}
	if many := valueText([]any{before, after}, nil, nil, nil); len(many) > maxText+60 || !strings.HasSuffix(many, " … (cut)") {
		t.Errorf("%q", many)
	}
}

// endless is one letter, again and again.
type endless struct{ read int64 }

// Read implements io.Reader.
func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += int64(len(p))
	return len(p), nil
}

// TestEndless: a value without an end is not read to it, wherever it stands; what is long because it has many parts is read.
func TestEndless(t *testing.T) {
	const limit = 1 << 18
	for name, start := range map[string]string{
		"a resource": `{"format_version":"1.2","resource_changes":[{"address":"`, "a name": `{"`,
		"skipped": `{"format_version":"1.2","prior_state":{"values":["`,
	} {
		e := &endless{}
		p := readPlan(io.MultiReader(strings.NewReader(start), e), "plan.json", "plan", limit)
		if !strings.Contains(p.Unreadable, "a value of it is longer than") || e.read > 2*limit {
			t.Errorf("%s: %q after %d bytes", name, p.Unreadable, e.read)
		}
	}
	start := `{"format_version":"1.2","resource_changes":[],"prior_state":[`
	p := readPlan(io.MultiReader(strings.NewReader(start), strings.NewReader(strings.Repeat(`"part",`, limit/6)+`0]}`)), "plan.json", "plan", limit)
	if p.Unreadable != "" {
		t.Error(p.Unreadable)
	}
}

// TestTenants: whose a resource is.
func TestTenants(t *testing.T) {
	p := readGood(t, object{"resource_changes": []any{
		entry(`tenantattach_application.this["a"]`, "no-op", of("a", nil), of("a", nil)),
		entry(`tenantattach_onboarding.this["a"]`, "create", nil, object{"tenant": "a"}, object{"after_unknown": object{"tenant_id": true}}),
		entry(`module.m["x.y]"].tenantattach_onboarding.this["b"]`, "update", of("a", nil), of("b", nil)),
		entry("tenantattach_cloud_environment.this", "no-op", object{"tenant": nil, "tenant_id": "guid"}, object{"tenant": nil, "tenant_id": "guid"}),
		entry("tenantattach_site_thing.this", "create", nil, object{"name": "x"}),
		entry("azuread_user.this", "create", nil, object{"tenant": "a"}, object{"provider_name": "registry.terraform.io/hashicorp/azuread"}),
		entry("tenantattach_hidden.this", "create", nil, of("secret-tenant", nil), object{"after_sensitive": object{"tenant": true, "tenant_id": true}}),
	}})
	got := []string{}
	for _, f := range p.Findings {
		got = append(got, f.Tenant.String()+"|"+f.Column)
	}
	want := []string{
		"|azuread_user.this",
		"a (id-of-a)|tenantattach_onboarding.this",
		"a (id-of-a)|tenantattach_application.this",
		"b (id-of-b)|module.m.tenantattach_onboarding.this",
		"contoso (guid)|tenantattach_hidden.this",
		"contoso (guid)|tenantattach_site_thing.this",
		"contoso (guid)|tenantattach_cloud_environment.this",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
