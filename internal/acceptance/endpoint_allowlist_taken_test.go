package acceptance

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// foreignPolicy puts a policy of others into contoso, linked to the profile Clients, and returns its id. It must be there,
// as it is, when the test ends.
func (e *Env) foreignPolicy(changes map[string]any) string {
	e.t.Helper()
	set := map[string]any{
		"name": "Tenant attach", "description": "of others", "action": "block",
		"policyRules": []world.FilteringRule{{
			Type: "#microsoft.graph.networkaccess.fqdnFilteringRule", ID: world.NewID(), Name: "graph.microsoft.com", RuleType: "fqdn",
			Destinations: []world.FilteringDestination{{Type: "#microsoft.graph.networkaccess.fqdn", Value: "evil.example"}},
		}},
	}
	maps.Copy(set, changes)
	e.Drift(world.Change{Object: "filteringPolicy", Insert: true, Set: set})
	id := e.policy().ID
	e.Drift(world.Change{Object: "filteringProfile", Match: map[string]any{"name": "Clients"}, Set: map[string]any{
		"policies": []world.FilteringLink{{ID: world.NewID(), Priority: 1, State: "enabled", LoggingState: "enabled", PolicyID: id}},
	}})
	e.initial = e.dump()
	return id
}

// later is a block whose output is known only once it is made.
func later(name, value string) string {
	return Block(`resource "terraform_data" "`+name+`"`, Attrs{"input": Q(value)})
}

// TestEndpointAllowlistPublishTaken: the name of a policy of others is refused, at plan wherever it is known then, with its
// id. Nothing of that policy is changed.
func TestEndpointAllowlistPublishTaken(t *testing.T) {
	t.Parallel()
	const nothing, unfinished = "nothing shows that this resource made it: nothing of it is changed. Choose another policy_name, or delete or rename that policy", "which an apply of another list began and did not finish"
	foreignMark := "[unfinished, by Terraform (tenantattach): " + strings.Repeat("0", 16) + "]"
	tests := map[string]struct {
		policy  map[string]any
		publish Attrs
		more    string
		atApply bool
		want    string
	}{
		"blocks":              {want: nothing},
		"allows":              {policy: map[string]any{"action": "allow", "policyRules": []any{}}, want: nothing},
		"another list":        {policy: map[string]any{"action": "allow", "policyRules": []any{}, "description": foreignMark}, want: unfinished},
		"profile made later":  {publish: Attrs{"profile_name": "terraform_data.profile.output"}, more: later("profile", "Servers"), want: nothing},
		"name known at apply": {publish: Attrs{"policy_name": "terraform_data.policy.output"}, more: later("policy", "Tenant attach"), atApply: true, want: nothing},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t, withProfiles)
			id := e.foreignPolicy(tt.policy)
			config := e.Provider("admin") + Resource("endpoint_allowlist", publishAttrs(tt.publish)) + tt.more
			e.Run(resource.TestStep{Config: config, PlanOnly: !tt.atApply, ExpectError: said("(id " + id + "), " + andThen(tt.want))})
		})
	}
}

// andThen is what follows the id in the refusal.
func andThen(want string) string {
	if strings.HasPrefix(want, "nothing") {
		return "and " + want
	}
	return want
}

// TestEndpointAllowlistPublishRenamed: a policy is not given the name of one of others.
func TestEndpointAllowlistPublishRenamed(t *testing.T) {
	t.Parallel()
	e := New(t, withProfiles)
	id := e.foreignPolicy(map[string]any{"name": "Taken"})
	config := func(name string) string {
		return e.Provider("admin") + Resource("endpoint_allowlist", publishAttrs(Attrs{"policy_name": Q(name)}))
	}
	e.Run(
		resource.TestStep{Config: config("Tenant attach")},
		resource.TestStep{Config: config("Taken"), PlanOnly: true, ExpectError: said("(id " + id + ")")},
		resource.TestStep{
			Config:      e.Provider("admin") + Resource("endpoint_allowlist", publishAttrs(Attrs{"policy_name": "terraform_data.policy.output"})) + later("policy", "Taken"),
			ExpectError: said("(id " + id + ")"),
		},
		resource.TestStep{Config: config("Tenant attach") + later("policy", "Taken"), PlanOnly: true},
	)
}

// TestEndpointAllowlistPublishProfileLater: a profile that is known only at apply is found then.
func TestEndpointAllowlistPublishProfileLater(t *testing.T) {
	t.Parallel()
	e := New(t, withProfiles)
	e.Run(resource.TestStep{
		Config: e.Provider("admin") + Resource("endpoint_allowlist", publishAttrs(Attrs{"profile_name": "terraform_data.profile.output"})) + later("profile", "Servers"),
		Check:  e.requirePolicy(map[string]int64{"Servers": 100}, "graph.microsoft.com", "login.microsoftonline.com"),
	})
}

