// Command demo attaches two tenants of the lab with a normal configuration and the real Terraform CLI, lets them drift,
// repairs them, and takes everything down again. Whatever is not as it should be ends it with an error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	provider := flag.String("provider", "", "the provider's binary")
	version := flag.String("version", "", "its version")
	terraform := flag.String("terraform", "", "the Terraform or OpenTofu CLI")
	example := flag.String("example", "examples/quickstart", "the configuration")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *provider, *version, *terraform, *example)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "\nThe demo has failed: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, provider, version, terraform, example string) (err error) {
	dir, err := os.MkdirTemp("", "tenantattach-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	d, err := start(ctx, dir, provider, version, terraform, example)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.lab.Close()) }()
	for i, s := range d.steps() {
		heading(i+1, s.title)
		if err := s.do(ctx); err != nil {
			return fmt.Errorf("step %d, %s: %w", i+1, s.title, err)
		}
	}
	return nil
}
