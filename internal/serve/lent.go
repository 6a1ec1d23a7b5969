package serve

import (
	"context"
	"sync/atomic"
	"time"
)

// lent is a context that can be taken back: from then on it is ended, knows no values, and keeps nothing alive.
type lent struct{ of atomic.Pointer[held] }

// held is the context that is lent.
type held struct{ context.Context }

func lend(ctx context.Context) *lent {
	l := &lent{}
	l.of.Store(&held{ctx})
	return l
}

// giveBack takes it back.
func (l *lent) giveBack() { l.of.Store(over) }

// over is what a lent context is once it was taken back.
var over = &held{ended()} //nolint:gochecknoglobals // constant

func ended() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// Deadline implements context.Context.
func (l *lent) Deadline() (time.Time, bool) { return l.of.Load().Deadline() }

// Done implements context.Context.
func (l *lent) Done() <-chan struct{} { return l.of.Load().Done() }

// Err implements context.Context.
func (l *lent) Err() error { return l.of.Load().Err() }

// Value implements context.Context.
func (l *lent) Value(key any) any { return l.of.Load().Value(key) }
