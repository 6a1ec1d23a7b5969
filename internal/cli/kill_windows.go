package cli

import (
	"os/exec"
	"strconv"
)

// group does nothing: Windows knows the children of a process.
func group(*exec.Cmd) {}

// Kill ends a running command and all that it has started, at once.
func Kill(cmd *exec.Cmd) error {
	return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run()
}
