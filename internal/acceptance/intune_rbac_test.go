package acceptance

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const intuneRBAC = "tenantattach_intune_rbac.this"

// IntuneRBACAttrs switch it on.
func IntuneRBACAttrs() Attrs { return Attrs{"enabled": "true"} }

func (e *Env) rbacConfig(client string, changes ...Attrs) string {
	return e.Provider(client) + Resource("intune_rbac", append([]Attrs{IntuneRBACAttrs()}, changes...)...)
}

// rbacOn seeds the switch as on.
func rbacOn(s *world.Seed) { s.Tenant("contoso").Intune.RBAC = true }

func (e *Env) driftRBAC(enabled bool) {
	e.t.Helper()
	e.Drift(world.Change{Object: "tenantAttachRBAC", Set: map[string]any{"enabled": enabled}})
}

// switched checks what was written last in a tenant, and how often since the journal was cleared.
func (e *Env) switched(want bool, writes int) resource.TestCheckFunc {
	return func(*state) error {
		n := 0
		for _, entry := range e.Lab.Recorder().Journal() {
			if strings.HasSuffix(entry.Path, "/tenantAttachRBAC/enable") {
				n++
			}
		}
		if got := e.Tenant("contoso").Intune.WrittenRBAC(); got != want || n != writes {
			return fmt.Errorf("the switch is %t after %d writes, want %t after %d", got, n, want, writes)
		}
		return nil
	}
}

func TestIntuneRBAC(t *testing.T) {
	t.Parallel()
	e := New(t)
	contoso, fabrikam := e.Tenant("contoso").ID, e.Tenant("fabrikam").ID
	none := []string{"previously_enabled"}
	e.Life(
		resource.TestStep{Config: e.rbacConfig("admin"), Check: e.switched(true, 1), ConfigStateChecks: []statecheck.StateCheck{
			value(intuneRBAC, "id", knownvalue.StringExact(contoso)), value(intuneRBAC, "enabled", knownvalue.Bool(true)), value(intuneRBAC, "previously_enabled", knownvalue.Bool(false)),
		}},
		resource.TestStep{Config: e.rbacConfig("reader"), PlanOnly: true},
		resource.TestStep{ResourceName: intuneRBAC, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: none, ImportStateId: strings.ToUpper(contoso)},
		resource.TestStep{ResourceName: intuneRBAC, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: append(none, "tenant"), ImportStateIdFunc: importID(intuneRBAC, "id")},
		resource.TestStep{ResourceName: intuneRBAC, ImportState: true, ImportStateId: "fabrikam/" + contoso, ExpectError: said("the import id names " + contoso + ", but the provider configuration's tenant is " + fabrikam)},
		resource.TestStep{Config: e.rbacConfig("admin", Attrs{"enabled": "false"}), Check: e.switched(false, 2), ConfigPlanChecks: action(intuneRBAC, plancheck.ResourceActionUpdate)},
		resource.TestStep{ // somebody else
			PreConfig: func() { e.driftRBAC(true) },
			Config:    e.rbacConfig("admin", Attrs{"enabled": "false"}), Check: e.switched(false, 3), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{Changes{intuneRBAC: {"enabled"}}}},
		},
		resource.TestStep{Config: e.rbacConfig("admin"), Check: e.switched(true, 4), ConfigStateChecks: []statecheck.StateCheck{value(intuneRBAC, "previously_enabled", knownvalue.Bool(false))}},
		resource.TestStep{ // another tenant: a replacement, and the first tenant gets back what it had
			Config: e.rbacConfig("admin", Attrs{"tenant": Q("fabrikam")}), ConfigPlanChecks: action(intuneRBAC, plancheck.ResourceActionReplace),
			ConfigStateChecks: []statecheck.StateCheck{value(intuneRBAC, "tenant_id", knownvalue.StringExact(fabrikam)), value(intuneRBAC, "id", knownvalue.StringExact(fabrikam))},
			Check: func(*state) error {
				if e.Tenant("contoso").Intune.WrittenRBAC() || !e.Tenant("fabrikam").Intune.WrittenRBAC() {
					return fmt.Errorf("the switches did not move")
				}
				return nil
			},
		},
	)
}