// TestEndpointAllowlistPublishInterrupted: an apply that ended half-way is continued by the next one, also to another profile,
// and the policy is not marked any more then.
func TestEndpointAllowlistPublishInterrupted(t *testing.T) {
	t.Parallel()
	e := New(t, withProfiles)
	e.Fault(wire.Fault{
		Kind: wire.KindGraph, Method: "POST", Path: "filteringProfiles/.*/policies$", Status: 400, Times: 1,
		Body: []byte(`{"error":{"code":"BadRequest","message":"Not now."}}`),
	})
	config := func(profile string) string {
		return e.Provider("admin") + Resource("endpoint_allowlist", publishAttrs(Attrs{"profile_name": Q(profile), "description": Q("ours")}))
	}
	e.Run(
		resource.TestStep{Config: config("Servers"), ExpectError: said("The next apply with the same policy_name and the same list continues with it")},
		resource.TestStep{PreConfig: func() { e.requireDescription("ours [unfinished, by Terraform (tenantattach): ") }, Config: config("Clients"), Check: e.requirePolicy(map[string]int64{"Clients": 100}, "graph.microsoft.com", "login.microsoftonline.com")},
		resource.TestStep{PreConfig: func() { e.requireDescription("ours") }, Config: config("Clients"), PlanOnly: true},
	)
}

// requireDescription requires how the description of the policy begins, and that it is marked only if that is said.
func (e *Env) requireDescription(begins string) {
	e.t.Helper()
	got := *e.policy().Description
	if !strings.HasPrefix(got, begins) || strings.Contains(got, "[") != strings.Contains(begins, "[") {
		e.t.Errorf("the description is %q, want %q", got, begins)
	}
}

// TestEndpointAllowlistPublishKilled kills an apply at its writes. The policy that it began is continued by the next one.
// Only one that was finished, and not noted in the state, is refused: it may be that of another configuration.
func TestEndpointAllowlistPublishKilled(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		method, path string
		finished     bool
	}{
		"at the policy": {"POST", "filteringPolicies$", false},
		"at the link":   {"POST", "filteringProfiles/.*/policies$", false},
		"at the end":    {"PATCH", "filteringPolicies/[^/]*$", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t, withProfiles)
			p := e.Process(e.Provider("admin") + Resource("endpoint_allowlist", publishAttrs()))
			e.killAt(p, wire.Fault{Kind: wire.KindGraph, Method: tt.method, Path: tt.path})
			id := e.policy().ID
			if tt.finished {
				e.sees(p.plan(1), fmt.Sprintf("(id %s), and nothing shows that this resource made it", id))
				return
			}
			e.sees(p.plan(2), "Unfinished filtering policy", "(id "+id+") that an apply began and did not finish. Apply goes on with it")
			p.apply()
			p.plan(0)
			if got := e.policy().ID; got != id {
				t.Errorf("the policy is %s, want %s", got, id)
			}
			if err := e.requirePolicy(map[string]int64{"Servers": 100}, "graph.microsoft.com", "login.microsoftonline.com")(nil); err != nil {
				t.Error(err)
			}
			p.destroy()
			if err := e.RequireInitial(); err != nil {
				t.Error(err)
			}
		})
	}
}

// killAt applies, and kills that at the first request that a fault strikes: it is done, but nobody gets to know.
func (e *Env) killAt(p *process, f wire.Fault) {
	e.t.Helper()
	var cmd atomic.Pointer[exec.Cmd]
	started := make(chan struct{})
	f.Times, f.LoseAnswer, f.OnStrike = 1, true, func() {
		<-started
		if err := cli.Kill(cmd.Load()); err != nil {
			e.t.Errorf("killing the run: %v", err)
		}
	}
	e.Fault(f)
	one := p.Command(context.Background(), "apply", "-no-color", "-input=false", "-auto-approve")
	if err := one.Start(); err != nil {
		e.t.Fatal(err)
	}
	cmd.Store(one)
	close(started)
	if err := one.Wait(); err == nil {
		e.t.Fatal("the run was not killed")
	}
}

