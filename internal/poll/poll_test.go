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
func run(t *testing.T, ctx context.Context, inARow int, answers []bool) (int, error) {
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
			if got, err := run(t, context.Background(), tt.inARow, tt.answers); err != nil || got != tt.want {
				t.Errorf("asked %d times, %v; want %d", got, err, tt.want)
			}
		})
	}
}

func TestUntilEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := run(t, ctx, 1, []bool{false})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "a test") {
		t.Errorf("got %v", err)
	}
	want := errors.New("broken")
	if err := Until(context.Background(), Options{}, func(context.Context) (bool, error) { return true, want }); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}
