//go:build !linux

package child

import (
	"errors"
	"os"
	"os/exec"
)

// Owner is the user that a server runs as: here, that of the test.
type Owner struct{}

// The servers run on Linux only, which Require says; the functions are there for the package to compile.

// Unprivileged is an error.
func Unprivileged() (Owner, error) { return Owner{}, errors.New("real servers run on Linux only") }

// Give does nothing.
func (Owner) Give(string) error { return nil }

// Isolate does nothing.
func Isolate(*exec.Cmd, Owner) {}

func terminate(pid int) { killGroup(pid) }

func killGroup(pid int) {
	if p, err := os.FindProcess(pid); err == nil {
		_ = p.Kill()
	}
}
