package realservers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
)

// defaultRealm is that of the Active Directory domain that the lab's seed has people in.
const defaultRealm = "CORP.CONTOSO.EXAMPLE"

// RealmOptions say what a realm is like. The zero value is fine.
type RealmOptions struct {
	// Name is in capitals; empty is CORP.CONTOSO.EXAMPLE.
	Name string
	// ClockOffset is how far the KDC's clock is ahead of the real time; it may be negative.
	ClockOffset time.Duration
	// MaxLife limits how long tickets last; 0 is ten hours, as in Active Directory. That of a user or a service counts, too.
	MaxLife time.Duration
}

// Realm is a Kerberos realm with a KDC of its own: MIT's krb5kdc on 127.0.0.1, by UDP and TCP.
type Realm struct {
	t       testing.TB
	options RealmOptions
	dir     string
	port    int
	trusted []*Realm
	kdc     *child.Process
}

// StartRealm makes a realm without users or services and starts its KDC, which is stopped with the test.
func StartRealm(t testing.TB, o RealmOptions) *Realm {
	t.Helper()
	if o.Name == "" {
		o.Name = defaultRealm
	}
	if o.MaxLife == 0 {
		o.MaxLife = 10 * time.Hour
	}
	r := &Realm{t: t, options: o, dir: t.TempDir()}
	t.Cleanup(r.showLog)
	t.Cleanup(r.Stop)
	if err := r.open(); err != nil {
		t.Fatalf("starting the realm %s: %v", o.Name, err)
	}
	return r
}

// open starts the KDC, and makes its database before it does so for the first time.
func (r *Realm) open() error {
	made := false
	return child.OnFreePort(func(port int) error {
		r.port = port
		if err := r.configure(); err != nil {
			return err
		}
		if !made {
			if _, err := r.run("kdb5_util", "", "-r", r.options.Name, "create", "-s", "-P", "master"); err != nil {
				return err
			}
			made = true
		}
		return r.start()
	})
}

// Name is the name of the realm.
func (r *Realm) Name() string { return r.options.Name }

// KDC is where the KDC listens: 127.0.0.1 and the port.
func (r *Realm) KDC() string { return net.JoinHostPort(child.Loopback, strconv.Itoa(r.port)) }

// ConfigFile is a krb5.conf for clients, which names the realm and its KDC.
func (r *Realm) ConfigFile() string { return r.path("krb5.conf") }

// Log is what the KDC has logged so far: a line for each request, with how it was answered.
func (r *Realm) Log() string {
	data, err := os.ReadFile(r.path("kdc.log"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		r.t.Errorf("reading the log of the KDC: %v", err)
	}
	return string(data)
}

// Stop takes the KDC down; nothing happens when it is down.
func (r *Realm) Stop() {
	r.t.Helper()
	if r.kdc == nil {
		return
	}
	if err := r.kdc.Stop(); err != nil {
		r.t.Errorf("stopping the KDC of %s: %v", r.Name(), err)
	}
	r.kdc = nil
}

// Start takes the KDC up again, on the same port.
func (r *Realm) Start() {
	r.t.Helper()
	if r.kdc != nil {
		r.t.Fatalf("the KDC of %s runs already", r.Name())
	}
	if err := r.start(); err != nil {
		r.t.Fatalf("starting the KDC of %s: %v", r.Name(), err)
	}
}

func (r *Realm) start() error {
	before := len(r.Log())
	cmd := exec.Command(find("krb5kdc"), "-n", "-r", r.options.Name)
	cmd.Dir, cmd.Env = r.dir, append(r.environment(), faketime(r.options.ClockOffset)...)
	// The KDC has a replay cache of its own; the one of the library would be shared with the machine.
	cmd.Env = append(cmd.Env, "KRB5RCACHENAME=none:")
	kdc, err := child.Launch(cmd, child.Owner{}, r.path("kdc.out"))
	if err != nil {
		return err
	}
	// Whether a port answers does not tell who answers; the log does.
	err = kdc.Ready("the KDC", func(context.Context) bool {
		return strings.Contains(r.Log()[before:], "commencing operation")
	})
	if err != nil {
		return errors.Join(err, kdc.Stop())
	}
	r.kdc = kdc
	return nil
}

// environment is that of the realm's programs, which takes nothing of Kerberos from the machine.
func (r *Realm) environment() []string {
	return append(child.Environment(), "KRB5_CONFIG="+r.ConfigFile(), "KRB5_KDC_PROFILE="+r.path("kdc.conf"))
}

// run runs one of the realm's programs to its end. What it prints is part of an error.
func (r *Realm) run(program, input string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), child.StartTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, find(program), args...)
	cmd.Dir, cmd.Env, cmd.Stdin = r.dir, r.environment(), strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("running %s: %w: %s", program, err, bytes.TrimSpace(out))
	}
	return string(out), nil
}

func (r *Realm) path(name string) string { return filepath.Join(r.dir, name) }

func (r *Realm) showLog() {
	if r.t.Failed() {
		r.t.Logf("log of the KDC of %s:\n%s", r.Name(), r.Log())
	}
}
