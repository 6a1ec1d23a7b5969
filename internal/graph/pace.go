package graph

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/time/rate"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

// From warnFrom on Microsoft Graph says in limitHeader which share of its quota an application uses in a tenant, up to 1.8;
// below that there is no such header (Graph notes §2.2).
const (
	limitHeader = "x-ms-throttle-limit-percentage"
	warnFrom    = 0.8
)

// What to make of the share is not documented. The curve is ours: from fastest requests a second at warnFrom it falls,
// exponentially, to slowest at a share of 1. It suits the smallest quotas, those of a tenant with fewer than 50 users
// (Graph notes §2.2): 3,500 resource units in 10 s bear 100 requests a second without end, at up to 3 units each, and
// 3,000 writes in 150 s bear 20 a second, which the curve has at 0.87. So the share comes to rest below 1, where nothing
// is refused yet, for up to 20 processes at a time that do nothing but write. Larger quotas leave more room.
const (
	fastest = 100.0
	slowest = 1.0
)

// lookAgain is the longest wait before what holds a request back is looked at again: an answer to another request may
// have changed it.
const lookAgain = time.Second

// Pace holds the requests of one application in one tenant back, which is what Microsoft Graph throttles by (Graph notes
// §2.2). While the service has asked to be left alone nothing is sent, whichever request was told; requests sent all the
// same would count against the quota. And it slows down as the use of the quota nears the limit. All clients of the same
// application in the same tenant share one. It is safe for concurrent use.
type Pace struct {
	clock clockwork.Clock

	mu      sync.Mutex
	rest    time.Time // nothing is sent before
	limiter *rate.Limiter
}

// NewPace makes a pace that holds nothing back yet.
func NewPace(clock clockwork.Clock) *Pace {
	return &Pace{clock: clock, limiter: rate.NewLimiter(rate.Inf, 1)}
}

// wait waits until a request that counts as many may be sent. When the deadline of ctx leaves no time for that it fails at
// once, with a *BusyError.
func (p *Pace) wait(ctx context.Context, requests int) error {
	for {
		now := p.clock.Now()
		left := p.turn(now, requests)
		if left <= 0 {
			return nil
		}
		if deadline, ok := ctx.Deadline(); ok && now.Add(left).After(deadline) {
			return &BusyError{Left: left}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.clock.After(min(left, lookAgain)):
		}
	}
}

// turn takes the turn of a request, if it is its turn; else it returns for how long it will not be.
func (p *Pace) turn(now time.Time, requests int) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if left := p.rest.Sub(now); left > 0 {
		return left
	}
	if !p.limiter.AllowN(now, 1) {
		missing := 1 - p.limiter.TokensAt(now)
		return time.Duration(math.Ceil(missing / float64(p.limiter.Limit()) * float64(time.Second)))
	}
	for range requests - 1 { // a $batch goes when one request may, and those after it wait for all of its parts
		p.limiter.ReserveN(now, 1)
	}
	return 0
}

// hold lets nothing be sent for some time.
func (p *Pace) hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.holdUntil(p.clock.Now().Add(d))
}

func (p *Pace) holdUntil(t time.Time) {
	if t.After(p.rest) {
		p.rest = t
	}
}

// heed does what the service says in an answer, or in those to the parts of a $batch, of which the one that says the most
// counts. A success without limitHeader ends the slowing down; an outage or a refusal without it says nothing.
func (p *Pace) heed(answers ...heading) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	share, known := 0.0, false
	for _, a := range answers {
		if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
			p.holdUntil(now.Add(poll.RetryAfter(a.header, now)))
		}
		share = max(share, a.share())
		known = known || a.status != http.StatusTooManyRequests && a.status < http.StatusInternalServerError
	}
	if known || share > 0 {
		p.limiter.SetLimitAt(now, tempo(share))
	}
}

// heading is an answer without its body.
type heading struct {
	status int
	header http.Header
}

// share is the share of the quota that is used; 0 when it is not said.
func (h heading) share() float64 {
	share, err := strconv.ParseFloat(h.header.Get(limitHeader), 64)
	if err != nil || math.IsNaN(share) {
		return 0
	}
	return max(share, 0)
}

// tempo is how many requests a second are sent while a share of the quota is used.
func tempo(share float64) rate.Limit {
	if share < warnFrom {
		return rate.Inf
	}
	return rate.Limit(fastest * math.Pow(slowest/fastest, min((share-warnFrom)/(1-warnFrom), 1)))
}

// BusyError says that a request was not sent, or not again, since the service wants to be left alone for longer than there
// is time.
type BusyError struct {
	Op, TenantID string
	// Left is for how long the service still wants to be left alone.
	Left time.Duration
}

// Error implements error.
func (e *BusyError) Error() string {
	return fmt.Sprintf("could not %s in tenant %s: Microsoft Graph is throttling this application in this tenant and wants to be left alone for another %s; less time than that is left",
		e.Op, e.TenantID, e.Left.Round(time.Millisecond))
}

// Unwrap says that it is the deadline that ends the wait.
func (e *BusyError) Unwrap() error { return context.DeadlineExceeded }

// Paces are those of a process, by what Microsoft Graph throttles by.
type Paces struct {
	clock clockwork.Clock

	mu   sync.Mutex
	made map[pacing]*Pace
}

// pacing is what shares a pace: an application in a tenant of one national cloud, at one of the audit logs or at all else.
type pacing struct {
	root, tenantID, clientID string
	auditLog                 string
}

// NewPaces makes paces that wait by the clock.
func NewPaces(clock clockwork.Clock) *Paces { return &Paces{clock: clock, made: map[pacing]*Pace{}} }

// Of is the pace of an application in a tenant, at the Microsoft Graph whose root this is; always the same. The client id
// may be empty, for an identity that has none in the configuration, such as a machine's own.
func (p *Paces) Of(root, tenantID, clientID string) *Pace {
	return p.of(pacing{root: root, tenantID: tenantID, clientID: clientID})
}

// OfAudits is the pace of its requests to an audit log: each is throttled apart.
func (p *Paces) OfAudits(root, tenantID, clientID, log string) *Pace {
	return p.of(pacing{root: root, tenantID: tenantID, clientID: clientID, auditLog: log})
}

func (p *Paces) of(key pacing) *Pace {
	key.root, key.tenantID, key.clientID = strings.ToLower(strings.TrimRight(key.root, "/")), strings.ToLower(key.tenantID), strings.ToLower(key.clientID)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made[key] == nil {
		p.made[key] = NewPace(p.clock)
	}
	return p.made[key]
}