// TestIntuneRBACDestroy: a destroy puts back what the first apply found, if the switch is still as it was written last.
func TestIntuneRBACDestroy(t *testing.T) {
	t.Parallel()
	on, off := Attrs{"enabled": "true"}, Attrs{"enabled": "false"}
	tests := map[string]struct {
		before bool
		steps  []Attrs
		drift  *bool // by somebody else, before the destroy
		left   bool
		said   string // by the plan of the destroy
	}{
		"on, was off":                   {false, []Attrs{on}, nil, false, "Destroying switches the use of Intune RBAC off"},
		"off, was on":                   {true, []Attrs{off}, nil, true, "Destroying switches the use of Intune RBAC on"},
		"found as configured":           {true, []Attrs{on}, nil, true, "was never written: destroying leaves it on"},
		"as before already":             {false, []Attrs{on, off}, nil, false, ""},
		"found, and switched by others": {true, []Attrs{on}, new(false), false, "destroying leaves it off"},
		"switched back by others":       {false, []Attrs{on}, new(false), false, "destroying leaves it off"},
		"changed, and others since":     {false, []Attrs{on, off}, new(true), true, "destroying leaves it on"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t, func(s *world.Seed) { s.Tenant("contoso").Intune.RBAC = tt.before })
			config := e.rbacConfig("admin")
			p := e.Process(config)
			for _, attrs := range tt.steps {
				next := e.rbacConfig("admin", attrs)
				if next != config {
					p.configure(config, next)
				}
				config = next
				p.apply()
			}
			if tt.drift != nil {
				e.driftRBAC(*tt.drift)
			}
			out := p.destroy()
			if tt.said != "" {
				e.sees(out, tt.said)
			}
			if got := e.Tenant("contoso").Intune.WrittenRBAC(); got != tt.left {
				t.Errorf("the destroy left it %t:\n%s", got, out)
			}
		})
	}
}

// TestIntuneRBACImported: what was imported and never written is left by a destroy.
func TestIntuneRBACImported(t *testing.T) {
	t.Parallel()
	e := New(t, rbacOn)
	p := e.Process(e.rbacConfig("admin"))
	p.want(0, "import", "-no-color", "-input=false", intuneRBAC, e.Tenant("contoso").ID)
	p.plan(0)
	e.sees(p.destroy(), "destroying leaves it on")
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
	p.want(0, "import", "-no-color", "-input=false", intuneRBAC, e.Tenant("contoso").ID)
	p.configure(e.rbacConfig("admin"), e.rbacConfig("admin", Attrs{"enabled": "false"}))
	p.apply() // the first write finds out what was there before
	p.plan(0)
	e.sees(p.destroy(), "Destroying switches the use of Intune RBAC on")
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// TestIntuneRBACSays: the plan says what changes for whom, which hierarchies Intune lists, and what is so already.
func TestIntuneRBACSays(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) {
		s.Tenant("contoso").Intune.Hierarchies = []world.IntuneHierarchySeed{{ID: "n", Name: "North", Collections: 4}, {ID: "s", Name: "South", Collections: 1}}
	})
	p := e.Process(e.rbacConfig("admin"))
	e.sees(p.plan(2), "Use of Intune RBAC changes for the whole tenant", "Apply switches it on in tenant "+e.Tenant("contoso").ID+", for every hierarchy that is attached to it, not only for the one of this configuration (Intune lists: North, South; there may be others)",
		"the roles of Intune alone decide from then on", "It may take about ten minutes")
	p.apply()
	e.hides(p.plan(0), "Use of Intune RBAC")
	p.configure(e.rbacConfig("admin"), e.rbacConfig("admin", Attrs{"enabled": "false"}))
	e.sees(p.plan(2), "Configuration Manager's RBAC is then enforced in all of them, even where that box is cleared")
	p.want(0, "state", "rm", intuneRBAC)
	e.driftRBAC(false)
	e.sees(p.plan(2), "Use of Intune RBAC is as configured already", "Nothing is written, and destroying will leave it off", "if another configuration has it as well, keep it in one of them")
}

// TestIntuneRBACSlow: an apply waits until several reads in a row show the change, and the plan after it is empty however the
// replicas flap.
func TestIntuneRBACSlow(t *testing.T) {
	t.Parallel()
	const delay = 2 * time.Second
	e := New(t, func(s *world.Seed) {
		s.Lag = time.Second
		s.Tenant("contoso").Intune.RBACDelay = delay
	})
	start := time.Now()
	e.Run(
		resource.TestStep{Config: e.rbacConfig("admin"), Check: func(s *state) error {
			if took := time.Since(start); took < delay {
				return fmt.Errorf("it took only %s", took)
			}
			return e.switched(true, 1)(s)
		}},
		resource.TestStep{Config: e.rbacConfig("admin"), PlanOnly: true},
	)
}

// stale makes one read of the switch, after so many others, show what it is not.
func (e *Env) stale(skip int, enabled bool) {
	e.t.Helper()
	e.Fault(wire.Fault{Kind: wire.KindGraph, Method: "GET", Path: "tenantAttachRBAC/getState", Status: http.StatusOK, Body: fmt.Appendf(nil, `{"enabled":%t}`, enabled), Skip: skip, Times: 1})
}

