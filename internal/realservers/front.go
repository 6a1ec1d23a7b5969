package realservers

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
)

// FrontOptions say what a front is like.
type FrontOptions struct {
	// Backend is the administration service behind it: https, host and port.
	Backend string
	// BackendCA is the PEM file of the authority that issued the backend's certificate.
	BackendCA string
	// Key is that of lab.Options.FrontKey: letters, digits and hyphens.
	Key string
	// Realm is the one whose tickets are taken, and Keytab the file with the keys of the service. Without them, there is no
	// Kerberos.
	Realm  *Realm
	Keytab string
	// ClockSkew is by how much clocks may differ, and how long after its end a ticket is taken; 0 is five minutes.
	ClockSkew time.Duration
	// ClockOffset is how far the front's clock is ahead of the real time; it may be negative.
	ClockOffset time.Duration
	// NTLM is taken, too, as at a site before 2509; otherwise Kerberos only, as from 2509 on. The connection of a handshake
	// is closed with its last answer, whichever that is, where HTTP.SYS leaves it open.
	NTLM bool
	// NTLMUsers are the passwords of the accounts that NTLM knows, each named like CORP\svc-tf.
	NTLMUsers map[string]string
	// Names are those that the certificate is valid for, beside localhost and 127.0.0.1.
	Names []string
	// Redirect makes the front answer 302 to this address, whoever asks.
	Redirect string
}

// Front is an Apache with TLS in front of an administration service, which signs in its callers by Kerberos or NTLM.
type Front struct {
	t       testing.TB
	options FrontOptions
	dir     string
	owner   child.Owner
	port    int
	status  string // the path of the status page, which nobody else knows
	client  *http.Client
	apache  *child.Process
}

// StartFront starts a front, which is stopped with the test.
func StartFront(t testing.TB, o FrontOptions) *Front {
	t.Helper()
	if o.Redirect == "" && o.Keytab == "" && !o.NTLM {
		t.Fatal("a front takes Kerberos or NTLM, or sends everybody away")
	}
	f := &Front{t: t, options: o, status: "/" + rand.Text()}
	var err error
	if f.owner, err = child.Unprivileged(); err != nil {
		t.Fatalf("starting a front: %v", err)
	}
	// The directory is not the test's: that can be entered by nobody else, and Apache may run as another user.
	if f.dir, err = os.MkdirTemp("", "front-"); err != nil {
		t.Fatalf("making a directory for a front: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(f.dir) })
	t.Cleanup(f.showLog)
	t.Cleanup(f.Stop)
	if err := f.open(); err != nil {
		t.Fatalf("starting a front: %v", err)
	}
	return f
}

// open makes the files and starts Apache.
func (f *Front) open() error {
	if err := f.writeFiles(); err != nil {
		return err
	}
	return child.OnFreePort(func(port int) error {
		f.port = port
		if err := f.configure(); err != nil {
			return err
		}
		return f.start()
	})
}

// URL is the address of the administration service: https://localhost:port/AdminService.
func (f *Front) URL() string { return f.root() + "/AdminService" }

func (f *Front) root() string { return fmt.Sprintf("https://localhost:%d", f.port) }

// CAFile is the PEM file of the authority that issued the front's certificate. It is called SMS Issuing, as that of a site.
func (f *Front) CAFile() string { return f.path("ca.pem") }

// ErrorLog is what Apache has logged so far, such as why it refused somebody.
func (f *Front) ErrorLog() string {
	var all strings.Builder
	for _, name := range []string{"apache.out", "error.log"} {
		data, err := os.ReadFile(f.path(name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			f.t.Errorf("reading the log of the front: %v", err)
		}
		all.Write(data)
	}
	return all.String()
}

// SetKeytab replaces the keys of the service, for requests from now on.
func (f *Front) SetKeytab(file string) {
	f.t.Helper()
	f.options.Keytab = file
	if err := f.copyKeytab(); err != nil {
		f.t.Fatal(err)
	}
}

// Stop takes the front down; nothing happens when it is down.
func (f *Front) Stop() {
	f.t.Helper()
	if f.apache == nil {
		return
	}
	if err := f.apache.Stop(); err != nil {
		f.t.Errorf("stopping the front: %v", err)
	}
	f.apache = nil
}

// Start takes the front up again, on the same port.
func (f *Front) Start() {
	f.t.Helper()
	if f.apache != nil {
		f.t.Fatal("the front runs already")
	}
	if err := f.start(); err != nil {
		f.t.Fatalf("starting the front: %v", err)
	}
}

func (f *Front) start() error {
	cmd := exec.Command(find("apache2"), "-DFOREGROUND", "-f", f.path("apache.conf"))
	cmd.Dir = f.dir
	// The keys are not named in Apache's configuration (GssapiCredStore): the NTLM mechanism then takes no callers.
	cmd.Env = append(child.Environment(),
		"KRB5_KTNAME=FILE:"+f.path("keytab"), "KRB5_CONFIG="+f.path("krb5.conf"), "KRB5RCACHENAME=file2:"+f.path("replays"),
		"NTLM_USER_FILE="+f.path("ntlm.users"), "NETBIOS_COMPUTER_NAME=CM01", "NETBIOS_DOMAIN_NAME=CORP")
	cmd.Env = append(cmd.Env, faketime(f.options.ClockOffset)...)
	apache, err := child.Launch(cmd, f.owner, f.path("apache.out"))
	if err != nil {
		return err
	}
	err = apache.Ready("the front", func(ctx context.Context) bool {
		_, err := f.scoreboard(ctx)
		return err == nil
	})
	if err != nil {
		return errors.Join(err, apache.Stop(), errors.New(f.ErrorLog()))
	}
	f.apache = apache
	return nil
}

func (f *Front) path(name string) string { return filepath.Join(f.dir, name) }

func (f *Front) showLog() {
	if f.t.Failed() {
		f.t.Logf("log of the front:\n%s", f.ErrorLog())
	}
}
