// Command bench measures the provider against the lab, which runs as a process of its own, with the real Terraform CLI, and
// prints one table: budget, measured figure, ratio. A budget that does not hold ends it with an error.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// errOver says that a budget does not hold, which the table has said already.
var errOver = errors.New("a budget does not hold")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "\nbench: %v\n", err)
		os.Exit(1)
	}
}

// options are what is measured, and with what.
type options struct {
	provider, version, empty, lab, terraform string

	only    *regexp.Regexp
	latency time.Duration
	scale   []int
	aliases int
	devices int
	// collections are those of the hierarchy with the many devices.
	collections int
}

func run(ctx context.Context) (err error) {
	o, err := parse(os.Args[1:])
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "tenantattach-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b, err := newBench(o, dir)
	if err != nil {
		return err
	}
	if b.states, err = startStates(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.states.stop()) }()
	for _, m := range measurements() {
		if !o.only.MatchString(m.name) {
			continue
		}
		b.section(m)
		if err := m.run(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	if err := b.table.print(os.Stdout); err != nil {
		return err
	}
	if b.table.over() {
		return errOver
	}
	return nil
}

func parse(args []string) (options, error) {
	var o options
	names := []string{}
	for _, m := range measurements() {
		names = append(names, m.name)
	}
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	flags.StringVar(&o.provider, "provider", "", "the provider's stripped binary")
	flags.StringVar(&o.version, "version", "", "its version")
	flags.StringVar(&o.empty, "empty", "", "the binary of the empty provider, built alike")
	flags.StringVar(&o.lab, "lab", "", "the lab's binary")
	flags.StringVar(&o.terraform, "terraform", "terraform", "the Terraform or OpenTofu CLI")
	only := flags.String("run", "", "measure only what matches this regular expression: "+strings.Join(names, ", "))
	flags.DurationVar(&o.latency, "latency", 50*time.Millisecond, "how long every answer of the lab is on the way, where a measurement has a latency")
	scale := flags.String("tenants", "1,10,100", "the numbers of tenants of the measurement of scale")
	flags.IntVar(&o.aliases, "aliases", 50, "how many tenants one provider is compared with one alias for each")
	flags.IntVar(&o.devices, "devices", 200_000, "how many devices a hierarchy has in the measurement of devices")
	flags.IntVar(&o.collections, "collections", 20_000, "and how many collections")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	var err error
	if o.only, err = regexp.Compile(*only); err != nil {
		return o, fmt.Errorf("-run: %w", err)
	}
	for _, text := range strings.Split(*scale, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return o, fmt.Errorf("-tenants: %q is no number of tenants", text)
		}
		o.scale = append(o.scale, n)
	}
	for _, binary := range []*string{&o.provider, &o.empty, &o.lab} {
		if *binary, err = filepath.Abs(*binary); err != nil {
			return o, err
		}
	}
	return o, nil
}
