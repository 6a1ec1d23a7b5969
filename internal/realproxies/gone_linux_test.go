package realproxies

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestGone: nothing runs and no file is left when a test has ended.
func TestGone(t *testing.T) {
	Require(t)
	pids, dirs, memory := []int{}, []string{}, ""
	t.Run("inner", func(t *testing.T) {
		s := StartSquid(t, SquidOptions{Login: map[string]string{"a": "b"}})
		n := StartNginx(t, NginxOptions{})
		for _, file := range []string{s.dir.file("squid.pid"), n.dir.file("nginx.pid")} {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
			if err != nil || syscall.Kill(pid, 0) != nil {
				t.Fatalf("%s: process %d, %v", file, pid, err)
			}
			pids = append(pids, pid)
		}
		dirs, memory = append(dirs, s.dir.path, n.dir.path), "/dev/shm/"+s.service+"-*"
		if files, err := filepath.Glob(memory); err != nil || len(files) == 0 {
			t.Errorf("Squid has no shared memory of its own: %v", err)
		}
	})
	for _, pid := range pids {
		if err := syscall.Kill(pid, 0); err == nil {
			t.Errorf("process %d still runs", pid)
		}
	}
	if files, err := filepath.Glob(memory); err != nil || len(files) > 0 {
		t.Errorf("left: %v, %v", files, err)
	}
	for _, dir := range dirs {
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", dir, err)
		}
	}
}
