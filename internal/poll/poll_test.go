package poll

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

// run polls over the given answers while a fake clock is pushed on; it returns how often was asked.
func run(ctx context.Context, t *testing.T, inARow int, answers []bool) (int, error) {
	t.Helper()
	clock := clockwork.NewFakeClock()
	asked := 0
	result := make(chan error, 1)
	go func() {
		result <- Until(ctx, Options{Clock: clock, InARow: inARow, What: "a test"}, func(context.Context) (bool, error) {
			answer := answers[min(asked, len(answers)-1)]
			asked++
			return answer, nil
		})
	}()
	pushed, stop := context.WithCancel(context.Background())
	defer stop()
	go func() {
		for pushed.Err() == nil {
			if clock.BlockUntilContext(pushed, 1) == nil {
				clock.Advance(time.Minute)
			}
		}
	}()
	err := <-result
	return asked, err
}

func TestUntil(t *testing.T) {
	tests := map[string]struct {
		inARow  int
		answers []bool
		want    int
	}{
		"at once":                 {1, []bool{true}, 1},
		"later":                   {1, []bool{false, false, true}, 3},
		"two in a row":            {2, []bool{true, true}, 2},
		"a bad one starts over":   {2, []bool{true, false, true, true}, 4},
		"zero in a row means one": {0, []bool{true}, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got, err := run(t.Context(), t, tt.inARow, tt.answers); err != nil || got != tt.want {
				t.Errorf("asked %d times, %v; want %d", got, err, tt.want)
			}
		})
	}
}

func TestUntilEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := run(ctx, t, 1, []bool{false})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "a test") {
		t.Errorf("got %v", err)
	}
	want := errors.New("broken")
	if err := Until(context.Background(), Options{}, func(context.Context) (bool, error) { return true, want }); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}

// TestUntilEndsWithinALook: when the time ends inside the condition, what was awaited is said all the same.
func TestUntilEndsWithinALook(t *testing.T) {
	clock := clockwork.NewFakeClock()
	ctx, cancel := context.WithCancel(t.Context())
	broken := errors.New("broken")
	err := Until(ctx, Options{Clock: clock, What: "a test"}, func(context.Context) (bool, error) {
		clock.Advance(90 * time.Second)
		cancel()
		return true, broken
	})
	if !errors.Is(err, context.Canceled) || !errors.Is(err, broken) || !strings.Contains(err.Error(), "waiting for a test: not so after 1m30s and 1 looks") {
		t.Errorf("got %v", err)
	}
}

// leaps is a clock on which no wait takes time: it leaps ahead instead, and notes by how much.
type leaps struct {
	*clockwork.FakeClock
	waits []time.Duration
}

// After implements clockwork.Clock.
func (l *leaps) After(d time.Duration) <-chan time.Time {
	l.waits = append(l.waits, d)
	at := l.FakeClock.After(d)
	l.Advance(d)
	return at
}

// TestIntervals: they grow by half, up to the longest, and are jittered by half.
func TestIntervals(t *testing.T) {
	tests := map[string]struct {
		options      Options
		first, limit time.Duration
	}{
		"defaults":            {Options{}, defaultInterval, defaultMax},
		"given":               {Options{Interval: time.Second, Max: 3 * time.Second}, time.Second, 3 * time.Second},
		"longest is shorter":  {Options{Interval: time.Minute, Max: time.Second}, time.Minute, time.Minute},
		"only the first":      {Options{Interval: time.Second}, time.Second, defaultMax},
		"nonsense is default": {Options{Interval: -1, Max: -1, InARow: -1}, defaultInterval, defaultMax},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			clock := &leaps{FakeClock: clockwork.NewFakeClock()}
			tt.options.Clock = clock
			looks := 0
			err := Until(t.Context(), tt.options, func(context.Context) (bool, error) {
				looks++
				return looks > 30, nil
			})
			if err != nil || len(clock.waits) != 30 {
				t.Fatalf("waited %v, %v", clock.waits, err)
			}
			want := tt.first
			for i, wait := range clock.waits {
				if wait < want/2-time.Millisecond || wait > want*3/2+time.Millisecond {
					t.Errorf("wait %d took %s, want about %s", i, wait, want)
				}
				want = min(want*3/2, tt.limit)
			}
		})
	}
}

// TestIntervalInARow: a good answer is asked for again soon, however long was waited for it; a bad one goes on with the growing
// intervals, and does not begin anew.
func TestIntervalInARow(t *testing.T) {
	clock := &leaps{FakeClock: clockwork.NewFakeClock()}
	looks := 0
	err := Until(t.Context(), Options{Clock: clock, InARow: 2, Interval: time.Second, Max: time.Hour}, func(context.Context) (bool, error) {
		looks++
		return looks == 11 || looks > 12, nil
	})
	if err != nil || looks != 14 || clock.waits[10] != time.Second || clock.waits[12] != time.Second {
		t.Fatalf("waited %v, %v", clock.waits, err)
	}
	if before, after := clock.waits[9], clock.waits[11]; after < before/3 || after <= 10*time.Second {
		t.Errorf("after a bad answer %s, before %s", after, before)
	}
}
