package world

import (
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// Snapshot is a directory as one replica shows it at one time. Snapshots are never changed once they are published:
// readers may hold them without a lock, and must not write to what they find in them.
type Snapshot struct {
	Organization             Organization
	Applications             map[string]Application       // by object id
	ServicePrincipals        map[string]ServicePrincipal  // by object id
	Assignments              map[string]AppRoleAssignment // by id
	Grants                   map[string]Grant             // by id
	DeletedApplications      map[string]Application
	DeletedServicePrincipals map[string]ServicePrincipal
	FilteringPolicies        map[string]FilteringPolicy  // by id
	FilteringProfiles        map[string]FilteringProfile // by id
	// What nothing in the lab writes to, but somebody may change behind its back.
	Users             map[string]User                    // by id
	Groups            map[string]Group                   // by id
	RoleAssignments   map[string]DirectoryRoleAssignment // by id
	Subscriptions     map[string]Subscription            // by id
	AppPolicies       map[string]AppManagementPolicy     // by id
	AccessPolicies    map[string]AccessPolicy            // by id
	IntuneRoles       map[string]IntuneRole              // by id
	IntuneAssignments map[string]IntuneAssignment        // by id
}

func newSnapshot(org Organization) *Snapshot {
	return &Snapshot{
		Organization: org, Applications: map[string]Application{}, ServicePrincipals: map[string]ServicePrincipal{},
		Assignments: map[string]AppRoleAssignment{}, Grants: map[string]Grant{},
		DeletedApplications: map[string]Application{}, DeletedServicePrincipals: map[string]ServicePrincipal{},
		FilteringPolicies: map[string]FilteringPolicy{}, FilteringProfiles: map[string]FilteringProfile{},
		Users: map[string]User{}, Groups: map[string]Group{}, RoleAssignments: map[string]DirectoryRoleAssignment{}, Subscriptions: map[string]Subscription{},
		AppPolicies: map[string]AppManagementPolicy{}, AccessPolicies: map[string]AccessPolicy{}, IntuneRoles: map[string]IntuneRole{}, IntuneAssignments: map[string]IntuneAssignment{},
	}
}

// clone copies the maps; the objects in them are values. A slice inside an object is replaced, never written to.
func (s *Snapshot) clone() *Snapshot {
	return &Snapshot{
		Organization: s.Organization, Applications: maps.Clone(s.Applications), ServicePrincipals: maps.Clone(s.ServicePrincipals),
		Assignments: maps.Clone(s.Assignments), Grants: maps.Clone(s.Grants),
		DeletedApplications: maps.Clone(s.DeletedApplications), DeletedServicePrincipals: maps.Clone(s.DeletedServicePrincipals),
		FilteringPolicies: maps.Clone(s.FilteringPolicies), FilteringProfiles: maps.Clone(s.FilteringProfiles),
		Users: maps.Clone(s.Users), Groups: maps.Clone(s.Groups), RoleAssignments: maps.Clone(s.RoleAssignments), Subscriptions: maps.Clone(s.Subscriptions),
		AppPolicies: maps.Clone(s.AppPolicies), AccessPolicies: maps.Clone(s.AccessPolicies), IntuneRoles: maps.Clone(s.IntuneRoles), IntuneAssignments: maps.Clone(s.IntuneAssignments),
	}
}

// ApplicationByAppID finds an app registration by its client id.
func (s *Snapshot) ApplicationByAppID(appID string) (Application, bool) {
	return first(s.Applications, func(a Application) bool { return sameID(a.AppID, appID) })
}

// ApplicationByUniqueName finds an app registration by its unique name.
func (s *Snapshot) ApplicationByUniqueName(name string) (Application, bool) {
	return first(s.Applications, func(a Application) bool { return a.UniqueName != nil && *a.UniqueName == name })
}

// ServicePrincipalByAppID finds a service principal by its client id.
func (s *Snapshot) ServicePrincipalByAppID(appID string) (ServicePrincipal, bool) {
	return first(s.ServicePrincipals, func(sp ServicePrincipal) bool { return sameID(sp.AppID, appID) })
}

func first[T any](objects map[string]T, match func(T) bool) (T, bool) {
	for _, id := range slices.Sorted(maps.Keys(objects)) {
		if o := objects[id]; match(o) {
			return o, true
		}
	}
	var none T
	return none, false
}

// Directory is a tenant's directory in Entra. It is replicated: a write is seen at once by the primary replica, and by
// the others only after the lag, so a read after a write may be stale (Graph notes §2.1).
type Directory struct {
	clock  clockwork.Clock
	audits trail[DirectoryAudit]

	mu       sync.Mutex
	lag      time.Duration
	versions []version // ascending in time; the last one is the primary's
	random   *rand.Rand
}

type version struct {
	at       time.Time
	snapshot *Snapshot
}

// settled is for how long every replica has known what the lab starts with: longer than any lag.
const settled = 24 * time.Hour

// replicas is how many replicas answer by turns: the primary, one that is half the lag behind, and one that is all of it.
const replicas = 3

func newDirectory(clock clockwork.Clock, org Organization, lag time.Duration, seed uint64) *Directory {
	return &Directory{
		clock: clock, audits: trail[DirectoryAudit]{clock: clock}, lag: lag, random: rand.New(rand.NewPCG(seed, seed)), //nolint:gosec // which replica answers is no secret
		versions: []version{{at: clock.Now().Add(-settled), snapshot: newSnapshot(org)}},
	}
}

// SetLag sets how far the last replica is behind; 0 makes reads consistent.
func (d *Directory) SetLag(lag time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lag = lag
}

// Head is the directory as the primary replica shows it.
func (d *Directory) Head() *Snapshot {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.head()
}

func (d *Directory) head() *Snapshot { return d.versions[len(d.versions)-1].snapshot }

// Replica is the directory as one of the replicas shows it, drawn anew for each call: one call a request.
func (d *Directory) Replica() *Snapshot {
	d.mu.Lock()
	defer d.mu.Unlock()
	behind := d.lag * time.Duration(d.random.IntN(replicas)) / (replicas - 1)
	until := d.clock.Now().Add(-behind)
	for i := len(d.versions) - 1; i > 0; i-- {
		if !d.versions[i].at.After(until) {
			return d.versions[i].snapshot
		}
	}
	return d.versions[0].snapshot
}

// Update changes the directory: change works on a copy of what the primary has, which is published unless it fails. It leaves
// nothing in the audit log.
func (d *Directory) Update(change func(*Snapshot) error) error {
	_, _, err := d.change(change)
	return err
}

// UpdateBy is Update by somebody, which the audit log records.
func (d *Directory) UpdateBy(by Actor, change func(*Snapshot) error) error {
	before, after, err := d.change(change)
	if err == nil {
		now := d.clock.Now()
		d.audits.add(now, auditsOf(before, after, by, now)...)
	}
	return err
}

func (d *Directory) change(change func(*Snapshot) error) (before, after *Snapshot, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	before = d.head()
	next := before.clone()
	if err := change(next); err != nil {
		return nil, nil, err
	}
	now := d.clock.Now()
	d.versions = append(d.versions, version{at: now, snapshot: next})
	d.forgetOld(now)
	return before, next, nil
}

// forgetOld drops the versions that no replica can show any more.
func (d *Directory) forgetOld(now time.Time) {
	oldest := now.Add(-d.lag)
	for len(d.versions) > 1 && !d.versions[1].at.After(oldest) {
		d.versions = d.versions[1:]
	}
}

// settle makes what there is known to every replica, as at the start of the lab.
func (d *Directory) settle() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.versions = []version{{at: d.clock.Now().Add(-settled), snapshot: d.head()}}
}
