package driftreport

import (
	"fmt"
	"time"
)

// skew is how far the clock of who planned may be ahead of the clock here.
const skew = 5 * time.Minute

// Dated is the report as it is read at a time. A plan that is older than longest, or whose age is not known, is outdated;
// no limit, which is zero, allows every age.
func (r Report) Dated(now time.Time, longest time.Duration) Report {
	dated := Report{now: now}
	for _, p := range r.Plans {
		if longest > 0 && p.Unreadable == "" {
			p.Outdated = p.outdated(now, longest)
		}
		dated.Plans = append(dated.Plans, p)
	}
	return dated
}

// outdated says why a plan is not of now; empty if it is.
func (p Plan) outdated(now time.Time, longest time.Duration) string {
	age, known := p.age(now)
	switch {
	case !known && p.Timestamp == "":
		return "it does not say when it was made, as plans of an old Terraform do not"
	case !known:
		return "it says that it was made at " + p.Timestamp + ", which cannot be: see whether the clocks are right"
	case age > longest:
		return "it was made at " + p.Timestamp + ", " + ageText(age) + " ago"
	default:
		return ""
	}
}

// age is how old a plan is, if that is known.
func (p Plan) age(now time.Time) (time.Duration, bool) {
	made, err := time.Parse(time.RFC3339, p.Timestamp)
	if err != nil || made.After(now.Add(skew)) {
		return 0, false
	}
	return max(now.Sub(made), 0), true
}

// Age says how old the oldest plan is; empty where the report has no time, or no plan.
func (r Report) Age() string {
	oldest, file, without := time.Duration(-1), "", 0
	for _, p := range r.Plans {
		age, known := p.age(r.now)
		switch {
		case p.Unreadable != "":
		case !known:
			without++
		case age > oldest:
			oldest, file = age, p.File
		}
	}
	switch {
	case r.now.IsZero() || oldest < 0 && without == 0:
		return ""
	case oldest < 0:
		return "How old the plans are is not known."
	case without == 0:
		return fmt.Sprintf("The oldest plan is %s old (%s).", ageText(oldest), file)
	default:
		return fmt.Sprintf("The oldest plan is %s old (%s), as far as that is known: of %d it is not.", ageText(oldest), file, without)
	}
}

// ageText is an age in the largest unit of which there is more than one.
func ageText(age time.Duration) string {
	for _, unit := range []struct {
		name string
		is   time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}} {
		if n := int(age / unit.is); n > 1 || n == 1 && unit.is == time.Minute {
			return plural(n, unit.name)
		}
	}
	return "less than a minute"
}
