package driftreport

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
	// KindRestless: it changed by itself, as the number of devices does. That is no drift.
	KindRestless
)

// String is the kind for people.
func (k Kind) String() string {
	return [...]string{"pending", "drift, repaired", "drift, left", "drift, then changed", "follows", "changed by itself"}[k]
}
