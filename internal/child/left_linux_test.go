package child

import (
	"context"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestLeft: what a child leaves behind is found by its command line, and waited for while it ends.
func TestLeft(t *testing.T) { //nolint:paralleltest // it looks at all children
	if err := Adopt(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!").Output()
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Kill(pid, syscall.SIGKILL) }() // it should have ended
	soon, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if left, err := Left(soon); err != nil || len(left) != 1 || !strings.HasSuffix(left[0], "sleep 600") {
		t.Errorf("found %q, %v", left, err)
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	long, cancel := context.WithTimeout(t.Context(), StartTime)
	defer cancel()
	if left, err := Left(long); err != nil || len(left) > 0 {
		t.Errorf("after its end, found %q, %v", left, err)
	}
}
