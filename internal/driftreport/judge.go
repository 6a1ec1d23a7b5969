package driftreport

import (
	"strings"
)

// judge says what the drift of a resource and its change mean together. Either may be missing.
func (r *reader) judge(drift, pending *change) (Finding, bool) {
	one := pending
	if one == nil {
		one = drift
	}
	hide := drift.mask().with(pending.mask())
	f := Finding{Address: one.display(), Tenant: one.tenant(hide)}
	if pending != nil {
		f.Action, f.Note = pending.action(), strings.ReplaceAll(pending.ActionReason, "_", " ")
	}
	v := r.views(drift, pending, hide)
	gone := drift != nil && v.was != nil && v.is == nil
	c := compare(one.Type, v.visible(gone, pending))
	f.Differences, f.More = c.all, c.more
	f.Status = c.status(drift, pending, gone)
	if gone {
		f.Note = also(f.Note, "it was deleted behind Terraform's back")
	} else if f.Status == DriftRepaired && c.kinds[KindLeft] {
		f.Note = also(f.Note, "apply repairs a part of it")
	}
	if f.Status == InSync && c.kinds[KindRestless] {
		f.Note = "it changed by itself"
	}
	return f, one.ours()
}

func also(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// views are what the state held, what was found, and what apply would set.
func (r *reader) views(drift, pending *change, hide *mask) views {
	v := views{mask: hide, secrets: &r.secrets}
	if pending != nil {
		v.was, v.is = pending.Change.Before, pending.Change.Before
		v.will, v.unknowns = pending.Change.After, pending.Change.AfterUnknown
	}
	if drift != nil {
		v.was, v.is = drift.Change.Before, drift.Change.After
		if pending == nil {
			v.will = v.is
		}
	}
	return v
}

// status is what all differences mean together.
func (c comparison) status(drift, pending *change, gone bool) Status {
	drifted := gone || c.kinds[KindRepaired] || c.kinds[KindLeft] || c.kinds[KindChanged]
	switch {
	case drift == nil || !drifted:
		if pending == nil {
			return InSync
		}
		return Pending
	case pending == nil:
		return DriftOnly
	case pending.Change.After == nil && !hasUnknown(pending.Change.AfterUnknown): // apply deletes or forgets it
		return DriftAndPending
	case c.kinds[KindPending] || c.kinds[KindChanged]:
		return DriftAndPending
	case gone || c.kinds[KindRepaired]:
		return DriftRepaired
	default:
		return DriftAndPending
	}
}
