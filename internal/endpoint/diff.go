package endpoint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// ChangeKind is what has become of an entry.
type ChangeKind string

// The kinds of change.
const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
)

// Change is what differs in one entry between two lists.
type Change struct {
	// Kind says what has become of it.
	Kind ChangeKind
	// ID is that of the entry.
	ID string
	// Entry is as the new list has it; for a removed one, as the old list had it.
	Entry Entry
	// Fields are the properties that have changed; none for an added or removed entry.
	Fields []FieldChange
}

// FieldChange is one property of an entry that has changed, written as text.
type FieldChange struct{ Name, Old, New string }

// String is one line for a plan.
func (c Change) String() string {
	if c.Kind != Changed {
		return fmt.Sprintf("%s %s (%s)", c.Kind, c.ID, c.Entry.URL())
	}
	parts := []string{}
	for _, f := range c.Fields {
		parts = append(parts, fmt.Sprintf("%s %q -> %q", f.Name, f.Old, f.New))
	}
	return fmt.Sprintf("%s %s: %s", c.Kind, c.ID, strings.Join(parts, ", "))
}

// Diff tells entry by entry, by ID, how a new list differs from an old one, sorted by ID. IDs must be unique in each.
func Diff(old, new []Entry) []Change {
	before, after := index(old), index(new)
	changes := []Change{}
	for id, e := range after {
		was, known := before[id]
		if !known {
			changes = append(changes, Change{Kind: Added, ID: id, Entry: e.clone()})
			continue
		}
		if changed := changedFields(was, e); len(changed) > 0 {
			changes = append(changes, Change{Kind: Changed, ID: id, Entry: e.clone(), Fields: changed})
		}
	}
	for id, e := range before {
		if _, known := after[id]; !known {
			changes = append(changes, Change{Kind: Removed, ID: id, Entry: e.clone()})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.ID, b.ID) })
	return changes
}

func index(entries []Entry) map[string]Entry {
	out := map[string]Entry{}
	for _, e := range entries {
		out[e.ID] = e
	}
	return out
}

func changedFields(old, new Entry) []FieldChange {
	out := []FieldChange{}
	was := fields(old)
	for i, f := range fields(new) {
		if f.Value != was[i].Value {
			out = append(out, FieldChange{f.Name, was[i].Value, f.Value})
		}
	}
	return out
}
