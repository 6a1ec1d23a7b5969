package audit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Answer is what one log says.
type Answer struct {
	Source Source
	// Records may be the change, newest first.
	Records []Record
	// Err is why the log could not be asked.
	Err error

	since time.Time
	limit time.Duration
}

// mostRecords is how many records are listed.
const mostRecords = 5

// Text says who did it; done completes "Probably … by", such as "changed". It claims no more than the log shows.
func (a Answer) Text(done string) string {
	switch {
	case errors.Is(a.Err, context.DeadlineExceeded):
		return fmt.Sprintf("%s: could not be asked in time (%s). %s", a.name(), a.limit.Round(time.Millisecond), shownError(a.Err))
	case a.Err != nil:
		return fmt.Sprintf("%s: could not be asked: %s", a.name(), shownError(a.Err))
	case len(a.Records) == 0:
		return fmt.Sprintf("%s: no record since %s. %s", a.name(), a.since.UTC().Format(time.RFC3339), a.absence())
	}
	said := a.lines()
	if len(said) == 1 {
		return fmt.Sprintf("Probably %s by %s\n%s", done, said[0], a.reason())
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Probably %s by one of these, newest first:\n", done)
	for i, line := range said {
		if i == mostRecords {
			fmt.Fprintf(&b, "- and %d more\n", len(said)-i)
			break
		}
		fmt.Fprintf(&b, "- %s\n", line)
	}
	return b.String() + a.reason()
}

// lines are the records as they are shown; those that look the same, as each permission of a consent has one, are one line.
func (a Answer) lines() []string {
	out, times := []string{}, map[string]int{}
	for _, r := range a.Records {
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
	return who + ", " + when + ", " + r.What
}

// reason is why the records are taken for the change.
func (a Answer) reason() string {
	return fmt.Sprintf("(%s, %s: inferred)", a.Source, a.Records[0].Fit)
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
