package graph

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

// retry sends a request again when that is safe: after 429 always, since a throttled request was not processed; after
// an outage only what can be repeated without doing something twice; after "not found" when the object is known to
// exist. It is bounded by the context's deadline, not by a count, and waits as long as the service says.
type retry struct {
	next   http.RoundTripper
	clock  clockwork.Clock
	paceOf func(context.Context) *Pace
	lag    LagOptions
}

// RoundTrip implements http.RoundTripper.
func (r *retry) RoundTrip(req *http.Request) (*http.Response, error) {
	attempt, err := rewind(req)
	if err != nil {
		return nil, err
	}
	pauses := newPauses(r.clock, r.paceOf(req.Context()))
	lagUntil := r.clock.Now().Add(r.lag.Limit)
	var before error
	for {
		res, err := r.next.RoundTrip(attempt())
		if err != nil && before != nil && req.Context().Err() != nil { // that the time is up explains nothing
			return nil, fmt.Errorf("%w. Before that: %v", err, before) //nolint:errorlint // what it was is to be read, not to be acted on
		}
		if err == nil || !r.again(req, err, lagUntil) {
			return res, err
		}
		before = err
		if err := pauses.after(req.Context(), err); err != nil {
			return nil, err
		}
	}
}

func (r *retry) again(req *http.Request, err error, lagUntil time.Time) bool {
	if req.Context().Err() != nil {
		return false
	}
	var wire *WireError
	if errors.As(err, &wire) {
		return idempotent(req) && !wire.permanent()
	}
	var answer *Error
	if !errors.As(err, &answer) { // a refusal of our own, or a sign-in, which azidentity has tried again already
		return false
	}
	switch answer.Status {
	case http.StatusTooManyRequests:
		return true
	case http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusBadGateway:
		return idempotent(req)
	}
	return r.clock.Now().Before(lagUntil) && isLag(req, answer)
}

// idempotent requests may be repeated after a lost answer: a PATCH sets values, it does not add. Of a POST nobody knows but
// who sends it.
func idempotent(req *http.Request) bool {
	return req.Method != http.MethodPost || isReadBatch(req.Context()) || isRepeatable(req.Context())
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

// refersToUnknown recognises the texts of a 400 whose cause is a reference that the replica cannot resolve yet. The
// first is seen in the field (Graph notes §2.1), the others are general knowledge. Texts are no contract: one that is
// not recognised is returned as an error, never ignored.
func refersToUnknown(message string) bool {
	message = strings.ToLower(message)
	for _, part := range []string{
		"does not reference a valid application object",
		"not a valid reference update",
		"does not exist or one of its queried reference-property objects are not present",
		"no password credential found with keyid",
	} {
		if strings.Contains(message, part) {
			return true
		}
	}
	return false
}

// pauses are the waits between the attempts of one request: as long as the service says, else longer each time. When it
// throttles without saying for how long, the others of the same application in the same tenant are held back as well.
type pauses struct {
	clock     clockwork.Clock
	pace      *Pace
	intervals *backoff.ExponentialBackOff
}

func newPauses(clock clockwork.Clock, pace *Pace) *pauses {
	return &pauses{clock, pace, backoff.NewExponentialBackOff()}
}

// after waits after a failure. When the deadline of ctx leaves no time for that it fails at once, as the deadline does.
func (p *pauses) after(ctx context.Context, failure error) error {
	now := p.clock.Now()
	wait := p.intervals.NextBackOff()
	if told := retryAfter(failure, now); told > 0 {
		wait = told
	}
	if hasStatus(failure, http.StatusTooManyRequests) {
		p.pace.hold(wait)
	}
	if deadline, ok := ctx.Deadline(); ok && now.Add(wait).After(deadline) {
		return fmt.Errorf("%w (less time is left than the %s to wait before asking again: %w)", failure, wait.Round(time.Millisecond), context.DeadlineExceeded)
	}
	select {
	case <-ctx.Done():
		return errors.Join(failure, ctx.Err())
	case <-p.clock.After(wait):
		return nil
	}
}

// retryAfter is how long the service wants to be left alone; zero when it does not say.
func retryAfter(err error, now time.Time) time.Duration {
	var answer *Error
	if !errors.As(err, &answer) {
		return 0
	}
	return poll.RetryAfter(answer.header, now)
}
