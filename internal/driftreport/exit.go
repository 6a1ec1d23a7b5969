package driftreport

// The exit codes of the command. Where several hold, the first of Unknown, Outdated, Drift and Changes is it.
const (
	// ExitNothing: nothing drifted, nothing waits to be applied.
	ExitNothing = 0
	// ExitFailed: the command was used wrongly, or a report could not be written.
	ExitFailed = 1
	// ExitDrift: something drifted, or a check failed. There may be changes to be applied, too.
	ExitDrift = 2
	// ExitChanges: nothing drifted, but there are changes to be applied.
	ExitChanges = 3
	// ExitUnknown: a file is missing or no plan, or planning failed or left something out, so that the report is not the whole truth.
	ExitUnknown = 4
	// ExitOutdated: a plan is older than is allowed, so that the report is not about now.
	ExitOutdated = 5
)

// Totals are how much there is of everything.
type Totals struct {
	Plans, Missing, Unreadable, Errored, Incomplete, Outdated int
	Tenants                                                   int
	// Restless is in how many resources nothing differs but what changes by itself.
	Restless int
	// ByStatus are the findings.
	ByStatus map[Status]int
}

// Totals counts.
func (r Report) Totals() Totals {
	t := Totals{Plans: len(r.Plans), ByStatus: map[Status]int{}}
	tenants := map[Tenant]bool{}
	for _, p := range r.Plans {
		switch {
		case p.Missing:
			t.Missing++
		case p.Unreadable != "":
			t.Unreadable++
		case p.Errored:
			t.Errored++
		case p.Incomplete:
			t.Incomplete++
		case p.Outdated != "":
			t.Outdated++
		}
		for _, f := range p.Findings {
			t.ByStatus[f.Status]++
			if f.Status == InSync && f.Shown() {
				t.Restless++
			}
			if f.ours {
				tenants[f.Tenant] = true
			}
		}
	}
	t.Tenants = len(tenants)
	return t
}

// Drifted is how many resources drifted.
func (t Totals) Drifted() int { return t.count(Status.Drifted) }

// Waiting is for how many there is a change to be applied that repairs no drift.
func (t Totals) Waiting() int { return t.count(Status.Waits) }

func (t Totals) count(is func(Status) bool) int {
	n := 0
	for status, some := range t.ByStatus {
		if is(status) {
			n += some
		}
	}
	return n
}

// ExitCode is what the report means for a pipeline.
func (r Report) ExitCode() int {
	t := r.Totals()
	switch {
	case t.Missing+t.Unreadable+t.Errored+t.Incomplete > 0 || t.Plans == 0:
		return ExitUnknown
	case t.Outdated > 0:
		return ExitOutdated
	case t.Drifted()+t.ByStatus[CheckFailed] > 0:
		return ExitDrift
	case t.Waiting() > 0:
		return ExitChanges
	default:
		return ExitNothing
	}
}
