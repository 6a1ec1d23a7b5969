package driftreport

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// running are the processes that were started with a directory in their arguments. One that has ended has none.
func running(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && bytes.Contains(text, []byte(dir)) {
			all = append(all, strings.ReplaceAll(string(text), "\x00", " "))
		}
	}
	return all
}

// TestBrowserGone: nothing of the browser runs and no file is left when a test has ended.
func TestBrowserGone(t *testing.T) {
	dir := ""
	t.Run("inner", func(t *testing.T) {
		b := startBrowser(t)
		if dir = b.dir; len(running(t, dir)) == 0 {
			t.Error("the browser is not found: this test would show nothing")
		}
	})
	if dir == "" {
		t.Skip("there is no browser")
	}
	if left := running(t, dir); len(left) > 0 {
		t.Errorf("still running: %q", left)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", dir, err)
	}
}
