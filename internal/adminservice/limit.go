package adminservice

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// An SMS Provider takes 200 requests per client IP (AdminService notes §1.10); whether a second, or at a time, is not
// said, and neither what happens beyond it. So both are kept to about half of that: the other half is for whoever else
// comes from the same address.
const (
	requestsPerSecond = 100
	requestsAtOnce    = 20 // that may come on top of the rate
	requestsAtATime   = 100
)

// Limits are those of all SMS Providers that a process talks to, by host: several tenants may share one.
type Limits struct {
	clock clockwork.Clock

	mu    sync.Mutex
	hosts map[string]*limit
}

type limit struct {
	rate   *rate.Limiter
	atOnce *semaphore.Weighted
}

// NewLimits makes limits that wait by the clock.
func NewLimits(clock clockwork.Clock) *Limits {
	return &Limits{clock: clock, hosts: map[string]*limit{}}
}

// Wrap makes a transport that keeps to the limits; a request beyond them waits, under its context.
func (l *Limits) Wrap(next http.RoundTripper) http.RoundTripper { return &limited{l, next} }

func (l *Limits) of(u *url.URL) *limit {
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")) + ":" + cmp.Or(u.Port(), "443")
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.hosts[host] == nil {
		l.hosts[host] = &limit{rate.NewLimiter(requestsPerSecond, requestsAtOnce), semaphore.NewWeighted(requestsAtATime)}
	}
	return l.hosts[host]
}

type limited struct {
	limits *Limits
	next   http.RoundTripper
}

// RoundTrip implements http.RoundTripper. A request counts until its answer has been read.
func (l *limited) RoundTrip(req *http.Request) (*http.Response, error) {
	host := l.limits.of(req.URL)
	if err := host.atOnce.Acquire(req.Context(), 1); err != nil {
		return nil, err
	}
	release := sync.OnceFunc(func() { host.atOnce.Release(1) })
	if err := l.limits.pace(req.Context(), host.rate); err != nil {
		release()
		return nil, err
	}
	res, err := l.next.RoundTrip(req)
	if err != nil {
		release()
		return nil, err
	}
	res.Body = &counted{res.Body, release}
	return res, nil
}

func (l *Limits) pace(ctx context.Context, r *rate.Limiter) error {
	now := l.clock.Now()
	place := r.ReserveN(now, 1)
	wait := place.DelayFrom(now)
	if wait <= 0 {
		return nil
	}
	select {
	case <-ctx.Done():
		place.CancelAt(l.clock.Now())
		return ctx.Err()
	case <-l.clock.After(wait.Round(time.Microsecond)):
		return nil
	}
}

type counted struct {
	io.ReadCloser
	release func()
}

// Close implements io.Closer.
func (c *counted) Close() error {
	defer c.release()
	return c.ReadCloser.Close()
}
