package msgraph

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// Quotas of one application in one tenant (Graph notes §2.2).
const (
	smallTenant  = 3500 // resource units, in a tenant with fewer than 50 users
	unitsPeriod  = 10 * time.Second
	writesQuota  = 3000
	writesPeriod = 150 * time.Second

	// From warnFrom on Graph says how much of the quota is used; maxUsed is the most that it says.
	warnFrom = 0.8
	maxUsed  = 1.8
)

// throttle keeps a token bucket of resource units and one of writes for each application in each tenant.
type throttle struct {
	clock clockwork.Clock
	quota float64

	mu     sync.Mutex
	meters map[string]*meters
	last   map[string]time.Time // request for Conditional Access that was served, by tenant
}

type meters struct{ units, writes meter }

// meter is a token bucket, counted the other way round: what is used drains away at a constant rate.
type meter struct {
	used float64
	at   time.Time
}

func newThrottle(clock clockwork.Clock, quota int) *throttle {
	return &throttle{clock: clock, quota: float64(quota), meters: map[string]*meters{}, last: map[string]time.Time{}}
}

// charge takes the price of a request, and refuses it when it was too much. Those that are refused count as well (Graph
// notes §2.2). The headers belong to the answer either way.
func (t *throttle) charge(who *caller, units int, write bool) (header http.Header, refusal error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	name := who.appID + "/" + who.tenant.ID
	m := t.meters[name]
	if m == nil {
		m = &meters{}
		t.meters[name] = m
	}
	now := t.clock.Now()
	share, wait := m.units.add(now, float64(units), t.quota, unitsPeriod)
	reason := "ResourceUnitLimitExceeded"
	if write {
		writeShare, writeWait := m.writes.add(now, 1, writesQuota, writesPeriod)
		if writeWait > wait {
			wait, reason = writeWait, "WriteLimitExceeded"
		}
		share = max(share, writeShare)
	}
	header = http.Header{}
	header.Set("x-ms-resource-unit", strconv.Itoa(units))
	if share >= warnFrom {
		header.Set("x-ms-throttle-limit-percentage", strconv.FormatFloat(share, 'f', 2, 64))
	}
	if wait == 0 {
		return header, nil
	}
	header.Set("Retry-After", strconv.Itoa(wait))
	header.Set("x-ms-throttle-information", reason)
	header.Set("x-ms-throttle-scope", "Tenant_Application/ReadWrite/"+name)
	return header, errThrottled()
}

// onePerSecond takes one request a second of a tenant, whoever asks, and reports whether this one is it.
func (t *throttle) onePerSecond(tenantID string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now()
	if last, ok := t.last[tenantID]; ok && now.Sub(last) < time.Second {
		return false
	}
	t.last[tenantID] = now
	return true
}

// add uses up some of the quota. It returns the share of the quota that is used, and for how many whole seconds to wait
// until the same request would fit; 0 when it does.
func (m *meter) add(now time.Time, amount, quota float64, period time.Duration) (share float64, wait int) {
	rate := quota / period.Seconds()
	m.used = max(0, m.used-now.Sub(m.at).Seconds()*rate)
	m.at = now
	m.used = min(m.used+amount, maxUsed*quota)
	if m.used <= quota {
		return m.used / quota, 0
	}
	// A request dearer than the whole quota would never fit; it may go once the bucket is empty.
	return m.used / quota, max(1, int(math.Ceil(min(m.used, m.used+amount-quota)/rate)))
}
