package audit

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// Record is an entry of a log that may be the change that was seen.
type Record struct {
	Time time.Time
	// Who did it; empty if the log does not say.
	Who string
	// What was done, and by what means, as the log has it.
	What string
	// Fit is how well the entry fits.
	Fit Fit
	// Own says that it was done by the identity that Terraform uses.
	Own bool
	// Unread is why the details of the entry could not be read; empty if they were.
	Unread string
}

// Fit is how an entry fits to a change.
type Fit int

// How an entry fits, the least first.
const (
	ByKind   Fit = iota // it is of a kind that may be the change
	ByName              // it has the name of the object, as others may
	ByObject            // it names the object
	ByChange            // it names the object, and is about what was changed
	ByValue             // it names what was changed
)

// String is what an entry was matched by.
func (f Fit) String() string {
	switch f {
	case ByValue:
		return "matched by a changed value and time"
	case ByChange:
		return "matched by object, kind of change and time"
	case ByObject:
		return "matched by object and time"
	case ByName:
		return "matched by the name of the object and time"
	default:
		return "matched by kind and time only"
	}
}

// candidate is an entry that may be one of the changes.
type candidate struct {
	Record
	// fits is how it fits to one of them.
	fits func(Change) Fit
}

// ofGraph takes over the entries that are about the object. What was tried only has changed nothing.
func (q Question) ofGraph(entries []graph.AuditRecord, self Self) []candidate {
	out := []candidate{}
	for _, e := range entries {
		base, about := q.about(e)
		if e.Failed || !about {
			continue
		}
		what, properties := fmt.Sprintf("%q", strings.TrimSpace(Clean(e.Activity))), changedIn(e)
		if len(properties) > 0 {
			what += " (" + strings.Join(properties, ", ") + ")"
		}
		said := slices.Concat(properties, []string{e.Activity})
		out = append(out, candidate{Record{Time: e.Time, Who: who(e), What: what, Own: self.did(e)}, func(c Change) Fit {
			if has(said, c.Words) {
				return ByChange
			}
			return base
		}})
	}
	return out
}

// about reports whether an entry is about the object, and how it fits by that. Entra's log was asked for the object. In
// Intune's the activity and the types of resources are looked at: what is called alike, or has a property that is, may be
// anything else.
func (q Question) about(e graph.AuditRecord) (Fit, bool) {
	if q.Source == Entra {
		return ByObject, true
	}
	texts := []string{e.Activity}
	for _, t := range e.Targets {
		texts = append(texts, t.Type)
	}
	if has(texts, q.Objects) {
		return ByObject, true
	}
	return ByKind, has(texts, q.Kinds)
}

// ofSite takes over the messages. All are of a kind that may be the change: what the messages say is not published.
func (q Question) ofSite(messages []adminservice.AuditMessage, self Self) []candidate {
	out := []candidate{}
	for _, m := range messages {
		said := m.Said()
		r := Record{Time: m.Time, Who: Clean(m.User), What: Clean(fmt.Sprintf("%s (status message %d)", m.Via(), m.MessageID)), Own: self.raised(m), Unread: m.Unread}
		out = append(out, candidate{r, func(c Change) Fit {
			switch {
			case names(said, c.Values):
				return ByValue
			case names(said, q.Objects):
				return ByObject
			case names(said, q.Names):
				return ByName
			default:
				return ByKind
			}
		}})
	}
	return out
}

// answered reports whether each change has an entry that is about the object, and is not Terraform's own.
func (q Question) answered(candidates []candidate) bool {
	return !slices.ContainsFunc(q.Changes, func(c Change) bool {
		return !slices.ContainsFunc(candidates, func(one candidate) bool { return !one.Own && one.fits(c) > ByKind })
	})
}

// best are, for each change, the entries that fit it as well as any, newest first. Terraform's own come last, and hide none
// of the others.
func best(candidates []candidate, changes []Change) []Record {
	others := slices.ContainsFunc(candidates, func(one candidate) bool { return !one.Own })
	chosen := map[int]Fit{}
	for _, c := range changes {
		top := ByKind
		for _, one := range candidates {
			if !one.Own || !others {
				top = max(top, one.fits(c))
			}
		}
		for i, one := range candidates {
			if fit := one.fits(c); fit >= top {
				chosen[i] = max(chosen[i], fit)
			}
		}
	}
	out := []Record{}
	for _, i := range slices.Sorted(maps.Keys(chosen)) {
		r := candidates[i].Record
		r.Fit = chosen[i]
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b Record) int {
		if a.Own != b.Own {
			return map[bool]int{true: 1, false: -1}[a.Own]
		}
		return b.Time.Compare(a.Time)
	})
	return out
}

// who did it: a user, perhaps by means of an application, or an application.
func who(e graph.AuditRecord) string {
	app := e.App
	switch {
	case app == "" && e.AppID != "":
		app = "client id " + e.AppID
	case e.AppID != "":
		app = fmt.Sprintf("%q (client id %s)", app, e.AppID)
	case app != "":
		app = fmt.Sprintf("%q", app)
	}
	switch {
	case e.User != "" && app != "":
		return Clean(e.User + " by means of the application " + app)
	case e.User != "":
		return Clean(e.User)
	case app != "":
		return Clean("the application " + app)
	default:
		return ""
	}
}

// changedIn are the names of the properties that were changed, in their order, each once.
func changedIn(e graph.AuditRecord) []string {
	names := []string{}
	for _, t := range e.Targets {
		for _, name := range t.Changed {
			if name = Clean(name); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
