package realservers

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
	// startTime bounds how long a server may take until it answers, on a busy machine.
	startTime = 30 * time.Second
	// stopTime bounds how long a server may take to end before it is killed.
	stopTime = 10 * time.Second
	// pollInterval is the first interval at which a server is looked at, pollMax the longest.
	pollInterval, pollMax = 5 * time.Millisecond, 100 * time.Millisecond
)

// process is a server that runs as a child of the test, in a process group of its own.
type process struct {
	pid  int
	done chan struct{} // closed when the server has ended
}

// launch starts a server, as the given user where it can. Everything that the server prints goes to the file log.
func launch(cmd *exec.Cmd, as owner, log string) (*process, error) {
	out, err := os.OpenFile(log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the log of %s: %w", cmd.Path, err)
	}
	cmd.Stdout, cmd.Stderr = out, out
	isolate(cmd, as)
	p, started := &process{done: make(chan struct{})}, make(chan error)
	go p.run(cmd, out, started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("starting %s: %w", cmd.Path, err)
	}
	return p, nil
}

// run starts the server and waits for its end, on one thread: the server is to end with its parent, and the system takes
// the thread that started it for the parent.
func (p *process) run(cmd *exec.Cmd, out *os.File, started chan<- error) {
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

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// stop ends the server with all its children: it is asked to, and killed when it does not obey.
func (p *process) stop() error { return p.stopWithin(stopTime) }

func (p *process) stopWithin(limit time.Duration) error {
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

// ready waits until a server answers. A server that ends before is an error at once.
func (p *process) ready(what string, answers func(context.Context) bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	return poll.Until(ctx, poll.Options{Interval: pollInterval, Max: pollMax, What: what}, func(ctx context.Context) (bool, error) {
		if p.ended() {
			return false, fmt.Errorf("%s ended while it started", what)
		}
		return answers(ctx), nil
	})
}
