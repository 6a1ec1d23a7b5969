//go:build !linux

package realproxies

import (
	"errors"
	"os"
	"os/exec"
)

// owner is the user that a server runs as: here, that of the test.
type owner struct{}

// The proxies run on Linux only, which Require says; the functions are there for the package to compile.

func unprivileged() (owner, error) { return owner{}, errors.New("real proxies run on Linux only") }

func (owner) give(string) error { return nil }

func isolate(*exec.Cmd, owner) {}

func killGroup(pid int) {
	if p, err := os.FindProcess(pid); err == nil {
		_ = p.Kill()
	}
}
