package realproxies

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

const (
	// startTime bounds how long a proxy may take until it answers, on a busy machine.
	startTime = 30 * time.Second
	// pollInterval is the first interval at which a proxy is looked at, pollMax the longest.
	pollInterval, pollMax = 5 * time.Millisecond, 100 * time.Millisecond
)

// process is a proxy that runs as a child of the test, in a process group of its own.
type process struct {
	pid  int
	done chan struct{} // closed when it has ended
}

// launch starts a proxy, as the given user where it can. Everything that it prints goes to the file log.
func launch(cmd *exec.Cmd, as owner, log string) (*process, error) {
	out, err := os.OpenFile(log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the log of %s: %w", cmd.Path, err)
	}
	cmd.Env = environment()
	cmd.Stdout, cmd.Stderr = out, out
	isolate(cmd, as)
	p, started := &process{done: make(chan struct{})}, make(chan error)
	go p.run(cmd, out, started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("starting %s: %w", cmd.Path, err)
	}
	return p, nil
}

// environment is what every program needs, and nothing else of the machine.
func environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "LC_ALL=C", "TZ=UTC"}
}

// run starts the proxy and waits for its end, on one thread: it is to end with its parent, and the system takes the thread
// that started it for the parent.
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
		_ = cmd.Wait() // how a proxy ended that was told to is of no interest
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

// stop kills the proxy with all its children: it has nothing to lose, and Squid takes seconds to end by itself.
func (p *process) stop() {
	killGroup(p.pid)
	<-p.done
}

// ready waits until a proxy answers. One that ends before is an error at once.
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

// tries is how often a proxy is started anew, on another port: somebody else may have taken the one before it could.
const tries = 3

// start starts a proxy that stops with the test, with each of its tries on another place. The configuration is written by prepare.
func start(t testing.TB, name string, as owner, log string, prepare func() (*exec.Cmd, error), answers func(context.Context) bool) {
	t.Helper()
	for try := 1; ; try++ {
		p, err := startOnce(name, as, log, prepare, answers)
		if err == nil {
			t.Cleanup(p.stop)
			return
		}
		if try == tries {
			said, _ := os.ReadFile(log)
			t.Fatalf("starting %s: %v\n%s", name, err, said)
		}
	}
}

func startOnce(name string, as owner, log string, prepare func() (*exec.Cmd, error), answers func(context.Context) bool) (*process, error) {
	cmd, err := prepare()
	if err != nil {
		return nil, err
	}
	p, err := launch(cmd, as, log)
	if err != nil {
		return nil, err
	}
	if err := p.ready(name, answers); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}
