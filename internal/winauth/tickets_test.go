package winauth

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

// issuer hands out tickets of an hour, or fails.
type issuer struct {
	clock *clockwork.FakeClock
	mu    sync.Mutex
	asked int
	fail  error
}

func (i *issuer) obtain(string) (*ticket, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.asked++; i.fail != nil {
		return nil, i.fail
	}
	now := i.clock.Now()
	return &ticket{start: now, end: now.Add(time.Hour), obtained: now}, nil
}

func (i *issuer) count() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.asked
}

func (i *issuer) failing(err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.fail = err
}

func newIssuer() (*issuer, *tickets) {
	i := &issuer{clock: clockwork.NewFakeClockAt(time.Now())}
	return i, newTickets(i.clock, i.obtain)
}

const testSPN = "HTTP/cm01"

func take(t *testing.T, held *tickets, spn string, stale *ticket) *ticket {
	t.Helper()
	got, err := held.get(t.Context(), spn, stale)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestTicketIsKept: for its service, and until the service does not take it; the one that replaces it is shared.
func TestTicketIsKept(t *testing.T) {
	i, held := newIssuer()
	first := take(t, held, testSPN, nil)
	if take(t, held, testSPN, nil) != first || i.count() != 1 {
		t.Error("it was not kept")
	}
	if take(t, held, "HTTP/cm02", nil) == first {
		t.Error("another service has the same")
	}
	second := take(t, held, testSPN, first)
	if second == first || take(t, held, testSPN, first) != second || i.count() != 3 {
		t.Error("the one that replaced it was not shared")
	}
}

// TestTicketIsRenewed: one that is about to end serves on, and is replaced meanwhile; when that fails it serves to its end.
func TestTicketIsRenewed(t *testing.T) {
	for name, failure := range map[string]error{
		"well": nil, "KDC is down": &Error{Said: "down", Temporary: true},
		"KDC is behind": &Error{Code: "KDC_ERR_S_PRINCIPAL_UNKNOWN (7)"}, "cache is being written": errors.New("is not a credential cache"),
	} {
		t.Run(name, func(t *testing.T) {
			i, held := newIssuer()
			first := take(t, held, testSPN, nil)
			i.failing(failure)
			i.clock.Advance(55 * time.Minute)
			if take(t, held, testSPN, nil) != first {
				t.Error("a good ticket was not used")
			}
			err := poll.Until(t.Context(), poll.Options{Clock: clockwork.NewRealClock(), Interval: time.Millisecond, Max: time.Millisecond, InARow: 1, What: "the exchange"}, func(context.Context) (bool, error) {
				return i.count() == 2, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			held.exchange.Lock()   // the exchange is over
			held.exchange.Unlock() //nolint:staticcheck // it was only waited for
			got := take(t, held, testSPN, nil)
			if (got != first) != (failure == nil) {
				t.Errorf("replaced: %v", got != first)
			}
			i.clock.Advance(6 * time.Minute)
			i.failing(nil)
			if take(t, held, testSPN, nil) == first {
				t.Error("an ended ticket was used, or the failure of the renewal stayed")
			}
		})
	}
}

// TestRefusals: what the KDC refuses is asked for once; of the account for every service, of a service for that one; what
// may pass is asked for again after a moment, and those who come together share one exchange.
func TestRefusals(t *testing.T) {
	tests := map[string]struct {
		failure      *Error
		sameAfter    int // exchanges after ten askers, and one more later
		otherService bool
	}{
		"account":   {&Error{Code: "KDC_ERR_PREAUTH_FAILED (24)", account: true}, 1, false},
		"service":   {&Error{Code: "KDC_ERR_S_PRINCIPAL_UNKNOWN (7)"}, 1, true},
		"temporary": {&Error{Said: "down", Temporary: true}, 2, true},
		"cache":     {&Error{Code: "KRB_AP_ERR_TKT_EXPIRED (32)", renewable: true}, 2, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			i, held := newIssuer()
			i.failing(tt.failure)
			var askers sync.WaitGroup
			for range 10 {
				askers.Go(func() {
					if _, err := held.get(t.Context(), testSPN, nil); !errors.Is(err, tt.failure) {
						t.Errorf("got %v", err)
					}
				})
			}
			askers.Wait()
			i.clock.Advance(time.Minute)
			_, _ = held.get(t.Context(), testSPN, nil)
			if i.count() != tt.sameAfter {
				t.Errorf("asked %d times", i.count())
			}
			i.failing(nil)
			if _, err := held.get(t.Context(), "HTTP/cm02", nil); (err == nil) != tt.otherService {
				t.Errorf("another service: %v", err)
			}
		})
	}
}

// TestTicketIsWaitedFor: who gives up says what was waited for.
func TestTicketIsWaitedFor(t *testing.T) {
	release := make(chan struct{})
	held := newTickets(clockwork.NewRealClock(), func(string) (*ticket, error) {
		<-release
		return nil, errors.New("late")
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := held.get(ctx, testSPN, nil); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "TCP 88") {
		t.Errorf("got %v", err)
	}
	close(release)
}

// TestAccounts: tenants that sign in as the same account share what was refused to it.
func TestAccounts(t *testing.T) {
	accounts := NewAccounts()
	o := KerberosOptions{Username: "a@B", KeytabPath: "k", Clock: clockwork.NewRealClock()}
	other := o
	other.KeytabPath = "l"
	if held := accounts.kerberos(o); accounts.kerberos(o) != held || accounts.kerberos(other) == held {
		t.Error("an account is what signs in")
	}
	first := accounts.ntlm(`CORP\a`, "p", "cm01.corp.example")
	for name, tt := range map[string]struct {
		got  *trial
		same bool
	}{
		"another server of the domain": {accounts.ntlm(`corp\A`, "p", "cm02.CORP.example"), true},
		"another customer":             {accounts.ntlm(`CORP\a`, "p", "cm01.other.example"), false},
		"another password":             {accounts.ntlm(`CORP\a`, "q", "cm01.corp.example"), false},
	} {
		if (tt.got == first) != tt.same {
			t.Errorf("%s: the same is %v", name, tt.got == first)
		}
	}
}
