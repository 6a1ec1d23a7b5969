package prerequisite

import "slices"

// Status is what came of a check.
type Status string

// What may come of a check. Unknown is never taken for either of the others.
const (
	Pass    Status = "pass"
	Warn    Status = "warn"
	Fail    Status = "fail"
	Unknown Status = "unknown"
)

// Statuses are all of them, the worst first.
func Statuses() []Status { return []Status{Fail, Warn, Unknown, Pass} }

// Result is a check that was done.
type Result struct {
	// ID names the check in configurations; Title for people.
	ID, Title string
	Status    Status
	// Evidence says what was read, and where.
	Evidence string
	// Remedy says what to do; empty for a check that passed.
	Remedy string
	// Link is a page that says more.
	Link string
	// Missing is the permission without which the check could not be done; empty otherwise.
	Missing string
	// Unread says that the check could not be done, in contrast to one for which there is nothing to be read.
	Unread bool
}

// Report are the results in the order of the checks.
type Report []Result

// With are the ids of the checks with a status.
func (r Report) With(status Status) []string {
	ids := []string{}
	for _, one := range r {
		if one.Status == status {
			ids = append(ids, one.ID)
		}
	}
	return ids
}

// Status is the worst of all: a failure, then a warning, then what is not known. Of nothing nothing is known.
func (r Report) Status() Status {
	for _, status := range Statuses() {
		if slices.ContainsFunc(r, func(one Result) bool { return one.Status == status }) {
			return status
		}
	}
	return Unknown
}

// finding is what a check has found.
type finding struct {
	status                    Status
	evidence, remedy, missing string
	unread                    bool
}

func passes(evidence string) finding { return finding{status: Pass, evidence: evidence} }
func warns(evidence, remedy string) finding {
	return finding{status: Warn, evidence: evidence, remedy: remedy}
}
func fails(evidence, remedy string) finding {
	return finding{status: Fail, evidence: evidence, remedy: remedy}
}

// hidden is the finding of a list that shows nothing at all: the account sees none of what every site has.
func hidden(class string) finding {
	return finding{status: Unknown, evidence: class + " shows not one row to the account.", remedy: "Give the account a security role that reads it.", missing: roleReader, unread: true}
}

func unknown(evidence, remedy string) finding {
	return finding{status: Unknown, evidence: evidence, remedy: remedy}
}
