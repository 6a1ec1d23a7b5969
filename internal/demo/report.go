package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// show is the plan with the drift, as JSON.
func (d *demo) show(ctx context.Context) (string, error) {
	quiet := d.cli
	quiet.Out = nil
	return d.run(ctx, quiet, 0, "show", "-json", "drift.plan")
}

// driftFound is what the drift report exits with when something has drifted.
const driftFound = 2

// report writes the drift report of the plan, and keeps its page beside the provider.
func (d *demo) report(ctx context.Context) error {
	out, err := d.show(ctx)
	if err != nil {
		return err
	}
	plan := filepath.Join(d.cli.Dir, "drift.json")
	if err := os.WriteFile(plan, []byte(out), 0o600); err != nil {
		return err
	}
	page := filepath.Join(filepath.Dir(d.provider), "drift-report.html")
	fmt.Printf("$ terraform-provider-tenantattach drift-report -html %s drift.json\n", page)
	cmd := exec.CommandContext(ctx, d.provider, "drift-report", "-html", page, plan)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	var ended *exec.ExitError
	if err := cmd.Run(); !errors.As(err, &ended) || ended.ExitCode() != driftFound {
		return fmt.Errorf("the drift report ended with %w, not with exit code %d", err, driftFound)
	}
	fmt.Printf("\nThe page is in %s: open it in a browser.\n", page)
	return nil
}
