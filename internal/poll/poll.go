// Package poll waits for a condition: it asks again at growing, jittered intervals until the answer has been right
// several times in a row, under the deadline of the context. Time is injected; nothing sleeps a constant. It also reads
// for how long a service wants not to be asked.
package poll

import (
	"context"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/jonboulle/clockwork"
)

// Options say how to poll. The zero value polls by the real clock, every 0.2 to 10 seconds, until one good answer.
type Options struct {
	// Clock is the time that is waited by; nil is the real one.
	Clock clockwork.Clock
	// Interval is the first interval, and the one after a good answer that is not enough; after others it grows by half each
	// time, up to Max, and is jittered by half.
	Interval time.Duration
	// Max is the longest interval.
	Max time.Duration
	// InARow is how many good answers in a row end the wait: replicas answer by turns.
	InARow int
	// What completes the sentence "waiting for …".
	What string
}

const (
	defaultInterval = 200 * time.Millisecond
	defaultMax      = 10 * time.Second
)

// Until asks until the condition holds. An error of the condition ends the wait and is returned as it is. When the
// context ends, also inside the condition, the error says what was awaited, for how long and how often, and wraps the
// context's.
func Until(ctx context.Context, o Options, condition func(context.Context) (bool, error)) error {
	o = o.withDefaults()
	intervals := backoff.NewExponentialBackOff()
	intervals.InitialInterval, intervals.MaxInterval = o.Interval, o.Max
	start := o.Clock.Now()
	good := 0
	for asked := 1; ; asked++ {
		done, err := condition(ctx)
		if err != nil && ctx.Err() != nil {
			return fmt.Errorf("%w (the last look: %w)", o.ended(ctx, start, asked), err)
		}
		if err != nil {
			return err
		}
		if good++; !done {
			good = 0
		} else if good >= o.InARow {
			return nil
		}
		wait := o.Interval // to the next look of a row
		if !done {
			wait = intervals.NextBackOff()
		}
		select {
		case <-ctx.Done():
			return o.ended(ctx, start, asked)
		case <-o.Clock.After(wait):
		}
	}
}

func (o Options) ended(ctx context.Context, start time.Time, asked int) error {
	return fmt.Errorf("waiting for %s: not so after %s and %d looks: %w", o.What, o.Clock.Since(start).Round(time.Millisecond), asked, ctx.Err())
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	if o.Interval <= 0 {
		o.Interval = defaultInterval
	}
	if o.Max < o.Interval {
		o.Max = max(defaultMax, o.Interval)
	}
	o.InARow = max(o.InARow, 1)
	return o
}