// TestEndpointAllowlistWithdrawLags: a policy is deleted once nobody knows of its link any more: until then the service, whose
// replicas lag, refuses that.
func TestEndpointAllowlistWithdrawLags(t *testing.T) {
	t.Parallel()
	e := New(t, withProfiles, func(s *world.Seed) { s.Lag *= 4 })
	for _, status := range []int{400, 409} {
		e.Fault(wire.Fault{
			Kind: wire.KindGraph, Method: "DELETE", Path: "filteringPolicies/[^/]*$", Status: status, Times: 1,
			Body: []byte(`{"error":{"code":"BadRequest","message":"The policy is linked."}}`),
		})
	}
	e.Run(resource.TestStep{Config: e.Provider("admin") + Resource("endpoint_allowlist", publishAttrs())})
	deletes := 0
	for _, r := range e.Lab.Recorder().Journal() {
		if r.Method == http.MethodDelete && strings.Contains(r.Path, "filteringPolicies/") {
			deletes++
		}
	}
	if deletes < 3 || deletes > 8 {
		t.Errorf("the policy was deleted %d times", deletes)
	}
}

// TestEndpointAllowlistPublishPaced: while replicas lag the same change is not sent at every look.
func TestEndpointAllowlistPublishPaced(t *testing.T) {
	t.Parallel()
	e := New(t, withProfiles, func(s *world.Seed) { s.Lag *= 4 })
	config := func(description string) string {
		return e.Provider("admin") + Resource("endpoint_allowlist", publishAttrs(Attrs{"description": Q(description)}))
	}
	e.Run(resource.TestStep{Config: config("one")}, resource.TestStep{Config: config("two")})
	looks, patches := 0, 0
	for _, r := range e.Lab.Recorder().Journal() {
		if !strings.Contains(r.Path, "filteringPolicies/") {
			continue
		}
		switch r.Method {
		case http.MethodGet:
			looks++
		case http.MethodPatch:
			patches++
		}
	}
	if patches < 2 || patches > 4 {
		t.Errorf("%d changes at %d looks", patches, looks)
	}
}

// TestEndpointAllowlistPublishFinishedLate: the time for a create ends while the last answer is on its way, after which the
// policy has no mark any more. It is finished all the same: an error would leave a policy that nothing knows.
func TestEndpointAllowlistPublishFinishedLate(t *testing.T) {
	t.Parallel()
	e := New(t, withProfiles)
	p := e.Protocol("admin")
	ctx, end := context.WithCancel(t.Context())
	defer end()
	e.Fault(wire.Fault{Kind: wire.KindGraph, Method: "PATCH", Path: "filteringPolicies/[^/]*$", Late: true, Delay: wire.Duration(time.Hour), Times: 1, OnStrike: end})
	p.ctx = ctx
	made := p.create("endpoint_allowlist", map[string]any{
		"connectors": []any{"provider"}, "publish_to_global_secure_access": map[string]any{"policy_name": "Tenant attach", "profile_name": "Servers"},
	})
	if ctx.Err() == nil {
		t.Fatal("the last request was not met: this shows nothing")
	}
	p.ctx = t.Context()
	if got := e.policy().Description; got != nil && strings.Contains(*got, "unfinished") {
		t.Errorf("the policy is described as %q", *got)
	}
	if again := p.refresh(made); !again.state.Equal(made.state) {
		t.Errorf("a refresh shows something else:\n%s", differences(made.state, again.state))
	}
	p.destroy(made)
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// TestEndpointAllowlistPublishNotFinished: nothing answers the last request, so that nobody knows whether the mark is there. The
// error says what to do in either case.
func TestEndpointAllowlistPublishNotFinished(t *testing.T) {
	t.Parallel()
	e := New(t, withProfiles, func(s *world.Seed) { s.Lag = 0 }) // the provider waits by a clock of its own
	p := e.protocolAt(wiretest.NewClock(), "admin")
	ctx, end := context.WithCancel(t.Context())
	defer end()
	e.Fault(wire.Fault{Kind: wire.KindGraph, Method: "PATCH", Path: "filteringPolicies/[^/]*$", LoseAnswer: true, OnStrike: end})
	config := valueOf(p.resource("endpoint_allowlist").ValueType(), map[string]any{
		"connectors": []any{"provider"}, "publish_to_global_secure_access": map[string]any{"policy_name": "Tenant attach", "profile_name": "Servers"},
	})
	from := p.none("endpoint_allowlist")
	plan := p.plan("endpoint_allowlist", from, config)
	resp, err := p.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "tenantattach_endpoint_allowlist", Config: p.dynamic(config), PriorState: p.dynamic(from.state), PlannedState: plan.PlannedState, PlannedPrivate: plan.PlannedPrivate,
	})
	if err != nil {
		t.Fatal(err)
	}
	e.sees(failures(resp.Diagnostics), "(id "+e.policy().ID+"), but is not finished", "delete the policy, and apply again")
}
