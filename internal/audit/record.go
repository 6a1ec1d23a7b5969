package audit

import (
	"fmt"
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
}

// Fit is how an entry fits to a change.
type Fit int

// How an entry fits, the least first.
const (
	ByKind   Fit = iota // it is of a kind that may be the change
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
	default:
		return "matched by kind and time only, none names the object"
	}
}

// fromGraph takes over the entries that are about the object. What was tried only has changed nothing.
func fromGraph(entries []graph.AuditRecord, words []string, about func(graph.AuditRecord) bool) []Record {
	out := []Record{}
	for _, e := range entries {
		if e.Failed || !about(e) {
			continue
		}
		what, properties, fit := fmt.Sprintf("%q", strings.TrimSpace(Clean(e.Activity))), changedIn(e), ByObject
		if len(properties) > 0 {
			what += " (" + strings.Join(properties, ", ") + ")"
		}
		if names(append(properties, e.Activity), words) {
			fit = ByChange
		}
		out = append(out, Record{Time: e.Time, Who: who(e), What: what, Fit: fit})
	}
	return newestFirst(out)
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

// about reports whether an entry of Intune names the object. What its entries say of a setting that is no object is not
// published, so every text that may name it is looked at.
func (q Question) about(e graph.AuditRecord) bool {
	texts := []string{e.Activity}
	for _, t := range e.Targets {
		texts = append(texts, t.ID, t.Name, t.Type)
		texts = append(texts, t.Changed...)
	}
	return names(texts, q.Objects)
}

// fromSite takes over the messages that fit best. If none names what was changed, or the object, all of the kind are
// candidates: what the messages say is not published.
func fromSite(messages []adminservice.AuditMessage, q Question) []Record {
	out := []Record{}
	for _, m := range messages {
		r := Record{Time: m.Time, Who: Clean(m.User), What: Clean(fmt.Sprintf("%s (status message %d)", m.Via(), m.MessageID)), Fit: ByKind}
		switch said := slices.Concat(m.Texts, m.Values); {
		case names(said, q.Values):
			r.Fit = ByValue
		case names(said, q.Objects):
			r.Fit = ByObject
		}
		out = append(out, r)
	}
	return best(newestFirst(out))
}

// best are the records that fit as well as any.
func best(records []Record) []Record {
	fit := ByKind
	for _, r := range records {
		fit = max(fit, r.Fit)
	}
	return slices.DeleteFunc(records, func(r Record) bool { return r.Fit < fit })
}

// names reports whether any of the texts has the name of any of the objects in it.
func names(texts, objects []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool {
		return slices.ContainsFunc(objects, func(object string) bool {
			return object != "" && strings.Contains(strings.ToLower(text), strings.ToLower(object))
		})
	})
}

func newestFirst(records []Record) []Record {
	slices.SortStableFunc(records, func(a, b Record) int { return b.Time.Compare(a.Time) })
	return records
}
