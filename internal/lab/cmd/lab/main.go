// Command lab runs the lab until it is interrupted, and prints how to point the provider at it.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() (err error) {
	seedFile := flag.String("seed", "", "a YAML file to start from, in place of the default seed")
	dir := flag.String("dir", "", "where to put the CA and the clients' certificates; the default is a temporary directory")
	tenant := flag.String("tenant", "", "the tenant to print the environment for; the default is the first")
	client := flag.String("client", "admin", "the client to print the environment for")
	lag := flag.Duration("lag", -1, "how far the slowest replica of a directory is behind, in place of the seed's")
	tenants := flag.Int("tenants", 0, "so many copies of the seed's first tenant, in place of its tenants")
	latency := flag.Duration("latency", 0, "how much later every host answers")
	asJSON := flag.Bool("json", false, "for programs: print one line of JSON, secrets of the clients included, and end when the standard input does")
	flag.Parse()

	seed, err := readSeed(*seedFile, *lag, *tenants)
	if err != nil {
		return err
	}
	if *dir == "" {
		made, err := os.MkdirTemp("", "tenantattach-lab-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(made)) }()
		*dir = made
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	l, err := lab.Start(ctx, lab.Options{Seed: seed, Dir: *dir, Latency: *latency})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	if *asJSON {
		err = json.NewEncoder(os.Stdout).Encode(l.Describe())
		go endWith(os.Stdin, stop)
	} else {
		err = describe(l, *tenant, *client)
	}
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// endWith ends the lab with whoever holds the other end of its standard input, whatever becomes of them.
func endWith(in io.Reader, stop func()) {
	_, _ = io.Copy(io.Discard, in)
	stop()
}

func readSeed(file string, lag time.Duration, tenants int) (*world.Seed, error) {
	seed := world.DefaultSeed()
	if file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if seed, err = world.ParseSeed(data); err != nil {
			return nil, err
		}
	}
	if lag >= 0 {
		seed.Lag = lag
	}
	if tenants > 0 {
		seed.Multiply(tenants)
	}
	return seed, nil
}

// describe says what the lab is, and how to use one of its tenants, the first if none is named, as one of its clients.
func describe(l *lab.Lab, tenant, client string) error {
	first := l.World().Tenants()[0]
	tenant = cmp.Or(tenant, first.Name)
	lines, err := l.Environment(tenant, client)
	if err != nil {
		return err
	}
	fmt.Printf("The lab is running. Ctrl-C ends it.\n\nCA:       %s\nControl:  %s  (GET / explains it)\n", l.CAFile(), l.ControlURL())
	for _, t := range l.World().Tenants() {
		at := l.Endpoints(t.Name)
		p := t.Hierarchy.Profile
		fmt.Printf("\n%s  tenant %s, cloud %s\n  Entra         %s\n  Graph         %s\n  site %s       %s, version %s\n  AdminService  %s\n  via gateway   %s\n  scope         %s\n",
			t.Name, t.ID, t.Cloud, at.AuthorityHost, at.GraphEndpoint, p.SiteCode, p.Server, p.Version, at.AdminServiceURL, at.GatewayURL, at.AdminServiceScope)
	}
	fmt.Printf("\nClients: ")
	for _, c := range first.Clients() {
		fmt.Printf("%s ", c.Name)
	}
	fmt.Printf("\n\nTo use tenant %s as client %s:\n\n%s", tenant, client, lines)
	return nil
}
