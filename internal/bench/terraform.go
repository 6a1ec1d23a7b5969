package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab"
)

//go:embed stack
var stacks embed.FS

// stack is a directory with a configuration, ready to be planned.
type stack struct {
	bench *bench
	cli   cli.CLI
}

// newStack lays out one of the configurations that have the variable tenants, for some tenants of the lab.
func (b *bench) newStack(ctx context.Context, l *labProcess, name string, tenants []lab.DescribedEndpoint) (*stack, error) {
	s, err := b.layOut(l, name)
	if err != nil {
		return nil, err
	}
	entries := map[string]any{}
	for _, t := range tenants {
		entries[t.Name] = map[string]any{
			"tenant_id": t.TenantID, "authority_host": t.AuthorityHost, "graph_endpoint": t.GraphEndpoint,
			"admin_service": map[string]string{"url": t.AdminServiceURL, "scope": t.AdminServiceScope},
		}
	}
	data, err := json.Marshal(map[string]any{"tenants": entries})
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(s.cli.Dir, "terraform.tfvars.json"), data, 0o600); err != nil {
		return nil, err
	}
	return s, s.init(ctx)
}

// full is the name of the full stack.
const full = "tenants"

// newStackOf lays out one of the configurations of one tenant, which the environment says.
func (b *bench) newStackOf(ctx context.Context, l *labProcess, name string, t lab.DescribedEndpoint) (*stack, error) {
	s, err := b.layOut(l, name)
	if err != nil {
		return nil, err
	}
	s.cli.Env = append(s.cli.Env, "ARM_TENANT_ID="+t.TenantID, "TENANTATTACH_AUTHORITY_HOST="+t.AuthorityHost, "TENANTATTACH_GRAPH_ENDPOINT="+t.GraphEndpoint,
		"TENANTATTACH_ADMIN_SERVICE_URL="+t.AdminServiceURL, "TENANTATTACH_ADMIN_SERVICE_SCOPE="+t.AdminServiceScope)
	return s, s.init(ctx)
}

// layOut copies one of the stacks to a directory of its own.
func (b *bench) layOut(l *labProcess, name string) (*stack, error) {
	files, err := fs.Sub(stacks, "stack/"+name)
	if err != nil {
		return nil, err
	}
	dir := b.newDir("config")
	env := append(l.environment(b.dir), "TF_HTTP_ADDRESS="+b.states.address+stateAt(dir))
	return &stack{b, cli.CLI{Terraform: b.terraform, Dir: dir, Env: env}}, os.CopyFS(dir, files)
}

// environment is all that Terraform and the provider get: nothing of the machine's own.
func (l *labProcess) environment(home string) []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TF_CLI_CONFIG_FILE=" + os.DevNull, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1",
		"TENANTATTACH_CA_CERTIFICATE_PATH=" + l.CAFile,
	}
	for _, c := range l.Clients {
		if c.Name == client {
			env = append(env, "ARM_CLIENT_ID="+c.ClientID, "ARM_CLIENT_SECRET="+c.Secret)
		}
	}
	return env
}

func (s *stack) init(ctx context.Context) error {
	_, err := s.run(ctx, "init", "-input=false", "-no-color", "-plugin-dir="+s.bench.plugins)
	return err
}

// spent is what a command has taken: time on the wall, and that of processors, by Terraform and all of its providers.
type spent struct{ wall, cpu time.Duration }

func (s spent) String() string {
	return fmt.Sprintf("%.1f s (%.1f s of processors)", s.wall.Seconds(), s.cpu.Seconds())
}

// apply, refresh, plan and destroy are the commands of a user; a refresh and a plan must find nothing to do. Each returns what
// it has taken.
func (s *stack) apply(ctx context.Context) (spent, error) {
	return s.run(ctx, "apply", "-input=false", "-no-color", "-auto-approve")
}

func (s *stack) refresh(ctx context.Context) (spent, error) { // whose detailed exit code is 2 for any state with a number
	return s.run(ctx, "plan", "-input=false", "-no-color", "-refresh-only")
}

func (s *stack) plan(ctx context.Context) (spent, error) {
	return s.run(ctx, "plan", "-input=false", "-no-color", "-detailed-exitcode")
}

func (s *stack) destroy(ctx context.Context) (spent, error) {
	return s.run(ctx, "destroy", "-input=false", "-no-color", "-auto-approve")
}

func (s *stack) run(ctx context.Context, args ...string) (spent, error) {
	s.bench.say("terraform %s", args[0])
	var out bytes.Buffer
	cmd := s.cli.Command(ctx, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return spent{}, fmt.Errorf("terraform %s: %w:\n%s", args[0], err, out.String())
	}
	took := time.Since(began)
	if args[0] == "plan" && !strings.Contains(out.String(), "No changes.") {
		return spent{}, fmt.Errorf("terraform plan has found changes:\n%s", out.String())
	}
	return spent{took, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}, nil
}
