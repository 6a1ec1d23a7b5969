package child

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// Owner is the user that a server runs as; the zero value is that of the test.
type Owner struct {
	other    bool
	uid, gid int
}

// Unprivileged is a user without rights, for a server that refuses to run as root; for everyone else than root, it is the
// user of the test.
func Unprivileged() (Owner, error) {
	if os.Geteuid() != 0 {
		return Owner{}, nil
	}
	for _, name := range []string{"www-data", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		if uidErr == nil && gidErr == nil {
			return Owner{other: true, uid: uid, gid: gid}, nil
		}
	}
	return Owner{}, fmt.Errorf("there is neither a user www-data nor a user nobody to run as")
}

// Give makes a file or directory the owner's.
func (o Owner) Give(path string) error {
	if !o.other {
		return nil
	}
	return os.Chown(path, o.uid, o.gid)
}

// Isolate gives a child a process group, so that it can be ended with its own children, and lets it end with its parent.
func Isolate(cmd *exec.Cmd, as Owner) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	if as.other {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(as.uid), Gid: uint32(as.gid)}
	}
}

func terminate(pid int) { _ = syscall.Kill(pid, syscall.SIGTERM) }

// killGroup kills what is left of a process group; there may be nothing.
func killGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }
