package core

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
)

// String is the change in one line, fit to be shown.
func (c change) String() string {
	switch {
	case c.sensitive:
		return c.path + ": changed (sensitive)"
	case c.before.Type() != nil && c.before.Type().Is(tftypes.Set{}) && !c.before.IsNull() && !c.after.IsNull():
		parts := []string{}
		if gone := without(c.before, c.after); len(gone) > 0 {
			parts = append(parts, "removed "+listed(gone))
		}
		if added := without(c.after, c.before); len(added) > 0 {
			parts = append(parts, "added "+listed(added))
		}
		return c.path + ": " + strings.Join(parts, ", ")
	default:
		return c.path + ": " + shown(c.before) + " → " + shown(c.after)
	}
}

// texts are what a change was from and to, as far as it is text and may be shown: a record may be found by it.
func (c change) texts() []string {
	out := []string{}
	for _, v := range []tftypes.Value{c.before, c.after} {
		var s string
		if !c.sensitive && !v.IsNull() && v.IsKnown() && v.Type().Is(tftypes.String) && v.As(&s) == nil && s != "" {
			out = append(out, s)
		}
	}
	return out
}

// shown is a value, cut where it is long.
func shown(v tftypes.Value) string {
	switch {
	case v.IsNull():
		return "(none)"
	case !v.IsKnown():
		return "(unknown)"
	}
	switch t := v.Type(); {
	case t.Is(tftypes.String):
		var s string
		_ = v.As(&s) // a known text is one
		return strconv.Quote(audit.Clean(s))
	case t.Is(tftypes.Number):
		n := new(big.Float)
		_ = v.As(&n)
		return n.Text('f', -1)
	case t.Is(tftypes.Bool):
		var b bool
		_ = v.As(&b)
		return strconv.FormatBool(b)
	case t.Is(tftypes.Object{}), t.Is(tftypes.Map{}):
		parts, all := []string{}, attributesOf(v)
		for _, name := range slices.Sorted(maps.Keys(all)) {
			parts = append(parts, audit.Clean(name)+" = "+shown(all[name]))
		}
		return audit.Clean("{ " + strings.Join(parts, ", ") + " }")
	default:
		return listed(elements(v))
	}
}

func listed(values []tftypes.Value) string {
	parts := []string{}
	for _, v := range values {
		parts = append(parts, shown(v))
	}
	return audit.Clean(fmt.Sprintf("[%s]", strings.Join(parts, ", ")))
}
