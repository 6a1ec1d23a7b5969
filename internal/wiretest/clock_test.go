package wiretest

import (
	"fmt"
	"testing"
)

// TestClock: a wait is over at once, and the time that it takes is gone.
func TestClock(t *testing.T) {
	c := NewClock()
	start := c.Now()
	for i := range 3 {
		if at := <-c.After(1 << i); at.Sub(start) != 1<<(i+1)-1 {
			t.Errorf("wait %d was over at %s", i, at.Sub(start))
		}
	}
	if got := c.Waited(); fmt.Sprint(got) != "[1ns 2ns 4ns]" || start.Nanosecond() != 0 {
		t.Errorf("waited %v from %s", got, start)
	}
	ctx, clock := Interrupted(t)
	select {
	case <-clock.After(1):
		t.Error("the time went on")
	case <-ctx.Done():
	}
}
