package acceptance

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
)

// plugins is the provider, built once for all tests of this process and laid out for `terraform init`.
var plugins struct { //nolint:gochecknoglobals // a build takes seconds
	once sync.Once
	dir  string
	err  error
}

func pluginDir() (string, error) {
	plugins.once.Do(func() { plugins.dir, plugins.err = buildPlugins() })
	return plugins.dir, plugins.err
}

func buildPlugins() (string, error) {
	dir, err := os.MkdirTemp("", "tenantattach-plugins-")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "terraform-provider-tenantattach")
	build := exec.Command("go", "build", "-o", binary, "../..")
	if out, err := build.CombinedOutput(); err != nil {
		return dir, fmt.Errorf("building the provider: %w\n%s", err, out)
	}
	return dir, cli.PluginDir(binary, "0.0.1", dir)
}

func removePlugins() error {
	if plugins.dir == "" {
		return nil
	}
	return os.RemoveAll(plugins.dir)
}

// terraformPath is the path of the CLI that the tests drive.
func terraformPath(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("terraform (or tofu) is missing: install Terraform 1.11 or newer")
	return ""
}

// process is a working directory of the CLI, with the provider in a process of its own.
type process struct {
	cli.CLI
	t *testing.T
}

// requiredProviders is what a configuration needs to have the provider from where it is published.
const requiredProviders = "terraform {\n  required_providers {\n    tenantattach = {\n      source = \"tenantattach/tenantattach\"\n    }\n  }\n}\n"

// Process makes a working directory with a configuration and initialises it.
func (e *Env) Process(config string, env ...string) *process {
	e.t.Helper()
	dir := e.t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(requiredProviders+config), 0o600); err != nil {
		e.t.Fatal(err)
	}
	return e.ProcessIn(dir, env...)
}

// ProcessIn copies a configuration to a working directory and initialises it.
func (e *Env) ProcessIn(config string, env ...string) *process {
	e.t.Helper()
	return e.processBelow(config, ".", env...)
}

// processBelow is ProcessIn for a configuration below a directory that it needs more of, such as modules.
func (e *Env) processBelow(all, config string, env ...string) *process {
	e.t.Helper()
	plugins, err := pluginDir()
	if err != nil {
		e.t.Fatal(err)
	}
	p := &process{CLI: cli.CLI{Terraform: terraformPath(e.t), Dir: filepath.Join(e.t.TempDir(), "config"), Env: append(os.Environ(), env...)}, t: e.t}
	if err := os.CopyFS(p.Dir, os.DirFS(all)); err != nil {
		e.t.Fatal(err)
	}
	p.Dir = filepath.Join(p.Dir, config)
	p.want(0, "init", "-no-color", "-plugin-dir="+plugins)
	return p
}

// want runs a command that must exit with this code, and returns its output.
func (p *process) want(code int, args ...string) string {
	p.t.Helper()
	exit, out, err := p.Run(context.Background(), args...)
	if err != nil {
		p.t.Fatal(err)
	}
	if exit != code {
		p.t.Fatalf("terraform %v exited with %d, want %d:\n%s", args, exit, code, out)
	}
	return out
}

func (p *process) plan(code int) string {
	p.t.Helper()
	return p.want(code, "plan", "-no-color", "-input=false", "-detailed-exitcode")
}

func (p *process) apply() string {
	p.t.Helper()
	return p.want(0, "apply", "-no-color", "-input=false", "-auto-approve")
}

func (p *process) destroy() string {
	p.t.Helper()
	return p.want(0, "destroy", "-no-color", "-input=false", "-auto-approve")
}

// repairs plans what has drifted, which must be exactly this and nothing else, and applies that plan. What is not repaired is
// in the next plan.
func (p *process) repairs(want cli.Changes) {
	p.t.Helper()
	p.want(2, "plan", "-no-color", "-input=false", "-detailed-exitcode", "-out=drift.plan")
	var plan tfjson.Plan
	if err := json.Unmarshal([]byte(p.want(0, "show", "-json", "drift.plan")), &plan); err != nil {
		p.t.Fatal(err)
	}
	if got := cli.ChangesOf(&plan); !got.Equal(want) {
		p.t.Errorf("the plan changes %v, want %v", got, want)
	}
	p.want(0, "apply", "-no-color", "-input=false", "drift.plan")
}
