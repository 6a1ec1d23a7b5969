package driftreport

import (
	"cmp"
	"slices"
	"strings"
)

// Report is what all plans together show.
type Report struct {
	Plans []Plan
}

// Plan is what one plan shows, or why it could not be read.
type Plan struct {
	// File is the plan's file as it was named, Label a short name for it.
	File, Label string
	// Unreadable says why the file is no plan, and Remedy what to do; both are empty for a plan.
	Unreadable, Remedy string
	// TerraformVersion and Timestamp are those of the plan; they may be empty.
	TerraformVersion, Timestamp string
	// Errored says that planning ended in an error, Incomplete that some resources were left out, for instance by -target.
	Errored, Incomplete bool
	Findings            []Finding
}

// Finding is what a plan shows of one resource, output or check.
type Finding struct {
	// Tenant is whose it is; only resources of this provider have one.
	Tenant Tenant
	// Address is the whole address; Column is the address without the keys of instances, which many tenants share.
	Address, Column string
	Status          Status
	// Action is what apply would do, such as "update"; empty for nothing.
	Action string
	// Note says more, such as why a change is deferred.
	Note string
	// Differences are the attributes that differ, at most maxDifferences; More is how many there are beyond.
	Differences []Difference
	More        int
	// ours says that the resource is of this provider.
	ours bool
}

// Tenant is a tenant as a plan names it.
type Tenant struct {
	// Name is the tenant's key in the provider configuration, or else the label of the plan's file; empty for what belongs
	// to no tenant. ID is its GUID, empty where the plan does not know it.
	Name, ID string
}

// Difference is an attribute that differs. The values are texts, ready to be shown; an empty one is not known or does not
// matter.
type Difference struct {
	Path string
	Kind Kind
	// Was is what the state held, Is what was found, and Will what apply would set.
	Was, Is, Will string
}

// Status says how a resource is.
type Status int

// The statuses, the least urgent first.
const (
	InSync Status = iota
	Pending
	Deferred
	DriftOnly
	DriftRepaired
	DriftAndPending
	CheckFailed
)

// Drifted reports whether something changed behind Terraform's back.
func (s Status) Drifted() bool {
	return s == DriftOnly || s == DriftRepaired || s == DriftAndPending
}

// Waits reports whether there is a change that was not applied yet, and that is no repair of a drift.
func (s Status) Waits() bool { return s == Pending || s == Deferred || s == DriftAndPending }

// String is the status for people.
func (s Status) String() string { return s.words().title }

// Explanation says what the status means and what to do.
func (s Status) Explanation() string { return s.words().explanation }

// ID is the name of the status for machines.
func (s Status) ID() string { return s.words().id }

// Symbol is a sign for the status, which is never shown without the words.
func (s Status) Symbol() string { return s.words().symbol }

type words struct{ id, symbol, title, explanation string }

func (s Status) words() words {
	switch s {
	case Pending:
		return words{"pending-change", "+", "pending change", "The configuration asks for something that was not applied yet. Nothing was changed behind Terraform's back. Review the plan and apply it."}
	case Deferred:
		return words{"deferred-change", "…", "deferred change", "Terraform could not plan this resource yet, since it depends on something that is not known. Apply what can be applied, then plan again."}
	case DriftOnly:
		return words{"drift-not-repaired", "!", "drift, apply leaves it", "Something was changed behind Terraform's back, and the configuration does not say otherwise: apply would only note it in the state. Find out who changed it; set the attribute in the configuration if it matters."}
	case DriftRepaired:
		return words{"drift-repaired", "↺", "drift, apply repairs it", "Something was changed behind Terraform's back, and apply would change it back. Find out who changed it, and either apply or change the configuration."}
	case DriftAndPending:
		return words{"drift-and-pending", "±", "drift and pending change", "Something was changed behind Terraform's back, and the configuration also asks for something that was not applied yet. Look at both before you apply."}
	case CheckFailed:
		return words{"check-failed", "✗", "check failed", "A check of the configuration, or a condition of a resource or output, does not hold. Its message says what was expected."}
	default:
		return words{"in-sync", "✓", "in sync", "What Terraform remembers, what was found and what is configured are the same."}
	}
}

// Statuses are all that a finding can have, the most urgent first.
func Statuses() []Status {
	return []Status{CheckFailed, DriftAndPending, DriftRepaired, DriftOnly, Deferred, Pending, InSync}
}

// Kind says what an attribute that differs means.
type Kind int

// The kinds of a difference.
const (
	// KindPending: the configuration asks for another value.
	KindPending Kind = iota
	// KindRepaired: it drifted, and apply would set what it was.
	KindRepaired
	// KindLeft: it drifted, and apply would leave it.
	KindLeft
	// KindChanged: it drifted, and apply would set something else than it was.
	KindChanged
	// KindFollows: it is known only after apply, and follows from other changes of the resource.
	KindFollows
)

// String is the kind for people.
func (k Kind) String() string {
	return [...]string{"pending", "drift, repaired", "drift, left", "drift, then changed", "follows"}[k]
}

// Text is the difference in one line.
func (d Difference) Text() string {
	switch d.Kind {
	case KindRepaired, KindChanged:
		return d.Path + ": was " + d.Was + ", found " + d.Is + "; apply sets " + d.Will
	case KindLeft:
		return d.Path + ": was " + d.Was + ", found " + d.Is + "; apply leaves it"
	default:
		return d.Path + ": " + d.Is + " → " + d.Will
	}
}

// Text is the finding in some lines: the status, then the attributes.
func (f Finding) Text() string {
	lines := []string{f.Head()}
	for _, d := range f.Differences {
		lines = append(lines, d.Text())
	}
	if f.More > 0 {
		lines = append(lines, f.MoreText())
	}
	return strings.Join(lines, "\n")
}

// Head is the finding's status with what apply would do.
func (f Finding) Head() string {
	text := f.Status.String()
	if f.Action != "" {
		text += " (" + f.Action + ")"
	}
	if f.Note != "" {
		text += ": " + f.Note
	}
	return text
}

// String is the tenant for people.
func (t Tenant) String() string {
	if t.ID == "" || t.ID == t.Name {
		return t.Name
	}
	return t.Name + " (" + t.ID + ")"
}

// sortFindings puts what is most urgent first, within each tenant.
func sortFindings(all []Finding) {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Tenant.Name, b.Tenant.Name), cmp.Compare(a.Tenant.ID, b.Tenant.ID), cmp.Compare(b.Status, a.Status), cmp.Compare(a.Address, b.Address))
	})
}

// sortGroups puts tenants by name, and what has none at the end.
func sortGroups(all []group) {
	slices.SortStableFunc(all, func(a, b group) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Tenant.Name, b.Tenant.Name), cmp.Compare(a.Tenant.ID, b.Tenant.ID))
	})
}
