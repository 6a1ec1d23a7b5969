// Package cli runs the Terraform CLI as a user does, with a provider that was built from this tree: for the demo and for
// the tests that need a provider in a process of its own.
package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// source is the address of the provider in required_providers; hosts are what Terraform and OpenTofu put before it.
const source = "tenantattach/tenantattach"

func hosts() []string { return []string{"registry.terraform.io", "registry.opentofu.org"} }

// CLI is a working directory with its environment.
type CLI struct {
	// Terraform is the path of the CLI, Dir the configuration's directory.
	Terraform, Dir string
	// Env is the whole environment; nil is that of this process.
	Env []string
	// Out also receives the output while it is written; nil for nowhere.
	Out io.Writer
}

// Run runs one command and returns its exit code and output. An error means that it could not be run at all.
func (c CLI) Run(ctx context.Context, args ...string) (exit int, output string, err error) {
	var out bytes.Buffer
	cmd := c.Command(ctx, args...)
	cmd.Stdout = &out
	if c.Out != nil {
		cmd.Stdout = io.MultiWriter(&out, c.Out)
	}
	cmd.Stderr = cmd.Stdout
	err = cmd.Run()
	var failed *exec.ExitError
	switch {
	case errors.As(err, &failed):
		return failed.ExitCode(), out.String(), nil
	case err != nil:
		return -1, out.String(), fmt.Errorf("running terraform %v: %w", args, err)
	}
	return 0, out.String(), nil
}

// Command is a command that has not been started yet. It is the leader of a process group that ends with the context,
// so that no provider is left behind.
func (c CLI) Command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, c.Terraform, args...)
	cmd.Dir, cmd.Env = c.Dir, c.Env
	group(cmd)
	cmd.Cancel = func() error { return Kill(cmd) }
	return cmd
}

// PluginDir lays a provider's binary out as a directory for `init -plugin-dir`, of Terraform and of OpenTofu.
func PluginDir(binary, version, dir string) error {
	absolute, err := filepath.Abs(binary)
	if err != nil {
		return fmt.Errorf("laying out the plugin directory: %w", err)
	}
	for _, host := range hosts() {
		target := filepath.Join(dir, host, source, version, runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(target, 0o755); err != nil {
			return fmt.Errorf("laying out the plugin directory: %w", err)
		}
		if err := os.Symlink(absolute, filepath.Join(target, "terraform-provider-tenantattach_v"+version)); err != nil {
			return fmt.Errorf("laying out the plugin directory: %w", err)
		}
	}
	return nil
}
