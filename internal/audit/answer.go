package audit

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Answer is what one log says.
type Answer struct {
	Source Source
	// Records may be the change, newest first, and those of Terraform itself last.
	Records []Record
	// Read is how many entries were read. More says that there are, or may be, older ones that were not.
	Read int
	More bool
	// Err is why the log could not be asked.
	Err error

	since time.Time
	limit time.Duration
}

// mostRecords is how many records are listed.
const mostRecords = 5

// OnlyOwn reports whether the answers have records, and all of them are Terraform's own.
func OnlyOwn(answers []Answer) bool {
	any, others := false, false
	for _, a := range answers {
		any = any || len(a.Records) > 0
		others = others || slices.ContainsFunc(a.Records, func(r Record) bool { return !r.Own })
	}
	return any && !others
}

// Text says who did it; done completes "Probably … by", such as "changed". It claims no more than the log shows.
func (a Answer) Text(done string) string {
	var silent *SilentError
	switch {
	case errors.As(a.Err, &silent):
		return fmt.Sprintf("%s: not asked again, since %s.", a.name(), silent)
	case errors.Is(a.Err, context.DeadlineExceeded):
		return fmt.Sprintf("%s: could not be asked in time (%s). %s", a.name(), a.limit.Round(time.Millisecond), shownError(a.Err))
	case a.Err != nil:
		return fmt.Sprintf("%s: could not be asked: %s", a.name(), shownError(a.Err))
	case len(a.Records) == 0:
		return fmt.Sprintf("%s: %s %s. %s", a.name(), a.none(), a.since.UTC().Format(time.RFC3339), a.absence())
	}
	parts := []string{}
	for _, g := range a.groups() {
		parts = append(parts, a.group(done, g))
	}
	if a.More {
		parts = append(parts, fmt.Sprintf("Found among the %d newest entries: older ones, which were not read, may be it, too.", a.Read))
	}
	if why := a.unread(); why != "" {
		parts = append(parts, "Details could not be read: "+shownError(errors.New(why)))
	}
	return strings.Join(parts, "\n")
}

// none says of which entries none is it. Of a log that was read in part it says no more than that.
func (a Answer) none() string {
	switch {
	case !a.More:
		return "no record since"
	case a.Read == 0:
		return "it gave no entries yet, and may have more, since"
	default:
		return fmt.Sprintf("nothing that fits among the %d newest entries; older ones were not read, since", a.Read)
	}
}

// groups are the records that name the object or what was changed, and those that are only of a kind.
func (a Answer) groups() [][]Record {
	named, kind := []Record{}, []Record{}
	for _, r := range a.Records {
		if r.Fit > ByKind {
			named = append(named, r)
		} else {
			kind = append(kind, r)
		}
	}
	return slices.DeleteFunc([][]Record{named, kind}, func(g []Record) bool { return len(g) == 0 })
}

// group says of records what they are, and by what they were found.
func (a Answer) group(done string, records []Record) string {
	said := lines(records)
	if records[0].Fit > ByKind && len(said) == 1 {
		return fmt.Sprintf("Probably %s by %s\n%s", done, said[0], a.reason(records))
	}
	var b strings.Builder
	switch {
	case records[0].Fit > ByKind:
		fmt.Fprintf(&b, "Probably %s by one of these, %s:\n", done, order(records))
	case a.unread() != "":
		fmt.Fprintf(&b, "These %s are of a kind that may be it; none is seen to name the object:\n", a.Source.entries())
	default:
		fmt.Fprintf(&b, "These %s are of a kind that may be it; none names the object:\n", a.Source.entries())
	}
	for i, line := range said {
		if i == mostRecords {
			fmt.Fprintf(&b, "- and %d more\n", len(said)-i)
			break
		}
		fmt.Fprintf(&b, "- %s\n", line)
	}
	return b.String() + a.reason(records)
}

func order(records []Record) string {
	if records[len(records)-1].Own && !records[0].Own {
		return "newest first, Terraform's own last"
	}
	return "newest first"
}

// unread is why the details of an entry could not be read; empty if those of all were.
func (a Answer) unread() string {
	for _, r := range a.Records {
		if r.Unread != "" {
			return r.Unread
		}
	}
	return ""
}

// lines are the records as they are shown; those that look the same, as each permission of a consent has one, are one line.
func lines(records []Record) []string {
	out, times := []string{}, map[string]int{}
	for _, r := range records {
		line := r.String()
		if times[line]++; times[line] == 1 {
			out = append(out, line)
		}
	}
	for i, line := range out {
		if n := times[line]; n > 1 {
			out[i] = fmt.Sprintf("%s, %d times", line, n)
		}
	}
	return out
}

// String is who, when and how.
func (r Record) String() string {
	who := r.Who
	if who == "" {
		who = "somebody whom the log does not name"
	}
	when := "at a time that the log does not say"
	if !r.Time.IsZero() {
		when = r.Time.UTC().Format(time.RFC3339)
	}
	text := who + ", " + when + ", " + r.What
	if r.Unread != "" {
		text += ", its details could not be read"
	}
	if r.Own {
		text += " – this is the identity that Terraform uses here"
	}
	return text
}

// reason is why the records are taken for the change: by all ways in which one of them fits, the best first.
func (a Answer) reason(records []Record) string {
	fits := map[Fit]bool{}
	for _, r := range records {
		fits[r.Fit] = true
	}
	ways := []string{}
	for _, fit := range slices.Backward(slices.Sorted(maps.Keys(fits))) {
		ways = append(ways, fit.String())
	}
	return fmt.Sprintf("(%s, %s: inferred)", a.Source, strings.Join(ways, " or "))
}

// absence is why a change may have no record.
func (a Answer) absence() string {
	switch a.Source {
	case Entra:
		return "Entries appear some minutes after the change, and are kept for 7 days (30 days with Microsoft Entra ID P1 or P2)."
	case Site:
		return "Which changes the site raises audit messages for is not published, and they are kept as long as its status filter rules say. What came through the administration service is summed up in status message 11618."
	default:
		return "Entries appear some minutes after the change; what they say of a setting that is no object is not published."
	}
}

func (a Answer) name() string {
	text := a.Source.String()
	return strings.ToUpper(text[:1]) + text[1:]
}

// shownError is an error whose lines are each fit to be shown.
func shownError(err error) string {
	out := []string{}
	for line := range strings.Lines(err.Error()) {
		out = append(out, printed(strings.TrimRight(line, "\r\n")))
	}
	return strings.Join(out, "\n")
}
