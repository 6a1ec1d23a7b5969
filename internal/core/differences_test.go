package core

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// sample is a schema with each kind of attribute that counts.
func sample() schema.Schema {
	return schema.Schema{Attributes: map[string]schema.Attribute{
		"tenant_id": schema.StringAttribute{Computed: true},
		"id":        schema.StringAttribute{Computed: true},
		"name":      schema.StringAttribute{Required: true},
		"notes":     schema.StringAttribute{Optional: true},
		"mode":      schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString("a")},
		"row_id":    schema.Int64Attribute{Computed: true},
		"count":     schema.Int64Attribute{Computed: true},
		"on":        schema.BoolAttribute{Required: true},
		"secret":    schema.StringAttribute{Optional: true, Sensitive: true},
		"tags":      schema.SetAttribute{Optional: true, ElementType: types.StringType},
		"list":      schema.ListAttribute{Optional: true, ElementType: types.StringType},
		"map":       schema.MapAttribute{Optional: true, ElementType: types.StringType},
		"secrets":   schema.MapAttribute{Optional: true, Sensitive: true, ElementType: types.StringType},
		"nested": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
			"plain": schema.StringAttribute{Optional: true}, "hidden": schema.StringAttribute{Optional: true, Sensitive: true},
		}},
	}}
}

func text(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }

func number(n int64) tftypes.Value { return tftypes.NewValue(tftypes.Number, n) }

func texts(kind tftypes.Type, list ...string) tftypes.Value {
	values := []tftypes.Value{}
	for _, s := range list {
		values = append(values, text(s))
	}
	return tftypes.NewValue(kind, values)
}

// stateOf is a state with these attributes; the others are null.
func stateOf(t *testing.T, attributes map[string]tftypes.Value) tfsdk.State {
	t.Helper()
	kind, ok := sample().Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("no object")
	}
	all := map[string]tftypes.Value{}
	for name, of := range kind.AttributeTypes {
		all[name] = tftypes.NewValue(of, nil)
		if v, given := attributes[name]; given {
			all[name] = v
		}
	}
	return tfsdk.State{Schema: sample(), Raw: tftypes.NewValue(kind, all)}
}

// TestDifferences: what counts as drift, and how it is shown.
func TestDifferences(t *testing.T) {
	set, list := tftypes.Set{ElementType: tftypes.String}, tftypes.List{ElementType: tftypes.String}
	dict := tftypes.Map{ElementType: tftypes.String}
	object := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"plain": tftypes.String, "hidden": tftypes.String}}
	nested := func(plain, hidden string) tftypes.Value {
		return tftypes.NewValue(object, map[string]tftypes.Value{"plain": text(plain), "hidden": text(hidden)})
	}
	type attributes = map[string]tftypes.Value
	tests := map[string]struct {
		before, after attributes
		drift         bool
		want          string
	}{
		"nothing":           {attributes{"name": text("a")}, attributes{"name": text("a")}, false, ""},
		"text":              {attributes{"name": text("a")}, attributes{"name": text("b\x1b")}, true, `name: "a" → "b` + "\uFFFD" + `"`},
		"set where unset":   {nil, attributes{"notes": text("x")}, true, `notes: (none) → "x"`},
		"number":            {attributes{"row_id": number(7)}, attributes{"row_id": number(8)}, true, "row_id: 7 → 8"},
		"flag":              {attributes{"on": tftypes.NewValue(tftypes.Bool, true)}, attributes{"on": tftypes.NewValue(tftypes.Bool, false)}, true, "on: true → false"},
		"gone":              {attributes{"row_id": number(7)}, nil, true, "row_id: 7 → (none)"},
		"restless":          {attributes{"count": number(7)}, attributes{"count": number(8)}, false, ""},
		"of Terraform":      {attributes{"tenant_id": text("a")}, attributes{"tenant_id": text("b")}, false, ""},
		"new computed":      {nil, attributes{"row_id": number(7)}, false, "row_id: (none) → 7"},
		"new default":       {nil, attributes{"mode": text("a")}, false, `mode: (none) → "a"`},
		"default changed":   {attributes{"mode": text("a")}, attributes{"mode": text("b")}, true, `mode: "a" → "b"`},
		"sensitive":         {attributes{"secret": text("hush")}, attributes{"secret": text("hush2")}, true, "secret: changed (sensitive)"},
		"order of a set":    {attributes{"tags": texts(set, "a", "b")}, attributes{"tags": texts(set, "b", "a")}, false, ""},
		"set":               {attributes{"tags": texts(set, "a", "b")}, attributes{"tags": texts(set, "b", "c")}, true, `tags: removed ["a"], added ["c"]`},
		"order of a list":   {attributes{"list": texts(list, "a", "b")}, attributes{"list": texts(list, "b", "a")}, true, `list: ["a", "b"] → ["b", "a"]`},
		"element of a map":  {attributes{"map": tftypes.NewValue(dict, attributes{"x\n": text("a"), "y": text("b")})}, attributes{"map": tftypes.NewValue(dict, attributes{"y": text("b"), "z": text("c")})}, true, "map[\"x\uFFFD\"]: \"a\" → (none)\nmap[\"z\"]: (none) → \"c\""},
		"sensitive map":     {attributes{"secrets": tftypes.NewValue(dict, attributes{"x": text("a")})}, attributes{"secrets": tftypes.NewValue(dict, attributes{"x": text("hush")})}, true, "secrets: changed (sensitive)"},
		"nested":            {attributes{"nested": nested("a", "s")}, attributes{"nested": nested("b", "hush")}, true, "nested.hidden: changed (sensitive)\nnested.plain: \"a\" → \"b\""},
		"nested, all of it": {nil, attributes{"nested": nested("a", "hush")}, true, "nested: changed (sensitive)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			before, after := stateOf(t, tt.before), stateOf(t, tt.after)
			copied := before.Raw.Copy()
			got := differences(t.Context(), before, after, []string{"count"})
			lines := []string{}
			for _, c := range got {
				lines = append(lines, c.String())
			}
			if strings.Join(lines, "\n") != tt.want || isDrift(got) != tt.drift {
				t.Errorf("got %q, drift %v", lines, isDrift(got))
			}
			if !before.Raw.Equal(copied) || strings.Contains(fmt.Sprint(lines), "hush") {
				t.Errorf("the state was changed, or a secret shown: %v", lines)
			}
		})
	}
}

// TestImported: a state that says only which object it is.
func TestImported(t *testing.T) {
	for want, attributes := range map[bool]map[string]tftypes.Value{true: {"tenant_id": text("x"), "id": text("y")}, false: {"tenant_id": text("x"), "name": text("a")}} {
		if got := imported(stateOf(t, attributes)); got != want {
			t.Errorf("%v: %v", attributes, got)
		}
	}
}

// TestTexts: only texts that are not sensitive may be looked for.
func TestTexts(t *testing.T) {
	for _, tt := range []struct {
		c    change
		want string
	}{
		{change{before: text("P0100014"), after: text("")}, "[P0100014]"},
		{change{before: text("P0100014"), after: text("all")}, "[P0100014 all]"},
		{change{before: text("P0100014"), after: text("P0100020"), sensitive: true}, "[]"},
		{change{after: number(1000000)}, "[]"},
		{change{before: tftypes.NewValue(tftypes.String, tftypes.UnknownValue), after: tftypes.NewValue(tftypes.String, nil)}, "[]"},
	} {
		if got := fmt.Sprint(tt.c.texts()); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}
