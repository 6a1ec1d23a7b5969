package adminservice

import (
	"context"
	"sync"
)

// Both does two reads of a site side by side, each to its end: others may wait for the answer of either. Of two errors it is
// the first read's.
func Both[A, B any](ctx context.Context, first func(context.Context) (A, error), second func(context.Context) (B, error)) (a A, b B, err error) {
	var other error
	var reads sync.WaitGroup
	reads.Go(func() { b, other = second(ctx) })
	a, err = first(ctx)
	reads.Wait()
	if err == nil {
		err = other
	}
	return a, b, err
}
