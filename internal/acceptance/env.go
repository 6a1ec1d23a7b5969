// Package acceptance runs the provider through the real Terraform CLI against the lab.
package acceptance

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/aymanbagabas/go-udiff"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/provider"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/serve"
)

// Env is a lab of one test's own.
type Env struct {
	t       *testing.T
	Lab     *lab.Lab
	initial []byte
	// frontKey is what a server in front of the lab's administration services is known by.
	frontKey string
}

// New starts a lab, seeded with the default seed as the functions change it. It ends with the test.
func New(t *testing.T, change ...func(*world.Seed)) *Env {
	t.Helper()
	return NewWith(t, lab.Options{}, change...)
}

// NewWith is New for a lab with other options, such as a clock.
func NewWith(t *testing.T, o lab.Options, change ...func(*world.Seed)) *Env {
	t.Helper()
	o.Seed, o.Dir, o.FrontKey = world.DefaultSeed(), t.TempDir(), world.NewID()
	for _, f := range change {
		f(o.Seed)
	}
	l, err := lab.Start(context.Background(), o)
	if err != nil {
		t.Fatalf("starting the lab: %v", err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("closing the lab: %v", err)
		}
	})
	e := &Env{t: t, Lab: l, frontKey: o.FrontKey}
	e.initial = e.dump()
	return e
}

func (e *Env) dump() []byte {
	e.t.Helper()
	d, err := e.Lab.World().Dump("")
	if err != nil {
		e.t.Fatalf("dumping the lab: %v", err)
	}
	return d
}

// Tenant is one tenant of the lab, with its directory and its site.
func (e *Env) Tenant(name string) *world.Tenant {
	e.t.Helper()
	tenant, ok := e.Lab.World().Tenant(name)
	if !ok {
		e.t.Fatalf("the lab has no tenant %s", name)
	}
	return tenant
}

// Client is the seeded identity of that name.
func (e *Env) Client(name string) world.Client {
	e.t.Helper()
	for _, c := range e.Tenant("contoso").Clients() {
		if c.Name == name {
			return c
		}
	}
	e.t.Fatalf("the lab has no client %s", name)
	return world.Client{}
}

// Drift changes something of tenant contoso behind Terraform's back.
func (e *Env) Drift(c world.Change) {
	e.t.Helper()
	if _, err := e.Tenant("contoso").Drift(c); err != nil {
		e.t.Fatal(err)
	}
}

// Fault injects a fault until the test ends.
func (e *Env) Fault(f wire.Fault) {
	e.t.Helper()
	if _, err := e.Lab.Recorder().Inject(f); err != nil {
		e.t.Fatal(err)
	}
}

// Factories serve the provider inside the test process, so that the race detector sees it.
func Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return factoriesAt(clockwork.NewRealClock())
}

// factoriesAt are those of a provider that waits by this clock.
func factoriesAt(clock clockwork.Clock) map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"tenantattach": func() (tfprotov6.ProviderServer, error) { return serve.New(provider.NewAt("test", clock)()), nil },
	}
}

// Life runs the steps by terraform-plugin-testing, which also imports, and plans with and without a refresh, and then destroys.
// The lab must then hold exactly what it held at first. It is for the life of a resource as a whole; for all else there is
// Run, which takes a third of the time.
func (e *Env) Life(steps ...resource.TestStep) {
	e.t.Helper()
	e.LifeLeaving(e.RequireInitial, steps...)
}

// LifeLeaving is Life for a test that leaves something in the lab on purpose, which left checks.
func (e *Env) LifeLeaving(left func() error, steps ...resource.TestStep) {
	e.t.Helper()
	resource.UnitTest(e.t, resource.TestCase{
		ProtoV6ProviderFactories: Factories(),
		Steps:                    steps,
		CheckDestroy:             func(*terraform.State) error { return left() },
	})
}

// RequireInitial is an error unless the lab holds exactly what it held at first.
func (e *Env) RequireInitial() error {
	now := e.dump()
	if bytes.Equal(now, e.initial) {
		return nil
	}
	return fmt.Errorf("something is left behind:\n%s", udiff.Unified("at first", "now", string(e.initial), string(now)))
}
