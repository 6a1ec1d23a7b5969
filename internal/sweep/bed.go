package sweep

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

//go:embed stack.tf
var stack []byte

const (
	tenant     = "contoso"
	client     = "admin"
	configFile = "main.tf"
	logFile    = "provider.log"
)

// bed is a lab with a working directory, in which one case runs after the other.
type bed struct {
	lab *lab.Lab
	cli cli.CLI
	// known are the ids that stand in the lab from the start.
	known map[string]bool
	// starts are what cases begin with.
	starts map[startKey]start
	// clean is how each scenario ends that meets no fault.
	clean map[string]clean
	// issued is how many secrets the lab had issued when the last case began, of which kept are still in use.
	kept, issued int
}

// startKey is what a case begins with: nothing or the stack, with operations that have a short time or a long one.
type startKey struct{ fresh, short bool }

// start is what the lab and the working directory hold when a case begins.
type start struct {
	world map[string]world.Saved
	state []byte // nil for none
}

// clean is a scenario that meets no fault: how many requests it has, and how it ends, in the canonical form and, for a run that
// was killed, without what is spared.
type clean struct {
	requests      int
	whole, spared ending
}

// newBed starts a lab and makes a working directory, both below dir.
func newBed(ctx context.Context, o Options, dir string) (*bed, error) {
	seed := world.DefaultSeed()
	seed.Lag = 0 // what lags is tested elsewhere; here the requests of two runs are to be the same
	seed.Tenant(tenant).SecurityProfiles = []string{"Servers"}
	for i := range seed.Clients {
		if seed.Clients[i].Name == client {
			seed.Clients[i].Graph = append(seed.Clients[i].Graph, "NetworkAccess.ReadWrite.All")
		}
	}
	l, err := lab.Start(ctx, lab.Options{Seed: seed, Dir: filepath.Join(dir, "lab")})
	if err != nil {
		return nil, err
	}
	b := &bed{lab: l, starts: map[startKey]start{}, clean: map[string]clean{}}
	if err := b.prepare(o, filepath.Join(dir, "config")); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return b, nil
}

// prepare makes the working directory.
func (b *bed) prepare(o Options, config string) error {
	lines, err := b.lab.Environment(tenant, client)
	if err != nil {
		return err
	}
	overrides, err := o.overrides(filepath.Dir(config))
	if err != nil {
		return err
	}
	b.cli = cli.CLI{Terraform: o.Terraform, Dir: config}
	b.cli.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+overrides, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1",
		"TF_LOG_PROVIDER=TRACE", "TF_LOG_PATH="+b.file(logFile), // for the secrets that must not be in it
		// Thousands of processes that live for a moment, of which the most would be spent on what is not this provider's: tens
		// of lines in the log for each call, of which warnings and errors are left, a key pair for the pipe between Terraform
		// and the provider, the certificates of the system, and memory that need not be collected.
		"TF_LOG_SDK=WARN", "TF_DISABLE_PLUGIN_TLS=1", "SSL_CERT_FILE="+b.lab.CAFile(), "SSL_CERT_DIR="+os.DevNull, "GOGC=off", "GOMEMLIMIT=1GiB")
	for line := range strings.Lines(lines) {
		b.cli.Env = append(b.cli.Env, strings.TrimPrefix(strings.TrimSpace(line), "export "))
	}
	dump, err := b.lab.World().Dump("")
	if err != nil {
		return err
	}
	b.known, b.kept = idsIn(dump), len(b.lab.World().Secrets().All())
	b.starts[startKey{fresh: true}] = start{world: b.lab.World().Save()}
	b.starts[startKey{fresh: true, short: true}] = b.starts[startKey{fresh: true}]
	if err := os.MkdirAll(config, 0o700); err != nil {
		return err
	}
	return os.WriteFile(b.file(configFile), stack, 0o600)
}

// overrides writes a configuration of the CLI that takes the provider from its directory: without looking it up and summing it
// up in each run.
func (o Options) overrides(dir string) (file string, err error) {
	file = filepath.Join(dir, "cli.tfrc")
	text := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"tenantattach/tenantattach\" = %q\n  }\n  direct {}\n}\n", o.ProviderDir)
	return file, os.WriteFile(file, []byte(text), 0o600)
}

// must runs a command that has to succeed.
func (b *bed) must(ctx context.Context, args ...string) error {
	exit, out, err := b.cli.Run(ctx, args...)
	if err == nil && exit != 0 {
		err = fmt.Errorf("terraform %s without any fault exited with %d:\n%s", args[0], exit, out)
	}
	return err
}

// arguments are those of a run. One operation at a time: so the requests of two runs come in the same order.
func (s scenario) arguments(short bool) []string {
	args := []string{s.command, "-auto-approve", "-input=false", "-no-color", "-parallelism=1"}
	for _, v := range s.variables {
		args = append(args, "-var="+v)
	}
	if short {
		args = append(args, "-var=limit="+shortLimit.String())
	}
	return args
}

// begin brings the lab and the working directory to where a case begins.
func (b *bed) begin(ctx context.Context, at startKey) error {
	s, ok := b.starts[at]
	if !ok {
		var err error
		if s, err = b.stand(ctx, at.short); err != nil {
			return err
		}
		b.starts[at] = s
		b.kept = len(b.lab.World().Secrets().All())
	}
	b.lab.Recorder().ClearFaults()
	b.lab.World().Restore(s.world)
	b.issued = len(b.lab.World().Secrets().All())
	if err := b.empty(); err != nil || s.state == nil {
		return err
	}
	return os.WriteFile(b.file(cli.StateFile), s.state, 0o600)
}

// empty removes what a run has left in the working directory.
func (b *bed) empty() error {
	entries, err := os.ReadDir(b.cli.Dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == configFile {
			continue
		}
		if err := os.RemoveAll(b.file(e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// stand makes the stack, which scenarios begin with that are not fresh.
func (b *bed) stand(ctx context.Context, short bool) (start, error) {
	if err := b.begin(ctx, startKey{fresh: true}); err != nil {
		return start{}, err
	}
	made := scenario{command: "apply"}
	if err := b.must(ctx, made.arguments(false)...); err != nil {
		return start{}, err
	}
	if short { // only the state changes
		if err := b.must(ctx, made.arguments(true)...); err != nil {
			return start{}, err
		}
	}
	state, err := os.ReadFile(b.file(cli.StateFile))
	return start{b.lab.World().Save(), state}, err
}

func (b *bed) file(name string) string { return filepath.Join(b.cli.Dir, name) }

// cleanRun is a scenario without a fault, run once: how many requests it has, and how it ends.
func (b *bed) cleanRun(ctx context.Context, s scenario) (clean, error) {
	if c, ok := b.clean[s.name]; ok {
		return c, nil
	}
	if err := b.begin(ctx, startKey{fresh: s.fresh}); err != nil {
		return clean{}, err
	}
	b.lab.Recorder().ClearJournal()
	began := time.Now()
	if err := b.must(ctx, s.arguments(false)...); err != nil {
		return clean{}, fmt.Errorf("scenario %s: %w", s.name, err)
	}
	c := clean{requests: len(b.lab.Recorder().Journal())}
	end, err := b.ending()
	if err != nil {
		return clean{}, err
	}
	if c.whole, err = end.canonical(canon{b.known, began, nil}); err != nil {
		return clean{}, err
	}
	if c.spared, err = end.canonical(canon{b.known, began, s.spared}); err != nil {
		return clean{}, err
	}
	b.clean[s.name] = c
	return c, nil
}

func (b *bed) close() error { return b.lab.Close() }
