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

// What follows is judged when the plan has ended: only then it is known what is sensitive in it.

func (r *reader) addDeferred(d *tfjson.DeferredResourceChange) {
	if d.ResourceChange == nil || d.ResourceChange.Change == nil {
		return
	}
	c := &change{ResourceChange: *d.ResourceChange}
	r.secrets.addChange(c)
	r.late = append(r.late, func() {
		v := compare(c.Type, r.views(nil, c, c.mask()))
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
		v := compare(c.Type, r.views(nil, c, c.mask()))
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
