package graph

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/jonboulle/clockwork"
)

// retry sends a request again when that is safe: after 429 always, since a throttled request was not processed; after
// an outage only what can be repeated without doing something twice; after "not found" when the object is known to
// exist. It is bounded by the context's deadline, not by a count, and waits as long as the service says.
type retry struct {
	next  http.RoundTripper
	clock clockwork.Clock
	lag   LagOptions
}

// RoundTrip implements http.RoundTripper.
func (r *retry) RoundTrip(req *http.Request) (*http.Response, error) {
	attempt, err := rewind(req)
	if err != nil {
		return nil, err
	}
	intervals := backoff.NewExponentialBackOff()
	lagUntil := r.clock.Now().Add(r.lag.Limit)
	for {
		one, err := attempt()
		if err != nil {
			return nil, err
		}
		res, err := r.next.RoundTrip(one)
		if err == nil || !r.again(req, err, lagUntil) {
			return res, err
		}
		wait := intervals.NextBackOff()
		if told, ok := retryAfter(err); ok {
			wait = told
		}
		if deadline, ok := req.Context().Deadline(); ok && r.clock.Now().Add(wait).After(deadline) {
			return nil, fmt.Errorf("%w (and the time that is left is shorter than the %s to wait before asking again)", err, wait.Round(time.Millisecond))
		}
		select {
		case <-req.Context().Done():
			return nil, errors.Join(err, req.Context().Err())
		case <-r.clock.After(wait):
		}
	}
}

func (r *retry) again(req *http.Request, err error, lagUntil time.Time) bool {
	if req.Context().Err() != nil {
		return false
	}
	var signIn *SignInError
	if errors.As(err, &signIn) { // azidentity has retried already
		return false
	}
	var answer *Error
	if !errors.As(err, &answer) {
		return idempotent(req) && isTransport(err)
	}
	switch answer.Status {
	case http.StatusTooManyRequests:
		return true
	case http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusBadGateway:
		return idempotent(req)
	}
	return r.clock.Now().Before(lagUntil) && isLag(req, answer)
}

// idempotent requests may be repeated after a lost answer: a PATCH sets values, it does not add.
func idempotent(req *http.Request) bool {
	return req.Method != http.MethodPost || isReadBatch(req.Context())
}

// isTransport tells a failure on the wire from a refusal of our own.
func isTransport(err error) bool {
	var foreign *ForeignHostError
	return !errors.As(err, &foreign)
}

// isLag reports whether an answer means that a replica does not know yet what another one does (Graph notes §2.1).
func isLag(req *http.Request, e *Error) bool {
	ctx := req.Context()
	switch {
	case isOwnApp(ctx) && e.Status == http.StatusForbidden:
		return strings.Contains(strings.ToLower(e.Message), "backing application")
	case e.Status == http.StatusNotFound:
		return isExpecting(ctx) && req.Method != http.MethodDelete
	case e.Status == http.StatusBadRequest:
		return (isOwnApp(ctx) || isExpecting(ctx)) && refersToUnknown(e.Message)
	default:
		return false
	}
}

// refersToUnknown recognises the texts of a 400 whose cause is a reference that the replica cannot resolve yet. Texts
// are no contract: one that is not recognised is returned as an error, never ignored.
func refersToUnknown(message string) bool {
	message = strings.ToLower(message)
	for _, part := range []string{"does not reference a valid application object", "not a valid reference update", "does not exist or one of its queried reference-property objects are not present"} {
		if strings.Contains(message, part) {
			return true
		}
	}
	return false
}

// retryAfter is how long the service wants to be left alone: in seconds, also fractional, or until a date.
func retryAfter(err error) (time.Duration, bool) {
	var answer *Error
	if !errors.As(err, &answer) || answer.retryAfter == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseFloat(answer.retryAfter, 64); err == nil && seconds >= 0 && seconds < 1e6 {
		return time.Duration(seconds * float64(time.Second)), true
	}
	at, err := http.ParseTime(answer.retryAfter)
	if err != nil || answer.date.IsZero() {
		return 0, false
	}
	return max(at.Sub(answer.date), 0), true // by the service's own clock: ours may be off
}
