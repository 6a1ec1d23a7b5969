package realproxies

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// owner is the user that a server runs as; the zero value is that of the test.
type owner struct {
	other    bool
	uid, gid int
}

// unprivileged is a user without rights, for a proxy that refuses to run as root; for everyone else than root, it is the
// user of the test.
func unprivileged() (owner, error) {
	if os.Geteuid() != 0 {
		return owner{}, nil
	}
	for _, name := range []string{"www-data", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(u.Uid)
		gid, gidErr := strconv.Atoi(u.Gid)
		if uidErr == nil && gidErr == nil {
			return owner{other: true, uid: uid, gid: gid}, nil
		}
	}
	return owner{}, fmt.Errorf("there is neither a user www-data nor a user nobody to run as")
}

// give makes a file or directory the owner's.
func (o owner) give(path string) error {
	if !o.other {
		return nil
	}
	return os.Chown(path, o.uid, o.gid)
}

// isolate gives a child a process group, so that it can be ended with its own children, and lets it end with its parent.
func isolate(cmd *exec.Cmd, as owner) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	if as.other {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(as.uid), Gid: uint32(as.gid)}
	}
}

// killGroup kills a process group; there may be none any more.
func killGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGKILL) }
