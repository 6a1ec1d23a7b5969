package world

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// IntuneSeed is what the service Intune starts from in a tenant.
type IntuneSeed struct {
	// RBAC says that "Use Intune RBAC" is on.
	RBAC bool `yaml:"rbac"`
	// RBACDelay is how long it takes until the first replica shows a change of that: about ten minutes are documented until
	// it takes effect (AdminService notes §3.5); whether getState shows it earlier is not.
	RBACDelay time.Duration `yaml:"rbac_delay"`
	// BetaStatus is what the paths of Graph's beta answer where the cloud does not have them, 400 or 404; 0: it has them. What
	// the US Government cloud has is not known (Graph notes §3).
	BetaStatus int `yaml:"beta_status"`
	// AnalyticsOff says that Endpoint analytics is off: the summary of devices has zeros then (inferred, not found).
	AnalyticsOff bool `yaml:"analytics_off"`
	// AnalyticsStatus is what the summary answers instead; 0: the summary.
	AnalyticsStatus int `yaml:"analytics_status"`
	// Hierarchies are others that are attached to the tenant, with how many collections each makes available.
	Hierarchies []IntuneHierarchySeed `yaml:"hierarchies"`
}

// IntuneHierarchySeed is another hierarchy that is attached to the tenant.
type IntuneHierarchySeed struct {
	ID          string `yaml:"id"`
	Name        string `yaml:"name"`
	Collections int    `yaml:"collections"`
}

// Intune is what the service Intune keeps of a tenant. Whether it is replicated is not published; that reads flap for a
// while after a change is the lab's, so that clients which trust one read are found out.
type Intune struct {
	Seed IntuneSeed

	clock   clockwork.Clock
	lag     time.Duration
	planted time.Time

	mu          sync.Mutex
	random      *rand.Rand
	switches    []switched // ascending in time; the last one is what was written last
	collections map[string]ManagerCollection
	offBoarded  bool // the tenant's own hierarchy
}

// switched is one change of "Use Intune RBAC".
type switched struct {
	at      time.Time
	enabled bool
}

func newIntune(seed IntuneSeed, clock clockwork.Clock, lag time.Duration, random uint64) *Intune {
	i := &Intune{
		Seed: seed, clock: clock, lag: lag, planted: clock.Now().UTC().Truncate(time.Second), random: rand.New(rand.NewPCG(random, random)), //nolint:gosec // which replica answers is no secret
	}
	i.collections = seed.collections(i.planted)
	i.settle(seed.RBAC)
	return i
}

// RBAC reports whether "Use Intune RBAC" is on, as one of the replicas shows it, drawn anew for each call.
func (i *Intune) RBAC() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	until := i.clock.Now().Add(-i.Seed.RBACDelay - i.lag*time.Duration(i.random.IntN(replicas))/(replicas-1))
	shown := i.switches[0]
	for _, s := range i.switches {
		if !s.at.After(until) {
			shown = s
		}
	}
	return shown.enabled
}

// SetRBAC switches "Use Intune RBAC".
func (i *Intune) SetRBAC(enabled bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.switches = append(i.switches, switched{i.clock.Now(), enabled})
}

// WrittenRBAC is what was written last, whether a replica shows it yet or not.
func (i *Intune) WrittenRBAC() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.switches[len(i.switches)-1].enabled
}

// settle makes a state known to every replica.
func (i *Intune) settle(enabled bool) {
	i.switches = []switched{{i.clock.Now().Add(-settled - i.Seed.RBACDelay - i.lag), enabled}}
}
