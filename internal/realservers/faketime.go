package realservers

import (
	"fmt"
	"time"
)

// faketime is the environment that puts the clock of a program ahead of the real time.
func faketime(offset time.Duration) []string {
	if offset == 0 {
		return nil
	}
	return []string{
		"LD_PRELOAD=" + file("libfaketime"), fmt.Sprintf("FAKETIME=%+d", int(offset/time.Second)), "FAKETIME_DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1",
	}
}
