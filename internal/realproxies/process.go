package realproxies

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
)

// tries is how often a proxy is started anew, on another port: somebody else may have taken the one before it could.
const tries = 3

// start starts a proxy that stops with the test, with each of its tries on another place. The configuration is written by prepare.
func start(t testing.TB, name string, as child.Owner, log string, prepare func() (*exec.Cmd, error), answers func(context.Context) bool) {
	t.Helper()
	for try := 1; ; try++ {
		p, err := startOnce(name, as, log, prepare, answers)
		if err == nil {
			t.Cleanup(p.Kill) // a proxy has nothing to lose, and Squid takes seconds to end by itself
			return
		}
		if try == tries {
			said, _ := os.ReadFile(log)
			t.Fatalf("starting %s: %v\n%s", name, err, said)
		}
	}
}

func startOnce(name string, as child.Owner, log string, prepare func() (*exec.Cmd, error), answers func(context.Context) bool) (*child.Process, error) {
	cmd, err := prepare()
	if err != nil {
		return nil, err
	}
	cmd.Env = child.Environment()
	p, err := child.Launch(cmd, as, log)
	if err != nil {
		return nil, err
	}
	if err := p.Ready(name, answers); err != nil {
		p.Kill()
		return nil, err
	}
	return p, nil
}
