package driftreport

import (
	"fmt"
	"strings"
)

// Summary is the report in one sentence, and how old it is in another.
func (r Report) Summary() string {
	t := r.Totals()
	parts := []string{}
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(t.Missing, "plan is missing", "plans are missing")
	add(t.Unreadable, "file cannot be read", "files cannot be read")
	add(t.Errored, "plan failed", "plans failed")
	add(t.Incomplete, "plan is incomplete", "plans are incomplete")
	add(t.Outdated, "plan is outdated", "plans are outdated")
	add(t.ByStatus[CheckFailed], "check failed", "checks failed")
	add(t.Drifted(), "resource drifted", "resources drifted")
	add(t.Waiting(), "change is not applied", "changes are not applied")
	head := fmt.Sprintf("%s of %s: ", plural(t.Plans, "plan"), plural(t.Tenants, "tenant"))
	if len(parts) == 0 {
		parts = append(parts, "no drift, no changes")
	}
	add(t.Restless, "resource changed only by itself", "resources changed only by themselves")
	return strings.TrimSpace(head + strings.Join(parts, ", ") + ". " + r.Age())
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// outdated is the TroubleStatus of a plan that is not of now.
const outdated = "outdated"

// Trouble is what is wrong with a plan as a whole; empty for nothing.
func (p Plan) Trouble() string {
	switch {
	case p.Missing:
		return "the plan is missing: " + p.Unreadable + ". " + p.Remedy
	case p.Unreadable != "":
		return "cannot be read: " + p.Unreadable + ". " + p.Remedy
	case p.Errored:
		return "planning failed: what is listed may not be all. Read the output of terraform plan."
	case p.Incomplete:
		return "the plan is incomplete: -target, or a change that was deferred, left something out."
	case p.Outdated != "":
		return "the plan is not of now: " + p.Outdated + ". Plan again, and see why the plan of this run is missing."
	default:
		return ""
	}
}

// TroubleStatus is Trouble in two words.
func (p Plan) TroubleStatus() string {
	switch {
	case p.Missing:
		return "missing"
	case p.Unreadable != "":
		return "unreadable"
	case p.Errored:
		return "plan failed"
	case p.Incomplete:
		return "incomplete"
	case p.Outdated != "":
		return outdated
	default:
		return ""
	}
}

// group is what belongs to one tenant, or to the file where there is none.
type group struct {
	Tenant Tenant
	// File is set for what belongs to no tenant.
	File     string
	Findings []located
}

// located is a finding with the file of its plan.
type located struct {
	Finding
	File string
}

// Name is what the group is called.
func (g group) Name() string {
	if g.File != "" {
		return "no tenant, " + g.File
	}
	return g.Tenant.String()
}

// groups are all findings by tenant, and the others by file. What is in sync is among them.
func (r Report) groups() []group {
	type key struct {
		tenant Tenant
		file   string
	}
	index, all := map[key]int{}, []group{}
	for _, p := range r.Plans {
		for _, f := range p.Findings {
			k := key{tenant: f.Tenant}
			if !f.ours {
				k = key{file: p.File}
			}
			if _, ok := index[k]; !ok {
				index[k] = len(all)
				all = append(all, group{Tenant: k.tenant, File: k.file})
			}
			g := &all[index[k]]
			g.Findings = append(g.Findings, located{Finding: f, File: p.File})
		}
	}
	sortGroups(all)
	return all
}
