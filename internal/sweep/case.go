package sweep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
)

// oneCase is a fault at one request of a scenario.
type oneCase struct {
	scenario scenario
	fault    fault
	request  int
}

func (c oneCase) String() string {
	return fmt.Sprintf("%s, %s at request %d", c.scenario.name, c.fault.name, c.request)
}

// Outcome is what became of a case.
type Outcome struct {
	// Case names the scenario, the fault and the request, and Request is what that request was.
	Case, Request string
	// Scenario and Fault are the first two of the three.
	Scenario, Fault string
	// Met says that the fault struck, Absorbed that the run ended well all the same, Recovered that Terraform was killed while it
	// wrote its state, so that the backup had to take its place, and Spared that something is left as the documentation says of
	// a run that is killed.
	Met, Absorbed, Recovered, Spared bool
	// Problems are what is not as it should be; without any the case has converged.
	Problems []string
	// Output is what Terraform said, in the run with the fault and in the next.
	Output string
}

// run runs a case: with the fault, and again without.
func (b *bed) run(ctx context.Context, c oneCase) (Outcome, error) {
	out := Outcome{Case: c.String(), Scenario: c.scenario.name, Fault: c.fault.name}
	want, err := b.cleanRun(ctx, c.scenario)
	if err != nil {
		return out, err
	}
	if err := b.begin(ctx, startKey{fresh: c.scenario.fresh, short: c.fault.slow()}); err != nil {
		return out, err
	}
	began := time.Now()
	b.lab.Recorder().ClearJournal()
	exit, said, err := b.struck(ctx, c)
	if err != nil {
		return out, err
	}
	b.lab.Recorder().ClearFaults()
	b.lab.Recorder().Quiet()
	for _, e := range b.lab.Recorder().Journal() {
		if e.Fault {
			out.Met, out.Request = true, e.Method+" "+e.Path
		}
	}
	out.Absorbed = out.Met && exit == 0
	if out.Recovered, err = b.cli.RecoverState(); err != nil {
		return out, err
	}
	out.Output = "── with the fault:\n" + said
	if out.Met {
		out.Problems = c.judge(exit, said)
	}
	if err := b.converge(ctx, c, exit, began, want, &out); err != nil {
		return out, err
	}
	leaks, err := b.leaks(out.Output)
	out.Problems = append(out.Problems, leaks...)
	return out, err
}

// converge runs the scenario again, unless it is at its end already, and compares what there is then.
func (b *bed) converge(ctx context.Context, c oneCase, exit int, began time.Time, want clean, out *Outcome) error {
	end, err := b.ending()
	if err != nil {
		return err
	}
	reached, err := end.canonical(canon{b.known, began, nil})
	if err != nil || exit == 0 && reached == want.whole {
		return err
	}
	exit, said, err := b.cli.Run(ctx, c.scenario.arguments(false)...)
	if err != nil {
		return err
	}
	out.Output += "── again:\n" + said
	if exit != 0 {
		out.Problems = append(out.Problems, fmt.Sprintf("the next run exited with %d", exit))
	}
	if end, err = b.ending(); err != nil {
		return err
	}
	if reached, err = end.canonical(canon{b.known, began, nil}); err != nil {
		return err
	}
	differences := reached.differences(want.whole)
	if len(differences) > 0 && c.fault.kill {
		if reached, err = end.canonical(canon{b.known, began, c.scenario.spared}); err != nil {
			return err
		}
		differences = reached.differences(want.spared)
		out.Spared = len(differences) == 0
	}
	out.Problems = append(out.Problems, differences...)
	return nil
}

// struck runs Terraform with the fault.
func (b *bed) struck(ctx context.Context, c oneCase) (exit int, output string, err error) {
	inject := c.fault.at(c.request)
	var out strings.Builder
	cmd := b.cli.Command(ctx, c.scenario.arguments(c.fault.slow())...)
	cmd.Stdout, cmd.Stderr = &out, &out
	var killed atomic.Bool
	started := make(chan struct{})
	if c.fault.kill {
		inject.OnStrike = func() {
			<-started
			killed.Store(true)
			_ = cli.Kill(cmd) // it may have ended
		}
	}
	if _, err := b.lab.Recorder().Inject(inject); err != nil {
		return 0, "", err
	}
	if err := cmd.Start(); err != nil {
		return 0, "", fmt.Errorf("running terraform: %w", err)
	}
	close(started)
	err = cmd.Wait()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return failed.ExitCode(), out.String(), ctx.Err()
	}
	return 0, out.String(), err
}

// leaks looks into everything that was written, and into the journal, for the secrets that are in use.
func (b *bed) leaks(output string) ([]string, error) {
	all := b.lab.World().Secrets().All()
	secrets := slices.Concat(all[:b.kept], all[b.issued:])
	out := look("the output", output, secrets)
	for _, e := range b.lab.Recorder().Journal() {
		out = append(out, look("the journal", e.Path+"?"+e.Query, secrets)...)
	}
	entries, err := os.ReadDir(b.cli.Dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		data, err := os.ReadFile(b.file(e.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, look(e.Name(), string(data), secrets)...)
	}
	return out, nil
}

func look(where, text string, secrets []string) []string {
	for _, s := range secrets {
		if strings.Contains(text, s) {
			return []string{fmt.Sprintf("%s holds a secret that begins with %.4s…", where, s)}
		}
	}
	return nil
}
