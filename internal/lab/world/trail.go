package world

import (
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// trail is an audit trail. It is no part of a dump: what was done stays recorded when it is undone.
type trail[E any] struct {
	clock clockwork.Clock

	mu      sync.Mutex
	entries []recorded[E]
	// delay is how long an entry takes to appear, keep for how long it is kept; 0 is for ever.
	delay, keep time.Duration
	off         bool
}

type recorded[E any] struct {
	at    time.Time
	entry E
}

func (t *trail[E]) add(at time.Time, entries ...E) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, e := range entries {
		if !t.off {
			t.entries = append(t.entries, recorded[E]{at, e})
		}
	}
}

// shown are the entries that have appeared and are still kept, the oldest first.
func (t *trail[E]) shown() []E {
	t.mu.Lock()
	defer t.mu.Unlock()
	now, out := t.clock.Now(), []E{}
	for _, r := range t.entries {
		if age := now.Sub(r.at); age >= t.delay && (t.keep == 0 || age <= t.keep) {
			out = append(out, r.entry)
		}
	}
	return out
}

func (t *trail[E]) set(o AuditOptions) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.delay, t.keep, t.off = o.Delay, o.Keep, o.Off
}

func (t *trail[E]) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.entries = nil
}

// AuditOptions say how the audit logs of a tenant and of its site behave. Entra's shows entries some minutes late, and keeps
// them for 7 days, or 30 (learn, Microsoft Entra data retention); the lab shows them at once unless it is told otherwise.
type AuditOptions struct {
	Delay, Keep time.Duration
	// Off records nothing.
	Off bool
}

// SetAudit sets how the audit logs behave from now on.
func (t *Tenant) SetAudit(o AuditOptions) {
	t.Directory.audits.set(o)
	t.Hierarchy.audits.set(o)
	t.intuneTrail.set(o)
}

// Actor is who does something.
type Actor struct {
	// User is the name by which a user signs in to Entra.
	User string
	// App is the display name of an application, AppID its client id: it did it, or the user did it by means of it.
	App, AppID string
	// Logon is the account at the site, as DOMAIN\name.
	Logon string
	// Component is what was used at the site.
	Component string
}

// consoleComponent is what the console raises its audit messages as (published status message queries).
const consoleComponent = "Microsoft.ConfigurationManagement.exe"

// defaultPerson is who changes something if nobody is named: the first administrator.
const defaultPerson = "first.admin"

// person is a user of the tenant who works at the console.
func (t *Tenant) person(name string) Actor {
	if name == "" {
		name = defaultPerson
	}
	return Actor{User: t.UPN(name), Logon: `CORP\` + name, Component: consoleComponent}
}
