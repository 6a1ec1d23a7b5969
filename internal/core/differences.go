package core

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
)

// change is a value of an object that differs from what is in the state.
type change struct {
	attribute     string // at the top
	path          string // of what differs in it
	before, after tftypes.Value
	// sensitive values are not shown.
	sensitive bool
	// fills says that a computed attribute, or one with a default, got its first value: a newer version of the provider does
	// that, so it is no drift by itself.
	fills bool
}

// isDrift reports whether any of the changes is one by somebody.
func isDrift(changes []change) bool {
	return slices.ContainsFunc(changes, func(c change) bool { return !c.fills })
}

// differences are what a refresh has changed in a state, by the attributes of the schema: no resource compares by itself.
// Of a state that is gone there are none. restless attributes change by themselves; what is Terraform's own is left out, too.
func differences(ctx context.Context, prior, now tfsdk.State, restless []string) []change {
	before, after := attributesOf(prior.Raw), attributesOf(now.Raw)
	out := []change{}
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if isFrame(name) || slices.Contains(restless, name) {
			continue
		}
		d := comparison{ctx: ctx, state: now, attribute: name}
		if a, ok := now.Schema.GetAttributes()[name]; ok {
			d.fills = a.IsComputed() && before[name].IsNull()
		}
		out = append(out, d.of(tftypes.NewAttributePath().WithAttributeName(name), name, before[name], after[name])...)
	}
	return out
}

// isFrame reports whether an attribute is one of those that every resource has, which say nothing of the object.
func isFrame(name string) bool { return name == "tenant" || name == "tenant_id" || name == "timeouts" }

// comparison compares the values of one attribute.
type comparison struct {
	ctx   context.Context //nolint:containedctx // it lives as long as one call
	state tfsdk.State

	attribute string
	fills     bool
}

func (d comparison) of(at *tftypes.AttributePath, path string, before, after tftypes.Value) []change {
	if same(before, after) {
		return nil
	}
	whole := []change{{attribute: d.attribute, path: path, before: before, after: after, sensitive: d.hides(at, before) || d.hides(at, after), fills: d.fills}}
	if before.IsNull() || after.IsNull() || !before.IsKnown() || !after.IsKnown() {
		return whole
	}
	isObject, isMap := after.Type().Is(tftypes.Object{}), after.Type().Is(tftypes.Map{})
	if !isObject && !isMap || d.sensitive(at) {
		return whole
	}
	was, is := attributesOf(before), attributesOf(after)
	out := []change{}
	for _, name := range slices.Sorted(maps.Keys(union(was, is))) {
		step, label := at.WithAttributeName(name), path+"."+name
		if isMap {
			step, label = at.WithElementKeyString(name), path+"["+strconv.Quote(audit.Clean(name))+"]"
		}
		out = append(out, d.of(step, label, was[name], is[name])...)
	}
	return out
}

// hides reports whether anything in a value is sensitive.
func (d comparison) hides(at *tftypes.AttributePath, v tftypes.Value) bool {
	found := false
	_ = tftypes.Walk(v, func(below *tftypes.AttributePath, _ tftypes.Value) (bool, error) { // which never fails
		found = found || d.sensitive(tftypes.NewAttributePathWithSteps(slices.Concat(at.Steps(), below.Steps())))
		return !found, nil
	})
	return found
}

// sensitive reports whether there is a sensitive attribute at a path; an element of a collection is no attribute.
func (d comparison) sensitive(at *tftypes.AttributePath) bool {
	a, err := d.state.Schema.AttributeAtTerraformPath(d.ctx, at)
	return err == nil && a.IsSensitive()
}

func union(a, b map[string]tftypes.Value) map[string]tftypes.Value {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// same compares two values; in a set the order says nothing. One that is not there is as good as null.
func same(a, b tftypes.Value) bool {
	if a.IsNull() || b.IsNull() {
		return a.IsNull() && b.IsNull()
	}
	if !a.IsKnown() || !b.IsKnown() || !a.Type().Is(tftypes.Set{}) {
		return a.Equal(b)
	}
	return len(without(a, b)) == 0 && len(without(b, a)) == 0
}

// without are the elements of a set that another one has not.
func without(set, other tftypes.Value) []tftypes.Value {
	return slices.DeleteFunc(elements(set), func(v tftypes.Value) bool {
		return slices.ContainsFunc(elements(other), func(o tftypes.Value) bool { return same(v, o) })
	})
}

// attributesOf are those of an object, or the elements of a map; none of null.
func attributesOf(v tftypes.Value) map[string]tftypes.Value {
	out := map[string]tftypes.Value{}
	if !v.IsNull() && v.IsKnown() {
		_ = v.As(&out) // what is neither has none
	}
	return out
}

// elements are those of a list or a set, in a slice of their own: As gives the one that the value has.
func elements(v tftypes.Value) []tftypes.Value {
	out := []tftypes.Value{}
	if !v.IsNull() && v.IsKnown() {
		_ = v.As(&out) // what is neither has none
	}
	return slices.Clone(out)
}
