// Package lab is a server that behaves like Microsoft Entra, Microsoft Graph and the administration services of
// Configuration Manager hierarchies: the demo, the test double, and what there is on a machine without a tenant. It
// shares no code with the provider's clients: they meet on the wire only, so that one mistake cannot hide on both sides.
package lab

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/control"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/entra"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/issuer"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/msgraph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/smsprovider"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// Options configure a lab.
type Options struct {
	// Seed is what the world starts from; nil is the default one.
	Seed *world.Seed
	// Dir is a directory for the lab's files: the CA's certificate, and the clients' certificates with their keys.
	Dir string
	// Clock is the lab's time; nil is the real one. Certificates of its hosts go by the real time in any case.
	Clock clockwork.Clock
	// TokenValidity is how long access tokens last; 0 is an hour.
	TokenValidity time.Duration
	// Latency is how much later every host answers than it could.
	Latency time.Duration
	// FrontKey is a secret shared with a server in front of the lab that signs callers in to Windows, by Kerberos or NTLM:
	// with it, that server's word on who calls is taken. Empty: the listener for Windows sign-in takes nobody.
	FrontKey string
}

// Lab is a running lab.
type Lab struct {
	dir       string
	world     *world.World
	recorder  *wire.Recorder
	authority *wire.Authority
	issuer    *issuer.Issuer
	hosts     map[string]*host // by kind and name
	// keys are what Entra signs tokens with, by cloud, and tokenValidity is how long they last.
	keys          map[string]*token.Signer
	tokenValidity time.Duration
}

// Start starts a lab on free ports of the loopback interface. It runs until Close.
func Start(ctx context.Context, o Options) (*Lab, error) {
	if o.Seed == nil {
		o.Seed = world.DefaultSeed()
	}
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	w, err := world.New(o.Seed, o.Clock)
	if err != nil {
		return nil, err
	}
	authority, err := wire.NewAuthority()
	if err != nil {
		return nil, err
	}
	l := &Lab{dir: o.Dir, world: w, recorder: wire.NewRecorder(o.Clock), authority: authority, hosts: map[string]*host{}}
	l.recorder.SetLatency(o.Latency)
	if err := l.writeFiles(); err != nil {
		return nil, err
	}
	if err := l.open(ctx, o); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// open takes a port for every host, so that each knows where the others are, and then starts them.
func (l *Lab) open(ctx context.Context, o Options) error {
	if err := l.reserveAll(ctx); err != nil {
		return err
	}
	federated, err := token.NewSigner("issuer", o.Clock)
	if err != nil {
		return err
	}
	signers, err := l.signers(o.Clock)
	if err != nil {
		return err
	}
	l.keys, l.tokenValidity = signers, o.TokenValidity
	l.issuer = issuer.New(l.world, federated, l.url(wire.KindIssuer, ""))
	l.serve(wire.KindIssuer, "", l.recorder.Wrap(wire.KindIssuer, "", l.issuer))
	for cloud, signer := range signers {
		l.openCloud(cloud, signer, federated, o)
	}
	for _, t := range l.world.Tenants() {
		site := smsprovider.New(smsprovider.Options{
			World: l.world, Tenant: t, Signer: signers[t.Cloud], BaseURL: l.url(wire.KindAdminService, t.Name), FrontKey: o.FrontKey,
		})
		l.serve(wire.KindAdminService, t.Name, l.recorder.Wrap(wire.KindAdminService, t.Name, site))
	}
	controls, err := control.New(control.Options{World: l.world, Recorder: l.recorder, Environment: l.Environment})
	if err != nil {
		return err
	}
	l.serve(kindControl, "", controls)
	return nil
}

func (l *Lab) reserveAll(ctx context.Context) error {
	wanted := [][2]string{{wire.KindIssuer, ""}, {kindControl, ""}}
	for _, t := range l.world.Tenants() {
		wanted = append(wanted, [2]string{wire.KindEntra, t.Cloud}, [2]string{wire.KindGraph, t.Cloud}, [2]string{wire.KindAdminService, t.Name})
	}
	for _, h := range wanted {
		if err := l.reserve(ctx, h[0], h[1]); err != nil {
			return err
		}
	}
	return nil
}

// signers are the keys that Entra signs with, one a cloud: tokens do not cross clouds (Graph notes §4).
func (l *Lab) signers(clock clockwork.Clock) (map[string]*token.Signer, error) {
	signers := map[string]*token.Signer{}
	for _, t := range l.world.Tenants() {
		if signers[t.Cloud] != nil {
			continue
		}
		signer, err := token.NewSigner("entra-"+t.Cloud, clock)
		if err != nil {
			return nil, err
		}
		signers[t.Cloud] = signer
	}
	return signers, nil
}

// openCloud starts the sign-in host and the Graph of one national cloud.
func (l *Lab) openCloud(cloud string, signer, federated *token.Signer, o Options) {
	graphURL := l.url(wire.KindGraph, cloud)
	signIn := entra.New(entra.Options{
		World: l.world, Cloud: cloud, Signer: signer, Federated: federated, IssuerURL: l.url(wire.KindIssuer, ""), TokenValidity: o.TokenValidity,
		BaseURL: l.url(wire.KindEntra, cloud), GraphRoots: func() []string { return []string{graphURL()} },
	})
	l.serve(wire.KindEntra, cloud, l.recorder.Wrap(wire.KindEntra, "", signIn))
	graph := msgraph.New(msgraph.Options{World: l.world, Signer: signer, Cloud: cloud, Audiences: []string{graphURL()}, ResourceUnits: o.Seed.ResourceUnits, BaseURL: graphURL})
	l.serve(wire.KindGraph, cloud, l.recorder.Wrap(wire.KindGraph, "", graph))
}

// World is the state of the lab.
func (l *Lab) World() *world.World { return l.world }

// Recorder holds the journal of requests and the faults to inject.
func (l *Lab) Recorder() *wire.Recorder { return l.recorder }

// Issuer issues federated tokens for the clients.
func (l *Lab) Issuer() *issuer.Issuer { return l.issuer }

// CAFile is the PEM file of the lab's certificate authority.
func (l *Lab) CAFile() string { return filepath.Join(l.dir, "ca.pem") }

// CertificateFile is the PEM file with the certificate and the private key of a client that has them.
func (l *Lab) CertificateFile(client string) string { return filepath.Join(l.dir, client+".pem") }

// Close stops all hosts and cuts what is open.
func (l *Lab) Close() error {
	var errs []error
	for _, h := range l.hosts {
		errs = append(errs, h.close())
	}
	return errors.Join(errs...)
}

func (l *Lab) writeFiles() error {
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return fmt.Errorf("making the lab's directory: %w", err)
	}
	if err := l.write(l.CAFile(), l.authority.PEM(), 0o644); err != nil {
		return err
	}
	for _, t := range l.world.Tenants() {
		for _, c := range t.Clients() {
			if c.Key == nil {
				continue
			}
			data, err := c.PEM()
			if err != nil {
				return err
			}
			if err := l.write(l.CertificateFile(c.Name), data, 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *Lab) write(name string, data []byte, mode fs.FileMode) error {
	if err := os.WriteFile(name, data, mode); err != nil {
		return fmt.Errorf("writing the lab's files: %w", err)
	}
	return nil
}

const kindControl = "control"
