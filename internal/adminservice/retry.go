package adminservice

import (
	"cmp"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/cenkalti/backoff/v5"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/winauth"
)

const (
	// retryDelay is about the wait before the first retry; it doubles each time, up to maxRetryDelay.
	retryDelay    = 500 * time.Millisecond
	maxRetryDelay = 15 * time.Second
	// firstTries is how often a service is tried that has never answered, and firstTime for how long: a wrong address or a
	// closed firewall is to be said soon. Once it has been given up, further reads try once.
	firstTries = 4
	firstTime  = 30 * time.Second
	// patience is how long is tried where the context sets no limit.
	patience = 5 * time.Minute
)

// retry asks again for a read that met an outage or was lost on the way, for as long as the operation has time, and at
// another SMS Provider if there is one. A write is sent once: whether a lost one was done is looked up, never guessed.
// Only one that did not leave, for want of a sign-in, is tried again.
type retry struct {
	clock     clockwork.Clock
	providers *providers
}

// Do implements policy.Policy.
func (r retry) Do(req *policy.Request) (*http.Response, error) {
	waits := r.newWaits(req.Raw())
	var before *timeUp // what was met before the time was up
	for {
		res, err := r.round(req)
		if before != nil && err != nil && req.Raw().Context().Err() != nil {
			return nil, before.by(err)
		}
		if !again(req.Raw(), res, err) {
			return res, err
		}
		before = newTimeUp(res, err)
		wait, ok := waits.next(res)
		if !ok {
			return res, err
		}
		runtime.Drain(res)
		select {
		case <-req.Raw().Context().Done():
			return nil, before.by(req.Raw().Context().Err())
		case <-r.clock.After(wait):
		}
	}
}

// round asks one provider after the other, for a read, until one is well.
func (r retry) round(req *policy.Request) (res *http.Response, err error) {
	first := r.providers.inUse()
	for others := range r.providers.bases {
		at := r.providers.after(first, others)
		res, err = r.send(req, at)
		if !unwell(req.Raw(), res, err) {
			if res != nil {
				r.providers.answered(at)
			}
			return res, err
		}
		if !isRead(req.Raw()) || others == len(r.providers.bases)-1 {
			return res, err
		}
		runtime.Drain(res)
	}
	return res, err
}

// unwell reports whether it may be the fault of the provider, so that another one may answer: it is not there, not the one
// that it should be, or fails.
func unwell(req *http.Request, res *http.Response, err error) bool {
	if err == nil {
		return res.StatusCode >= http.StatusInternalServerError
	}
	var unsigned *winauth.Error
	var signIn *SignInError
	var foreign *winauth.ForeignHostError
	return req.Context().Err() == nil && !errors.As(err, &unsigned) && !errors.As(err, &signIn) && !errors.As(err, &foreign)
}

func (r retry) send(req *policy.Request, at int32) (*http.Response, error) {
	if err := req.RewindBody(); err != nil {
		return nil, err
	}
	attempt := req.Clone(req.Raw().Context())
	if err := r.providers.address(attempt.Raw(), at); err != nil {
		return nil, err
	}
	res, err := attempt.Next()
	if res != nil {
		r.providers.reached.Store(true)
	}
	return res, err
}

// waits are those between the tries of one request.
type waits struct {
	retry
	intervals  *backoff.ExponentialBackOff
	start, end time.Time
	tries      int
}

func (r retry) newWaits(req *http.Request) *waits {
	intervals := backoff.NewExponentialBackOff()
	intervals.InitialInterval, intervals.Multiplier, intervals.MaxInterval = retryDelay, 2, maxRetryDelay
	end, limited := req.Context().Deadline()
	if !limited {
		end = r.clock.Now().Add(patience)
	}
	return &waits{retry: r, intervals: intervals, start: r.clock.Now(), end: end}
}

// next is how long to wait before the next try, as the service says or longer each time; ok is false when that is no use.
func (w *waits) next(res *http.Response) (wait time.Duration, ok bool) {
	w.tries++
	tooLong := w.tries == firstTries || w.clock.Since(w.start) > firstTime || w.providers.gaveUp.Load()
	if !w.providers.reached.Load() && tooLong {
		w.providers.gaveUp.Store(true)
		return 0, false
	}
	wait = w.intervals.NextBackOff()
	if res != nil {
		wait = cmp.Or(poll.RetryAfter(res.Header, w.clock.Now()), wait)
	}
	return wait, !w.clock.Now().Add(wait).After(w.end)
}

// again reports whether a request may be tried again: a read when it may be answered later, a write when it never left.
func again(req *http.Request, res *http.Response, err error) bool {
	var unsigned *winauth.Error
	if errors.As(err, &unsigned) {
		return unsigned.Temporary && req.Context().Err() == nil
	}
	return isRead(req) && passing(req, res, err)
}

// passing reports whether a read may be answered later.
func passing(req *http.Request, res *http.Response, err error) bool {
	if err == nil {
		switch res.StatusCode {
		case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		default:
			return false
		}
	}
	var signIn *SignInError
	var foreign *winauth.ForeignHostError
	var certificate *tls.CertificateVerificationError
	var name *net.DNSError
	switch {
	case req.Context().Err() != nil, errors.Is(err, bounded.ErrTooLarge), errors.As(err, &foreign):
		return false
	case errors.As(err, &signIn), errors.As(err, &certificate): // azidentity has tried again already; a certificate stays what it is
		return false
	default:
		return !errors.As(err, &name) || !name.IsNotFound
	}
}
