// Package child runs servers as children of a test: each in a process group of its own, on a free port, ended with the test
// whatever becomes of that.
package child

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

const (
	// StartTime bounds how long a server may take until it answers, on a busy machine.
	StartTime = 30 * time.Second
	// StopTime bounds how long a server may take to end before it is killed.
	StopTime = 10 * time.Second
	// PollInterval is the first interval at which a server is looked at.
	PollInterval = 5 * time.Millisecond
	// PollMax is the longest one.
	PollMax = 100 * time.Millisecond
)

// Process is a server that runs as a child of the test, in a process group of its own.
type Process struct {
	pid  int
	done chan struct{} // closed when the server has ended
}

// Launch starts a server, as the given user where it can. Everything that the server prints goes to the file log.
func Launch(cmd *exec.Cmd, as Owner, log string) (*Process, error) {
	out, err := os.OpenFile(log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the log of %s: %w", cmd.Path, err)
	}
	cmd.Stdout, cmd.Stderr = out, out
	Isolate(cmd, as)
	p, started := &Process{done: make(chan struct{})}, make(chan error)
	go p.run(cmd, out, started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("starting %s: %w", cmd.Path, err)
	}
	return p, nil
}

// run starts the server and waits for its end, on one thread: the server is to end with its parent, and the system takes
// the thread that started it for the parent.
func (p *Process) run(cmd *exec.Cmd, out *os.File, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer func() { _ = out.Close() }()
	defer close(p.done)
	err := cmd.Start()
	if err == nil {
		p.pid = cmd.Process.Pid
	}
	started <- err
	if err == nil {
		_ = cmd.Wait() // how a server ended that was told to is of no interest
	}
}

// PID is the number of the server, and of its process group.
func (p *Process) PID() int { return p.pid }

func (p *Process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Stop ends the server with all its children: it is asked to, and killed when it does not obey.
func (p *Process) Stop() error { return p.StopWithin(StopTime) }

// StopWithin is Stop with a limit of one's own for the asking.
func (p *Process) StopWithin(limit time.Duration) error {
	if !p.ended() {
		terminate(p.pid)
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	var err error
	select {
	case <-p.done:
	case <-timer.C:
		err = fmt.Errorf("process %d did not end within %s, so it was killed", p.pid, limit)
	}
	killGroup(p.pid)
	<-p.done
	return err
}

// Kill ends the server with all its children at once.
func (p *Process) Kill() {
	killGroup(p.pid)
	<-p.done
}

// Ready waits until a server answers. A server that ends before is an error at once.
func (p *Process) Ready(what string, answers func(context.Context) bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), StartTime)
	defer cancel()
	return poll.Until(ctx, poll.Options{Interval: PollInterval, Max: PollMax, What: what}, func(ctx context.Context) (bool, error) {
		if p.ended() {
			return false, fmt.Errorf("%s ended while it started", what)
		}
		return answers(ctx), nil
	})
}
