package credential

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/cenkalti/backoff/v5"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

// longestWait is the longest wait between two tries, unless the service asks for a longer one.
const longestWait = 30 * time.Second

// firstTries is how often a host is tried that has never answered: a wrong address, a closed firewall or a proxy that
// blocks it is to be said soon.
const firstTries = 4

// retry sends a token request again while it may be answered later, under the deadline of its context: an outage of Entra
// that ends in time is none. azcore's own retry counts its tries, and where it waits out the deadline it forgets what the
// last try has met.
type retry struct {
	clock clockwork.Clock
	// reached says that the host has answered before.
	reached *atomic.Bool
	// patience, unless it is 0, says that the requests go to the identity endpoint of a machine, and how long that may give
	// no answer, or one that it is not there.
	patience time.Duration
}

// Do implements policy.Policy.
func (r retry) Do(req *policy.Request) (*http.Response, error) {
	ctx := req.Raw().Context()
	intervals := backoff.NewExponentialBackOff()
	intervals.MaxInterval = longestWait
	for start, tries := r.clock.Now(), 1; ; tries++ {
		if err := req.RewindBody(); err != nil {
			return nil, err
		}
		res, err := req.Clone(ctx).Next()
		attemptsOf(ctx).note(req.Raw().URL.Host, tries, res, err)
		if res != nil {
			r.reached.Store(true)
		}
		if ctx.Err() != nil || !r.mayPass(res, err) || r.patience == 0 && tries == firstTries && !r.reached.Load() {
			return res, err
		}
		wait := max(intervals.NextBackOff(), told(res, r.clock.Now()))
		then := r.clock.Now().Add(wait)
		if deadline, ok := ctx.Deadline(); ok && then.After(deadline) || r.isAbsent(res, err) && then.Sub(start) > r.patience {
			return res, err
		}
		runtime.Drain(res)
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-r.clock.After(wait):
		}
	}
}

// mayPass reports whether trying again may help. A certificate that is not trusted stays so, a name that does not exist,
// too, and who sends without end is not who issues tokens.
func (r retry) mayPass(res *http.Response, err error) bool {
	if err != nil {
		var certificate *tls.CertificateVerificationError
		var name *net.DNSError
		return !errors.Is(err, bounded.ErrTooLarge) && !errors.As(err, &certificate) && (!errors.As(err, &name) || !name.IsNotFound)
	}
	passing := []int{http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}
	if r.patience > 0 {
		passing = append(passing, http.StatusNotFound, http.StatusGone) // it is being updated, which takes up to 70 s
	}
	return slices.Contains(passing, res.StatusCode)
}

// isAbsent reports whether it seems that the machine has no identity endpoint. In another cloud something else may be at
// the address, which knows no such path.
func (r retry) isAbsent(res *http.Response, err error) bool {
	return r.patience > 0 && (err != nil || res.StatusCode == http.StatusNotFound)
}

// told is how long the service wants to be left alone; zero when it does not say, or has not answered.
func told(res *http.Response, now time.Time) time.Duration {
	if res == nil {
		return 0
	}
	return poll.RetryAfter(res.Header, now)
}
