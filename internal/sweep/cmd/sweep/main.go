// Command sweep lets the requests of an attachment's life fail, each in every way, and prints what came of it. It ends with
// an error when a case did not converge.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/sweep"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) (err error) {
	var o sweep.Options
	flag.StringVar(&o.ProviderDir, "provider", "", "the directory with the provider's binary, which is called terraform-provider-tenantattach")
	flag.StringVar(&o.Terraform, "terraform", "terraform", "the Terraform or OpenTofu CLI")
	flag.Func("scenario", "only these scenarios, separated by commas: apply, update, rotate, destroy", list(&o.Scenarios))
	flag.Func("fault", "only these faults, separated by commas: 401, 403, 404, 409, 429, 500, 503, reset, lost, cut, garbage, delay, late, kill", list(&o.Faults))
	flag.IntVar(&o.From, "from", 0, "the first request that fails")
	flag.IntVar(&o.To, "to", 0, "the last request that fails")
	flag.IntVar(&o.Sample, "sample", 0, "only so many cases, drawn from all")
	flag.Uint64Var(&o.Seed, "seed", 1, "which cases are drawn, and the order of all")
	flag.Func("part", "only a share of the cases, such as 2/4, the second of four: with the same other flags each case is in one part", func(text string) (err error) {
		o.Part, err = sweep.ParsePart(text)
		return err
	})
	flag.IntVar(&o.Parallel, "parallel", 6, "how many cases run at a time, since they wait more than they compute, and how many more that wait for a late answer")
	outputs := flag.String("outputs", "", "a directory for what Terraform said in each case")
	flag.Parse()

	dir, err := os.MkdirTemp("", "tenantattach-sweep-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	o.Dir = dir
	if o.ProviderDir, err = filepath.Abs(o.ProviderDir); err != nil {
		return err
	}
	began := time.Now()
	failed := 0
	o.Progress = func(done, all int, out sweep.Outcome) {
		if len(out.Problems) > 0 {
			failed++
			fmt.Fprintf(os.Stderr, "\nNOT CONVERGED: %s (%s)\n%s\n", out.Case, out.Request, strings.Join(out.Problems, "\n"))
		}
		if err := keep(*outputs, out); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		fmt.Fprintf(os.Stderr, "%d of %d, %d not converged, %s\n", done, all, failed, time.Since(began).Round(time.Second))
	}
	result, err := sweep.Run(ctx, o)
	err = errors.Join(err, result.Table(os.Stdout))
	if n := len(result.Failed()); n > 0 {
		err = errors.Join(err, fmt.Errorf("%d of %d cases have not converged", n, len(result.Outcomes)))
	}
	return err
}

// keep writes what Terraform said in a case into a directory.
func keep(dir string, out sweep.Outcome) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	text := out.Case + "\n" + out.Request + "\n" + strings.Join(out.Problems, "\n") + "\n" + out.Output
	return os.WriteFile(filepath.Join(dir, strings.ReplaceAll(out.Case, " ", "-")+".txt"), []byte(text), 0o600)
}

// list is a flag of names that are separated by commas.
func list(into *[]string) func(string) error {
	return func(text string) error {
		*into = strings.Split(text, ",")
		return nil
	}
}
