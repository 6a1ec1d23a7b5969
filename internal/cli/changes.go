package cli

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
)

// Changes are the top-level attributes that a plan changes, by resource address. A create, delete or replace is said
// as such in place of attributes.
type Changes map[string][]string

// ChangesOf are those of a plan; an empty plan has none.
func ChangesOf(plan *tfjson.Plan) Changes {
	all := Changes{}
	for _, rc := range plan.ResourceChanges {
		if names := changed(rc.Change); len(names) > 0 {
			all[rc.Address] = names
		}
	}
	return all
}

// Equal reports whether two plans change the same.
func (c Changes) Equal(other Changes) bool {
	sorted := func(c Changes) Changes {
		out := Changes{}
		for address, names := range c {
			out[address] = slices.Sorted(slices.Values(names))
		}
		return out
	}
	return reflect.DeepEqual(sorted(c), sorted(other))
}

func changed(c *tfjson.Change) []string {
	switch {
	case c.Actions.NoOp() || c.Actions.Read():
		return nil
	case !c.Actions.Update():
		return []string{fmt.Sprint(c.Actions)}
	}
	before, _ := c.Before.(map[string]any)
	after, _ := c.After.(map[string]any)
	unknown, _ := c.AfterUnknown.(map[string]any)
	names := map[string]bool{}
	for name := range before {
		if !reflect.DeepEqual(before[name], after[name]) {
			names[name] = true
		}
	}
	for name := range after {
		if _, ok := before[name]; !ok && after[name] != nil {
			names[name] = true
		}
	}
	for name, v := range unknown {
		if isUnknown(v) {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// isUnknown reports whether a value of after_unknown says that something is not known yet.
func isUnknown(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(v)), isUnknown)
	case []any:
		return slices.ContainsFunc(v, isUnknown)
	default:
		return false
	}
}