// TestIntuneRBACStaleReads: one read decides nothing: neither that a change is there, nor that somebody has made one, nor what
// was there before.
func TestIntuneRBACStaleReads(t *testing.T) {
	t.Parallel()
	const delay = 2 * time.Second
	e := New(t, func(s *world.Seed) {
		s.Lag = 0
		s.Tenant("contoso").Intune.RBACDelay = delay
	})
	var start time.Time
	e.Run(
		resource.TestStep{
			PreConfig: func() {
				e.stale(2, true) // the first read of the create, after one of the plan and one of the apply, which plans again
				e.stale(6, true) // the second read after the write
				start = time.Now()
			},
			Config: e.rbacConfig("admin"), ConfigStateChecks: []statecheck.StateCheck{value(intuneRBAC, "previously_enabled", knownvalue.Bool(false))},
			Check: func(*state) error {
				if took, n := time.Since(start), e.struck(); took < delay || n != 2 {
					return fmt.Errorf("it took only %s, with %d stale reads", took, n)
				}
				return nil
			},
		},
		resource.TestStep{PreConfig: func() { e.stale(0, false) }, Config: e.rbacConfig("admin"), PlanOnly: true},
	)
	if n := e.struck(); n != 3 {
		t.Errorf("%d stale reads: this would show nothing", n)
	}
}

// TestIntuneRBACGone: a service that does not know the switch any more is an error, and no reason to forget it.
func TestIntuneRBACGone(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.rbacConfig("admin"))
	p.apply()
	e.Fault(wire.Fault{Kind: wire.KindGraph, Path: "tenantAttachRBAC", Status: http.StatusNotFound})
	e.sees(p.want(1, "plan", "-no-color", "-input=false"), "answered 404", "which may have changed")
	e.Lab.Recorder().ClearFaults()
	p.plan(0)
	p.destroy()
}

// TestIntuneRBACUnknown: a value that is known only at apply does not stop the plan.
func TestIntuneRBACUnknown(t *testing.T) {
	t.Parallel()
	e := New(t)
	later := "resource \"terraform_data\" \"later\" {\n  input = true\n}\n"
	e.Run(resource.TestStep{Config: later + e.rbacConfig("admin", Attrs{"enabled": "terraform_data.later.output"}), Check: e.switched(true, 1)})
}

// TestIntuneRBACTooSlow: when the time is up, what was there before is not lost: the next apply puts it back and goes on from
// there, or an untaint keeps it.
func TestIntuneRBACTooSlow(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) {
		s.Lag = 0
		s.Tenant("contoso").Intune.RBACDelay = 4 * time.Second
	})
	short := e.rbacConfig("admin", Attrs{"timeouts": `{ create = "2s" }`})
	p := e.Process(short)
	out := p.want(1, "apply", "-no-color", "-input=false", "-auto-approve")
	e.sees(out, "reads do not show it yet; it may still take effect", "waiting for Microsoft Graph to show the use of Intune RBAC as on", "terraform untaint tenantattach_intune_rbac.NAME")
	e.sees(p.plan(2), "is tainted, so must be replaced")
	p.configure(short, e.rbacConfig("admin"))
	p.apply()
	p.plan(0)
	if !e.Tenant("contoso").Intune.RBAC() {
		t.Error("it is off")
	}
	e.sees(p.want(0, "state", "show", "-no-color", intuneRBAC), "previously_enabled = false")
	p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// TestIntuneRBACTainted: what was tainted by hand was written and shown, so a replacement has nothing to wait for: Terraform
// hands over no private data of it, but its state says so. Here nothing is left to be put back, and nothing is written.
func TestIntuneRBACTainted(t *testing.T) {
	t.Parallel()
	e := New(t)
	limited := Attrs{"timeouts": `{ delete = "20s" }`}
	p := e.Process(e.rbacConfig("admin", limited))
	p.apply()
	p.configure(e.rbacConfig("admin", limited), e.rbacConfig("admin", limited, Attrs{"enabled": "false"}))
	p.apply()
	p.want(0, "taint", intuneRBAC)
	e.Lab.Recorder().ClearJournal()
	p.apply()
	if err := e.switched(false, 0)(nil); err != nil {
		t.Error(err)
	}
	if reads := e.reads("tenantAttachRBAC/getState"); reads > 20 { // twice what it takes; waiting for half of the time takes more
		t.Errorf("%d reads: something was waited for", reads)
	}
	p.plan(0)
}

// reads is how often something was read since the journal was cleared.
func (e *Env) reads(path string) int {
	n := 0
	for _, entry := range e.Lab.Recorder().Journal() {
		if entry.Method == http.MethodGet && strings.Contains(entry.Path, path) {
			n++
		}
	}
	return n
}

