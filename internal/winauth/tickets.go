package winauth

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/singleflight"
)

// afterFailure is how long the failure of an exchange is the answer to those who ask next: ten requests that meet a silent
// KDC need not each wait for it.
const afterFailure = 2 * time.Second

// tickets keeps the ticket of each service that an account uses, and gets a new one before it ends. One exchange runs at a
// time, and whoever asks meanwhile shares its outcome. What a KDC refuses is not asked for again, so that a wrong password
// is tried once, however many tenants and services share the account.
type tickets struct {
	clock    clockwork.Clock
	obtain   func(spn string) (*ticket, error)
	flights  singleflight.Group
	exchange sync.Mutex // one at a time, for all services

	mu      sync.Mutex
	held    map[string]*ticket
	failed  map[string]failure
	refused map[string]error // by SPN; "" for the account itself
}

// failure is an exchange that failed, but may do better later.
type failure struct {
	err error
	at  time.Time
}

func newTickets(clock clockwork.Clock, obtain func(string) (*ticket, error)) *tickets {
	return &tickets{clock: clock, obtain: obtain, held: map[string]*ticket{}, failed: map[string]failure{}, refused: map[string]error{}}
}

// get returns a ticket for a service: the held one, unless it has ended or is the stale one, which the service did not
// take. One that is about to end is returned, and replaced meanwhile.
func (t *tickets) get(ctx context.Context, spn string, stale *ticket) (*ticket, error) {
	held, err := t.known(spn, stale)
	if err != nil || held != nil && t.clock.Now().Before(held.renewAt()) {
		return held, err
	}
	outcome := t.flights.DoChan(spn, func() (any, error) { return t.renew(context.WithoutCancel(ctx), spn, stale) })
	if held != nil {
		return held, nil
	}
	select {
	case <-ctx.Done():
		return nil, &Error{Mechanism: Kerberos, Target: spn, Said: "no answer of a KDC until the end", Advice: noKDC, Err: ctx.Err()}
	case o := <-outcome:
		if o.Err != nil {
			return nil, o.Err
		}
		got, ok := o.Val.(*ticket)
		if !ok {
			return nil, fmt.Errorf("a ticket is a %T", o.Val)
		}
		return got, nil
	}
}

// known is what needs no exchange: a ticket that has not ended, or a refusal when there is none.
func (t *tickets) known(spn string, stale *ticket) (*ticket, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if have := t.held[spn]; have != nil && have != stale && t.clock.Now().Before(have.end) {
		return have, nil
	}
	for _, key := range []string{"", spn} {
		if err := t.refused[key]; err != nil {
			return nil, err
		}
	}
	return nil, t.lately(spn)
}

// lately is a failure of just now.
func (t *tickets) lately(spn string) error {
	if f, ok := t.failed[spn]; ok && t.clock.Since(f.at) < afterFailure {
		return f.err
	}
	return nil
}

// renewAt leaves a tenth of the time that a ticket has, so that no request goes out with one that ends on the way.
func (k *ticket) renewAt() time.Time { return k.end.Add(-k.end.Sub(k.start) / 10) }

// renew gets a ticket and keeps it, or takes down why there is none.
func (t *tickets) renew(ctx context.Context, spn string, stale *ticket) (*ticket, error) {
	t.exchange.Lock()
	defer t.exchange.Unlock()
	held, err := t.known(spn, stale)
	if err != nil || held != nil && (t.clock.Now().Before(held.renewAt()) || t.failedLately(spn)) {
		return held, err
	}
	got, err := t.obtain(spn)
	t.mu.Lock()
	defer t.mu.Unlock()
	if err == nil {
		t.held[spn] = got
		delete(t.failed, spn)
		tflog.Debug(ctx, "got a Kerberos ticket", map[string]any{"spn": spn, "ends": got.end.UTC().Format(time.RFC3339)})
		return got, nil
	}
	t.failed[spn] = failure{err, t.clock.Now()}
	var refusal *Error
	if errors.As(err, &refusal) && refusal.final() && held == nil {
		key := spn
		if refusal.account {
			key = ""
		}
		t.refused[key] = err
	}
	return nil, err
}

func (t *tickets) failedLately(spn string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lately(spn) != nil
}
