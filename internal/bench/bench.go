package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
)

// measurement is one part of the benchmark, in a file of its own.
type measurement struct {
	name, title string
	run         func(context.Context, *bench) error
}

func measurements() []measurement {
	return []measurement{
		{"requests", "requests per tenant, by the journal of the lab", measureRequests},
		{"start", "start to schema, beside an empty provider", measureStart},
		{"aliases", "one provider with tenants, against one alias for each", measureAliases},
		{"scale", "wall time and memory by the number of tenants", measureScale},
		{"devices", "many devices and collections", measureDevices},
		{"throttling", "the services' limits, and a tenant that is throttled", measureThrottling},
	}
}

// bench is a running benchmark.
type bench struct {
	options
	dir, plugins string
	states       *states
	table        table
	began        time.Time
	dirs         int
}

func newBench(o options, dir string) (*bench, error) {
	b := &bench{options: o, dir: dir, plugins: filepath.Join(dir, "plugins"), began: time.Now()}
	return b, cli.PluginDir(o.provider, o.version, b.plugins)
}

// section begins a measurement.
func (b *bench) section(m measurement) {
	b.table.section = m.name
	b.say("━━━ %s: %s", m.name, m.title)
}

// say tells how far it is.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%7.1fs  %s\n", time.Since(b.began).Seconds(), fmt.Sprintf(format, args...))
}

// newDir is a directory of its own for one part of a measurement.
func (b *bench) newDir(name string) string {
	b.dirs++
	return filepath.Join(b.dir, fmt.Sprintf("%s-%d", name, b.dirs))
}
