package acceptance

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// shiftedClock is ahead of another clock, or behind it.
type shiftedClock struct {
	clockwork.Clock
	by time.Duration
}

// Now implements clockwork.Clock.
func (c shiftedClock) Now() time.Time { return c.Clock.Now().Add(c.by) }

// Since implements clockwork.Clock.
func (c shiftedClock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

// Until implements clockwork.Clock.
func (c shiftedClock) Until(t time.Time) time.Duration { return t.Sub(c.Now()) }

// TestClockSkew: the clock of this machine is ten minutes ahead of the services', or behind. Nothing that the provider does
// depends on it; the client secret is valid at once by the clock of Entra, which decides.
func TestClockSkew(t *testing.T) {
	t.Parallel()
	for name, by := range map[string]time.Duration{"ahead": -10 * time.Minute, "behind": 10 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := NewWith(t, lab.Options{Clock: shiftedClock{clockwork.NewRealClock(), by}})
			config := e.Provider("admin") + Stack(nil)
			e.Run(
				resource.TestStep{Config: config, Check: resource.ComposeTestCheckFunc(e.working(), func(*state) error {
					app, _ := e.attachApp()
					if now, start := e.Lab.World().Clock.Now(), app.PasswordCredentials[0].StartDateTime; start.After(now) {
						return fmt.Errorf("the secret is valid from %s on, in %s", start, start.Sub(now))
					}
					return nil
				})},
				resource.TestStep{Config: config, PlanOnly: true},
			)
		})
	}
}

// TestTokenEnds: tokens end in the middle of an apply. New ones are fetched in time, and nothing fails.
func TestTokenEnds(t *testing.T) {
	t.Parallel()
	const (
		// early is how long before its end a token is not used any more, by the SDK that fetches it.
		early = 5 * time.Minute
		used  = time.Second
	)
	e := NewWith(t, lab.Options{TokenValidity: early + used})
	e.Fault(wire.Fault{Kind: wire.KindGraph, Method: http.MethodPatch, Path: "applications", Delay: wire.Duration(2 * used), Times: 1})
	e.Run(resource.TestStep{Config: e.Provider("admin") + Stack(nil), Check: resource.ComposeTestCheckFunc(e.working(), func(*state) error {
		writing, tokens := false, 0
		for _, entry := range e.Lab.Recorder().Journal() {
			switch {
			case entry.Kind == wire.KindGraph && entry.Fault:
				writing = true
			case writing && strings.HasSuffix(entry.Path, "/token"):
				tokens++
			}
		}
		if tokens == 0 {
			return fmt.Errorf("no token was fetched after the first write: this would show nothing")
		}
		return nil
	})})
}

// fastClock runs faster than the real one.
type fastClock struct {
	clockwork.Clock
	start time.Time
	rate  time.Duration
}

// Now implements clockwork.Clock.
func (c fastClock) Now() time.Time { return c.start.Add(c.Clock.Since(c.start) * c.rate) }

// Since implements clockwork.Clock.
func (c fastClock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

// Until implements clockwork.Clock.
func (c fastClock) Until(t time.Time) time.Duration { return t.Sub(c.Now()) }

// After implements clockwork.Clock.
func (c fastClock) After(d time.Duration) <-chan time.Time { return c.Clock.After(d / c.rate) }

// Sleep implements clockwork.Clock.
func (c fastClock) Sleep(d time.Duration) { c.Clock.Sleep(d / c.rate) }

// TestReplicationLag: the slowest replica of Entra is five minutes behind. Everything is made, changed and taken down all the
// same, and a plan sees nothing that is not there. Both sides go by a clock that runs fast; the limits of Terraform's operations
// are of the real time, so they are long.
func TestReplicationLag(t *testing.T) {
	t.Parallel()
	clock := fastClock{clockwork.NewRealClock(), time.Now(), 200}
	e := NewWith(t, lab.Options{Clock: clock, TokenValidity: 1000 * time.Hour}, func(s *world.Seed) { s.Lag = 5 * time.Minute })
	patient := Attrs{"timeouts": `{ create = "100h", read = "100h", update = "100h", delete = "100h" }`}
	config := func(notes string) string {
		return e.Provider("admin") + Stack(map[string]Attrs{
			"application": patient.With(Attrs{"notes": Q(notes)}), "cloud_environment": patient, "collection_upload": patient, "onboarding": patient.With(Attrs{"rotate_before": Q("1h")}),
		})
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factoriesAt(clock),
		Steps: []resource.TestStep{
			{Config: config("first"), Check: e.working()},
			{Config: config("second"), Check: e.working()},
		},
		CheckDestroy: func(*state) error { return e.RequireInitial() },
	})
}
