package realproxies

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
)

// SquidOptions say what a Squid is like.
type SquidOptions struct {
	// ACL is included in squid.conf, before everything else is denied; if it is empty, everything is allowed.
	ACL string
	// Login are the passwords by user, letters and digits; with any, whoever does not sign in with Basic is answered 407.
	Login map[string]string
	// TunnelIdle is after how long a silent tunnel is cut, in whole seconds; zero leaves Squid's own, 15 minutes.
	TunnelIdle time.Duration
	// InspectTLS makes it end TLS and show certificates of an authority of its own (CAFile). What it finds at the far side is
	// not verified. It needs Routes, to servers that speak TLS.
	InspectTLS bool
	// Routes are the servers, host:port on loopback, by the host:port that a client asks for; what is not there is answered
	// 502 or 503. Without any, a tunnel and a request to whatever name ends at a far side that just says that it was reached.
	Routes map[string]string
}

// Squid is a running Squid.
type Squid struct {
	t       testing.TB
	options SquidOptions
	dir     directory
	service string // sets its shared memory apart from that of every other Squid
	far     *farSide
	port    int
}

// StartSquid starts a Squid, which is stopped with the test.
func StartSquid(t testing.TB, o SquidOptions) *Squid {
	t.Helper()
	Require(t)
	if o.InspectTLS && o.Routes == nil {
		t.Fatal("a Squid that inspects TLS needs routes to servers that speak it")
	}
	as, err := child.Unprivileged()
	if err != nil {
		t.Fatalf("starting Squid: %v", err)
	}
	s := &Squid{t: t, options: o, dir: newDirectory(t, "squid", as), service: "test" + rand.Text(), far: startFarSide(t, o.Routes)}
	if err := s.writeFiles(); err != nil {
		t.Fatalf("starting Squid: %v", err)
	}
	t.Cleanup(s.removeMemory)
	t.Cleanup(s.showLog)
	start(t, "Squid", as, s.dir.file("squid.out"), s.prepare, s.answers)
	return s
}

// URL is the address of the proxy, without a login.
func (s *Squid) URL() *url.URL { return &url.URL{Scheme: "http", Host: s.address()} }

func (s *Squid) address() string { return fmt.Sprintf("%s:%d", child.Loopback, s.port) }

// CAFile is the PEM file of the authority whose certificates it shows when it inspects TLS; empty when it does not.
func (s *Squid) CAFile() string {
	if !s.options.InspectTLS {
		return ""
	}
	return s.dir.file("ca.pem")
}

func (s *Squid) prepare() (*exec.Cmd, error) {
	var err error
	if s.port, err = child.FreePort(context.Background()); err != nil {
		return nil, err
	}
	if err := s.dir.write("squid.conf", s.config()); err != nil {
		return nil, err
	}
	cmd := exec.Command(program("squid"), "-N", "-n", s.service, "-f", s.dir.file("squid.conf"))
	cmd.Dir = s.dir.path
	return cmd, nil
}

func (s *Squid) answers(ctx context.Context) bool {
	conn, err := dialTCP(ctx, s.address())
	return err == nil && conn.Close() == nil
}

// removeMemory removes the shared memory of a Squid that was killed.
func (s *Squid) removeMemory() {
	files, err := filepath.Glob("/dev/shm/" + s.service + "-*")
	if err != nil {
		s.t.Errorf("looking for the shared memory of Squid: %v", err)
	}
	for _, file := range files {
		_ = os.Remove(file)
	}
}

// showLog shows what Squid has said when the test has failed.
func (s *Squid) showLog() {
	if !s.t.Failed() {
		return
	}
	for _, name := range []string{"squid.out", "cache.log"} {
		if text, err := os.ReadFile(s.dir.file(name)); err == nil {
			s.t.Logf("%s of Squid:\n%s", name, text)
		}
	}
}

// SquidVersion is the version of the Squid that is installed, such as 5.7.
func SquidVersion() (string, error) {
	return version("squid", regexp.MustCompile(`Version ([0-9.]+)`), "-v")
}

func version(name string, pattern *regexp.Regexp, args ...string) (string, error) {
	out, err := exec.Command(program(name), args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("asking %s for its version: %w", name, err)
	}
	found := pattern.FindStringSubmatch(string(out))
	if found == nil {
		return "", fmt.Errorf("%s does not say its version: %s", name, strings.TrimSpace(string(out)))
	}
	return found[1], nil
}
