package realservers

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

// groups are the processes of the servers' process groups that run. One that has ended and only waits to be noticed by
// its parent does not count.
func groups(t *testing.T, ids ...int) []string {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	var running []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended meanwhile
		}
		// Behind the name, which is in parentheses: state, parent, group.
		f := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
		for _, id := range ids {
			if f[2] == strconv.Itoa(id) && f[0] != "Z" && f[0] != "X" {
				running = append(running, file)
			}
		}
	}
	return running
}

// TestGone: nothing runs and no file is left when a test has ended.
func TestGone(t *testing.T) {
	var ids []int
	var dirs []string
	t.Run("inner", func(t *testing.T) {
		s := newSite(t, nil)
		ids, dirs = []int{s.realm.kdc.PID(), s.front.apache.PID()}, []string{s.realm.dir, s.front.dir}
		if running := groups(t, ids...); len(running) < 3 { // Apache has a child
			t.Errorf("running: %v", running)
		}
	})
	if running := groups(t, ids...); len(running) > 0 {
		t.Errorf("still running: %v", running)
	}
	for _, dir := range dirs {
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", dir, err)
		}
	}
}

// crashVariable makes TestCrash the test that crashes.
const crashVariable = "TENANTATTACH_TEST_CRASH"

// TestCrash: nothing runs when a test has ended without cleaning up.
func TestCrash(t *testing.T) {
	Require(t)
	if os.Getenv(crashVariable) != "" {
		s := newSite(t, nil)
		_, _ = fmt.Fprintf(os.Stderr, "crash %d %d %s\n", s.realm.kdc.PID(), s.front.apache.PID(), s.front.dir)
		os.Exit(3)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrash$")
	cmd.Env = append(os.Environ(), crashVariable+"=yes", "TMPDIR="+sharedTempDir(t))
	out, _ := cmd.CombinedOutput()
	var kdc, apache int
	var dir string
	_, line, _ := strings.Cut(string(out), "crash ")
	if _, err := fmt.Sscan(line, &kdc, &apache, &dir); err != nil {
		t.Fatalf("reading %q: %v", out, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err := poll.Until(ctx, poll.Options{Interval: child.PollInterval, Max: child.PollMax, What: "the end of the servers"}, func(context.Context) (bool, error) {
		return len(groups(t, kdc, apache)) == 0, nil
	})
	if err != nil {
		t.Error(err)
	}
}

// sharedTempDir is a directory that other users can enter, and that goes with the test.
func sharedTempDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "crash-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestStubborn: a server that does not end when it is asked to is killed, with its children.
func TestStubborn(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	p, err := child.Launch(exec.Command("sh", "-c", `trap "" TERM; sleep 60 & echo deaf; wait`), child.Owner{}, log)
	if err != nil {
		t.Fatal(err)
	}
	err = p.Ready("the server", func(context.Context) bool {
		data, err := os.ReadFile(log)
		return err == nil && string(data) == "deaf\n"
	})
	if err != nil {
		t.Error(err)
	}
	if err := p.StopWithin(50 * time.Millisecond); err == nil {
		t.Error("the server obeyed")
	}
	if running := groups(t, p.PID()); len(running) > 0 {
		t.Errorf("still running: %v", running)
	}
}
