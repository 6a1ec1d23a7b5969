package adminservice

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/cenkalti/backoff/v5"
	"github.com/jonboulle/clockwork"
)

const (
	maxRetries = 3
	// retryDelay is about the wait before the first retry; it doubles each time.
	retryDelay = 500 * time.Millisecond
	// maxRetryAfter is the longest wait that the service may ask for: beyond it the read fails.
	maxRetryAfter = time.Minute
)

// retry asks again for a read that met an outage or was lost on the way. A write is sent once: whether a lost one was
// done is looked up, never guessed.
type retry struct{ clock clockwork.Clock }

// Do implements policy.Policy.
func (r retry) Do(req *policy.Request) (*http.Response, error) {
	if !isRead(req.Raw()) {
		return req.Next()
	}
	intervals := backoff.NewExponentialBackOff()
	intervals.InitialInterval, intervals.Multiplier = retryDelay, 2
	for retries := 0; ; retries++ {
		if err := req.RewindBody(); err != nil {
			return nil, err
		}
		res, err := req.Clone(req.Raw().Context()).Next()
		if retries == maxRetries || !passing(req.Raw(), res, err) {
			return res, err
		}
		wait := intervals.NextBackOff()
		if told := retryAfter(res, r.clock.Now()); told > 0 {
			wait = told
		}
		deadline, limited := req.Raw().Context().Deadline()
		if wait > maxRetryAfter || limited && r.clock.Now().Add(wait).After(deadline) {
			return res, err
		}
		runtime.Drain(res)
		select {
		case <-req.Raw().Context().Done():
			return nil, req.Raw().Context().Err()
		case <-r.clock.After(wait):
		}
	}
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
	var certificate *tls.CertificateVerificationError
	var name *net.DNSError
	switch {
	case req.Context().Err() != nil, errors.Is(err, errTooLarge):
		return false
	case errors.As(err, &signIn), errors.As(err, &certificate): // azidentity has tried again already; a certificate stays what it is
		return false
	default:
		return !errors.As(err, &name) || !name.IsNotFound
	}
}

// retryAfter is how long the service wants to be left alone, in seconds or until a date; zero when it does not say.
func retryAfter(res *http.Response, now time.Time) time.Duration {
	if res == nil {
		return 0
	}
	value := res.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(seconds, 0), 1e6)) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		now = date // the service's own clock: ours may be off
	}
	return max(at.Sub(now), 0)
}
