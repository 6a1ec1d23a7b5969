package wiretest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

// Clock is a clock on which no wait takes time: it leaps ahead instead, and notes by how much.
type Clock struct {
	*clockwork.FakeClock
	mu    sync.Mutex
	waits []time.Duration
}

// NewClock returns a clock that shows the present, in whole seconds.
func NewClock() *Clock { return NewClockAt(time.Now().Truncate(time.Second)) }

// NewClockAt returns a clock that shows the given time.
func NewClockAt(now time.Time) *Clock { return &Clock{FakeClock: clockwork.NewFakeClockAt(now)} }

// After implements clockwork.Clock.
func (c *Clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waits = append(c.waits, d)
	at := c.FakeClock.After(d)
	c.Advance(d)
	return at
}

// Waited returns the waits so far.
func (c *Clock) Waited() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Duration{}, c.waits...)
}

// Interrupted returns a clock that stands still, and a context that is cancelled once somebody waits by that clock.
func Interrupted(t testing.TB) (context.Context, clockwork.Clock) {
	clock := clockwork.NewFakeClockAt(time.Now())
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_ = clock.BlockUntilContext(ctx, 1)
		cancel()
	}()
	return ctx, clock
}