// TestIntuneRBACUntainted: what has shown at last is kept by an untaint, and is no longer taken for what is on its way.
func TestIntuneRBACUntainted(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Tenant("contoso").Intune.RBACDelay = time.Hour })
	p := e.Process(e.rbacConfig("admin", Attrs{"timeouts": `{ create = "2s", delete = "10s" }`}))
	p.want(1, "apply", "-no-color", "-input=false", "-auto-approve")
	e.sees(p.want(0, "state", "show", "-no-color", intuneRBAC), "unconfirmed        = true")
	e.driftRBAC(true) // it shows
	p.want(0, "untaint", intuneRBAC)
	p.apply()
	p.plan(0)
	e.sees(p.want(0, "state", "show", "-no-color", intuneRBAC), "unconfirmed        = false")
	e.driftRBAC(false)
	e.Lab.Recorder().ClearJournal()
	e.sees(p.destroy(), "destroying leaves it off")
	if err := e.switched(false, 0)(nil); err != nil {
		t.Error(err)
	}
}

// TestIntuneRBACFaults: what passes by itself does not fail an apply; a write that may have been done is sent again.
func TestIntuneRBACFaults(t *testing.T) {
	t.Parallel()
	const path = "tenantAttachRBAC"
	for name, f := range map[string]wire.Fault{
		"lost answer of the write": {Method: "POST", LoseAnswer: true, Times: 2},
		"write throttled":          {Method: "POST", Status: http.StatusTooManyRequests, RetryAfter: "1", Times: 1},
		"write in an outage":       {Method: "POST", Status: http.StatusServiceUnavailable, Times: 2},
		"reads in an outage":       {Method: "GET", Status: http.StatusServiceUnavailable, Skip: 2, Times: 3},
		"reads throttled":          {Method: "GET", Status: http.StatusTooManyRequests, Skip: 3, Times: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t)
			f.Kind, f.Path = wire.KindGraph, path
			e.Fault(f)
			e.Run(resource.TestStep{Config: e.rbacConfig("admin"), Check: func(*state) error {
				if e.struck() < f.Times {
					return fmt.Errorf("only %d requests met the fault: this would show nothing", e.struck())
				}
				return nil
			}})
		})
	}
}

// TestIntuneRBACRefused: permissions, clouds, a read-only provider. Nothing is written.
func TestIntuneRBACRefused(t *testing.T) {
	t.Parallel()
	beta := func(cloud string, status int) func(*world.Seed) {
		return func(s *world.Seed) {
			contoso := s.Tenant("contoso")
			contoso.Cloud, contoso.Intune.BetaStatus = cloud, status
			s.Tenants = []world.TenantSeed{*contoso}
		}
	}
	tests := map[string]struct {
		seed   func(*world.Seed)
		client string
		attrs  Attrs
		want   []string
		plan   bool // whether the plan fails already
	}{
		"no permission at all":     {nil, "owner", nil, []string{"could not read whether Intune RBAC is used", "answered 403", "DeviceManagementConfiguration.Read.All"}, true},
		"no permission to write":   {nil, "reader", nil, []string{"could not switch the use of Intune RBAC", "answered 403", "DeviceManagementConfiguration.ReadWrite.All"}, false},
		"read-only":                {nil, "admin", Attrs{"read_only": "true"}, []string{"read_only = true. Nothing was sent"}, false},
		"government without it":    {beta(world.CloudUSGovernment, 404), "admin", nil, []string{"answered 404", `in the cloud "usgovernment" is not known`, "This answer says that it has not", "Connectors and tokens"}, true},
		"unknown segment":          {beta(world.CloudUSGovernment, 400), "admin", nil, []string{"Resource not found for the segment", "is not known"}, true},
		"public, and gone":         {beta(world.CloudPublic, 404), "admin", nil, []string{"in the beta of Microsoft Graph, which may have changed"}, true},
		"China, though it answers": {beta(world.CloudChina, 0), "admin", nil, []string{"disabled for Azure China 21Vianet"}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seeds := []func(*world.Seed){}
			if tt.seed != nil {
				seeds = append(seeds, tt.seed)
			}
			e := New(t, seeds...)
			p := e.Process(e.Provider(tt.client, tt.attrs) + Resource("intune_rbac", IntuneRBACAttrs()))
			command := []string{"apply", "-no-color", "-input=false", "-auto-approve"}
			if tt.plan {
				command = []string{"plan", "-no-color", "-input=false"}
			}
			e.sees(p.want(1, command...), tt.want...)
			if kept, _ := os.ReadFile(filepath.Join(p.Dir, "terraform.tfstate")); strings.Contains(string(kept), "tenantattach_intune_rbac") {
				t.Errorf("the state has %s", kept)
			}
			if err := e.RequireInitial(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestIntuneRBACGovernment: where the cloud has it, it works, whatever is known of that.
func TestIntuneRBACGovernment(t *testing.T) {
	t.Parallel()
	e := New(t, government("2409", 9132))
	e.Run(resource.TestStep{Config: e.rbacConfig("admin"), Check: e.switched(true, 1)})
}
