package driftreport

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Report is what all plans together show.
type Report struct {
	Plans []Plan
	// now is when it is read; zero where that does not matter.
	now time.Time
}

// Plan is what one plan shows, or why it could not be read.
type Plan struct {
	// File is the plan's file as it was named, Label a short name for it.
	File, Label string
	// Unreadable says why the file is no plan, and Remedy what to do; both are empty for a plan.
	Unreadable, Remedy string
	// Missing says that it is unreadable because there is no such file.
	Missing bool
	// TerraformVersion and Timestamp are those of the plan; they may be empty.
	TerraformVersion, Timestamp string
	// Errored says that planning ended in an error, Incomplete that some resources were left out, for instance by -target.
	Errored, Incomplete bool
	// Outdated says why the plan is not taken for one of now; empty if it is, or if nobody asked.
	Outdated string
	Findings []Finding
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

// Text is the difference in one line.
func (d Difference) Text() string {
	switch d.Kind {
	case KindRepaired, KindChanged:
		return d.Path + ": was " + d.Was + ", found " + d.Is + "; apply sets " + d.Will
	case KindRestless:
		return d.Path + ": was " + d.Was + ", found " + d.Is + "; it changes by itself"
	case KindLeft:
		return d.Path + ": was " + d.Was + ", found " + d.Is + "; apply leaves it"
	default:
		return d.Path + ": " + d.Is + " → " + d.Will
	}
}

// Shown reports whether the finding has details: something differs, be it only what changes by itself.
func (f Finding) Shown() bool { return f.Status != InSync || len(f.Differences) > 0 }

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
