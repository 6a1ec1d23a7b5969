package world

import "time"

// IntuneAudit is an entry of the audit log of Intune (learn, auditEvent).
type IntuneAudit struct {
	Activity, Category, Component string
	By                            Actor
	Resource                      AuditTarget

	ID   string
	Time time.Time
}

// RecordIntune adds an entry to the audit log of Intune, now.
func (t *Tenant) RecordIntune(a IntuneAudit) {
	a.ID, a.Time = NewID(), t.intuneTrail.clock.Now().UTC()
	t.intuneTrail.add(a.Time, a)
}

// IntuneAudits are the entries that the log shows, the oldest first.
func (t *Tenant) IntuneAudits() []IntuneAudit { return t.intuneTrail.shown() }

// Person is a user of the tenant, by the name of a person of the seed or of the first administrator.
func (t *Tenant) Person(name string) Actor { return t.person(name) }
