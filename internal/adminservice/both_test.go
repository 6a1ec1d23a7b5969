package adminservice

import (
	"context"
	"errors"
	"testing"
)

// TestBoth: each of two reads is under way before the other has ended, both go on to their end, and the error is the first's.
func TestBoth(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	for name, tt := range map[string]struct{ first, second, want error }{
		"both answer":     {nil, nil, nil},
		"the first fails": {first, nil, first},
		"the second":      {nil, second, second},
		"both fail":       {first, second, first},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := make(chan struct{}), make(chan struct{})
			meet := func(mine, others chan struct{}, is int, err error) func(context.Context) (int, error) {
				return func(ctx context.Context) (int, error) {
					close(mine)
					select {
					case <-others:
					case <-t.Context().Done():
						t.Error("the other read has not begun")
					}
					if ctx.Err() != nil {
						t.Error("the failure of one ends the other")
					}
					return is, err
				}
			}
			one, two, err := Both(t.Context(), meet(a, b, 1, tt.first), meet(b, a, 2, tt.second))
			if one != 1 || two != 2 || !errors.Is(err, tt.want) {
				t.Errorf("got %d, %d, %v; want 1, 2, %v", one, two, err, tt.want)
			}
		})
	}
}
