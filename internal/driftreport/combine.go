package driftreport

import (
	"fmt"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

// resourceID is what is kept of a resource in which nothing differs.
type resourceID struct {
	address string
	tenant  Tenant
}

func (c *change) key() string { return c.Address + "\x00" + c.DeposedKey }

func (r *reader) add(to map[string]*change, c *change) {
	if c.Change == nil || c.Mode == tfjson.DataResourceMode {
		return
	}
	r.secrets.addChange(c)
	key := c.key()
	if r.drift[key] == nil && r.changes[key] == nil {
		r.order = append(r.order, key)
	}
	to[key] = c
}

// addChange keeps a change until the plan ends; of a resource that stays as it is, only whose it is.
func (r *reader) addChange(c *change) {
	switch {
	case c.Change == nil || c.Mode == tfjson.DataResourceMode || c.Change.Actions.Read():
	case c.quiet():
		r.secrets.addChange(c)
		if c.ours() {
			r.quiet[c.key()] = resourceID{address: c.Address, tenant: c.tenant(c.mask())}
			if r.drift[c.key()] == nil {
				r.order = append(r.order, c.key())
			}
		}
	default:
		r.add(r.changes, c)
	}
}

// quiet reports whether apply would do nothing: an import or a move without a change is something.
func (c *change) quiet() bool {
	return c.Change.Actions.NoOp() && c.Change.Importing == nil && (c.PreviousAddress == "" || c.PreviousAddress == c.Address)
}

// mask hides what is sensitive before or after.
func (c *change) mask() *mask {
	if c == nil {
		return nil
	}
	return newMask(c.Change.BeforeSensitive, c.Change.Before).with(newMask(c.Change.AfterSensitive, c.Change.After))
}

// combine makes the findings, when all of the plan was seen.
func (r *reader) combine() {
	seen := map[string]bool{}
	for _, key := range r.order {
		if seen[key] {
			continue
		}
		seen[key] = true
		drift, pending := r.drift[key], r.changes[key]
		if drift == nil && pending == nil {
			r.keep(Finding{Tenant: r.quiet[key].tenant, Address: r.quiet[key].address}, true)
			continue
		}
		f, ours := r.judge(drift, pending)
		if f.Status == InSync && !ours {
			continue
		}
		r.keep(f, ours)
	}
	for _, one := range r.late {
		one()
	}
	r.plan.nameTenants()
	sortFindings(r.plan.Findings)
}

// keep adds a finding, in texts that can be shown.
func (r *reader) keep(f Finding, ours bool) {
	f.Column = printable(withoutKeys(f.Address))
	f.Address, f.Note = printable(f.Address), printable(r.secrets.redact(f.Note))
	f.Tenant.Name, f.Tenant.ID = r.name(f.Tenant.Name), r.name(f.Tenant.ID)
	f.ours = ours
	r.plan.Findings = append(r.plan.Findings, f)
}

// name is a name that can be shown, or empty: then the label of the file takes its place.
func (r *reader) name(text string) string {
	if r.secrets.in(text) {
		return ""
	}
	return printable(text)
}

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
	c := compare(v.visible(gone, pending))
	f.Differences, f.More = c.all, c.more
	f.Status = c.status(drift, pending, gone)
	if gone {
		f.Note = also(f.Note, "it was deleted behind Terraform's back")
	} else if f.Status == DriftRepaired && c.kinds[KindLeft] {
		f.Note = also(f.Note, "apply repairs a part of it")
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

// visible are the views whose differences are worth a line: of an object that was deleted, only what apply would make
// otherwise than it was; of one that apply deletes, only what drifted.
func (v views) visible(gone bool, pending *change) views {
	switch {
	case gone && v.will == nil:
		v.is, v.will = v.was, v.was
	case gone:
		v.is = v.was
	case pending != nil && v.will == nil:
		v.will, v.unknowns = v.is, nil
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

func (c *change) display() string {
	if c.DeposedKey != "" {
		return c.Address + " (deposed " + c.DeposedKey + ")"
	}
	return c.Address
}

// action is what apply would do, in a word.
func (c *change) action() string {
	words := []string{}
	switch a := c.Change.Actions; {
	case a.Replace():
		words = append(words, "replace")
	case !a.NoOp():
		for _, one := range a {
			words = append(words, printable(string(one)))
		}
	}
	if c.Change.Importing != nil {
		words = append(words, "import")
	}
	if c.PreviousAddress != "" && c.PreviousAddress != c.Address {
		words = append(words, "move from "+printable(c.PreviousAddress))
	}
	return strings.Join(words, ", ")
}

// What follows is judged when the plan has ended: only then it is known what is sensitive in it.

func (r *reader) addDeferred(d *tfjson.DeferredResourceChange) {
	if d.ResourceChange == nil || d.ResourceChange.Change == nil {
		return
	}
	c := &change{ResourceChange: *d.ResourceChange}
	r.secrets.addChange(c)
	r.late = append(r.late, func() {
		v := compare(r.views(nil, c, c.mask()))
		r.keep(Finding{
			Address: c.display(), Tenant: c.tenant(c.mask()), Status: Deferred, Action: c.action(), Note: strings.ReplaceAll(d.Reason, "_", " "),
			Differences: v.all, More: v.more,
		}, c.ours())
	})
}

func (r *reader) addOutput(address string, output *tfjson.Change) {
	c := &change{}
	c.Change = output
	r.secrets.addChange(c)
	if output.Actions.NoOp() || len(output.Actions) == 0 {
		return
	}
	r.late = append(r.late, func() {
		v := compare(r.views(nil, c, c.mask()))
		r.keep(Finding{Address: address, Status: Pending, Action: c.action(), Note: "an output; it may follow from a drift", Differences: v.all, More: v.more}, false)
	})
}

func (r *reader) addCheck(c *tfjson.CheckResultStatic) {
	if c.Status != tfjson.CheckStatusFail && c.Status != tfjson.CheckStatusError {
		return
	}
	for _, one := range c.Instances {
		if one.Status != tfjson.CheckStatusFail && one.Status != tfjson.CheckStatusError {
			continue
		}
		messages := []string{}
		for _, p := range one.Problems {
			messages = append(messages, p.Message)
		}
		if one.Status == tfjson.CheckStatusError {
			messages = append(messages, "it could not be evaluated")
		}
		r.late = append(r.late, func() {
			r.keep(Finding{Address: one.Address.ToDisplay, Status: CheckFailed, Note: strings.Join(messages, "; ")}, false)
		})
	}
	if len(c.Instances) == 0 {
		r.keep(Finding{Address: c.Address.ToDisplay, Status: CheckFailed, Note: fmt.Sprintf("it ended as %s", c.Status)}, false)
	}
}
