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

// RecordRBAC adds that somebody has turned the switch "Use Intune RBAC". What its entries look like is not published: this is
// how those of other settings do.
func (t *Tenant) RecordRBAC(by Actor) {
	t.RecordIntune(IntuneAudit{Activity: "Enable TenantAttachRBAC", By: by, Resource: AuditTarget{Type: "TenantAttachRBAC", Changed: []string{"enabled"}}})
}

// IntuneAudits are the entries that the log shows, the oldest first.
func (t *Tenant) IntuneAudits() []IntuneAudit { return t.intuneTrail.shown() }

// Person is a user of the tenant, by the name of a person of the seed or of the first administrator.
func (t *Tenant) Person(name string) Actor { return t.person(name) }
