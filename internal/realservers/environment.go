package realservers

import (
	"fmt"
	"os"
	"time"
)

// baseEnvironment is what every program needs. It takes nothing else from the machine, so that neither its Kerberos nor
// its proxies nor its time zone matter.
func baseEnvironment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "LC_ALL=C", "TZ=UTC"}
}

// faketime is the environment that puts the clock of a program ahead of the real time.
func faketime(offset time.Duration) []string {
	if offset == 0 {
		return nil
	}
	return []string{
		"LD_PRELOAD=" + file("libfaketime"), fmt.Sprintf("FAKETIME=%+d", int(offset/time.Second)), "FAKETIME_DONT_FAKE_MONOTONIC=1", "NO_FAKE_STAT=1",
	}
}
