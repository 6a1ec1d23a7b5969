package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// client is the lab's identity that signs in.
const client = "admin"

// labProcess is a lab that runs as a process of its own, so that neither its memory nor its work is in what is measured.
type labProcess struct {
	lab.Description
	cmd  *exec.Cmd
	in   io.Closer // the lab ends when it does
	http *http.Client
}

// seedOf is the default seed with so many tenants: what the full stack needs is there, and replicas do not lag, since the
// time that is measured is the provider's.
func seedOf(tenants int) *world.Seed {
	seed := world.DefaultSeed()
	seed.Lag = 0
	seed.Multiply(tenants)
	for i := range seed.Tenants {
		seed.Tenants[i].SecurityProfiles = []string{"Servers"}
	}
	for i := range seed.Clients {
		if seed.Clients[i].Name == client {
			seed.Clients[i].Graph = append(seed.Clients[i].Graph, "NetworkAccess.ReadWrite.All")
		}
	}
	return seed
}

// startLab starts a lab from a seed.
func (b *bench) startLab(ctx context.Context, seed *world.Seed) (*labProcess, error) {
	dir := b.newDir("lab")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	data, err := yaml.Marshal(seed)
	if err != nil {
		return nil, err
	}
	seedFile := filepath.Join(dir, "seed.yaml")
	if err := os.WriteFile(seedFile, data, 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, b.lab, "-json", "-seed", seedFile, "-dir", dir)
	cmd.Env = append(os.Environ(), "GOGC=400") // it stands for services elsewhere, and is to take little of this machine
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the lab: %w", err)
	}
	l := &labProcess{cmd: cmd, in: in}
	if err := l.meet(out); err != nil {
		return nil, errors.Join(fmt.Errorf("starting the lab: %w", err), l.stop())
	}
	return l, nil
}

// meet reads what the lab says of itself.
func (l *labProcess) meet(out io.Reader) error {
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		return err
	}
	if err := json.Unmarshal(line, &l.Description); err != nil {
		return err
	}
	authority, err := os.ReadFile(l.CAFile)
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	l.http = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
	return nil
}

// stop ends the lab.
func (l *labProcess) stop() error { return errors.Join(l.in.Close(), l.cmd.Wait()) }

// setLatency sets how long every answer is on the way.
func (l *labProcess) setLatency(ctx context.Context, latency time.Duration) error {
	return l.control(ctx, http.MethodPost, "/latency", fmt.Sprintf(`{"latency":%q}`, latency), nil)
}

// journal takes the requests so far out of the journal.
func (l *labProcess) journal(ctx context.Context) ([]wire.Entry, error) {
	var entries []wire.Entry
	if err := l.control(ctx, http.MethodGet, "/journal", "", &entries); err != nil {
		return nil, err
	}
	return entries, l.control(ctx, http.MethodDelete, "/journal", "", nil)
}

func (l *labProcess) control(ctx context.Context, method, path, body string, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, l.ControlURL+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	res, err := l.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	switch {
	case err != nil:
		return err
	case res.StatusCode >= http.StatusBadRequest:
		return fmt.Errorf("the lab answered %s %s with %d: %s", method, path, res.StatusCode, answer)
	case into == nil:
		return nil
	default:
		return json.Unmarshal(answer, into)
	}
}
