package graph

import (
	"context"
	"reflect"
)

// steadyReads is how many reads in a row must agree before what they show is taken for a fact.
const steadyReads = 3

// Steady reads until several reads in a row show the same. It is for what would be drift, or look like a deletion: a
// replica that lags shows the past (Graph notes §2.1), so one read alone must not decide.
func Steady[T any](ctx context.Context, c *Client, what string, read func(context.Context) (T, error)) (T, error) {
	var last T
	first := true
	err := c.Await(ctx, what+" to read the same", steadyReads-1, func(ctx context.Context) (bool, error) {
		now, err := read(ctx)
		same := !first && reflect.DeepEqual(now, last)
		last, first = now, false
		return same, err
	})
	return last, err
}
