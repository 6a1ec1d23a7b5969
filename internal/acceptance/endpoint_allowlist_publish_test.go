package acceptance

import (
	"fmt"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const networkWrite = "NetworkAccess.ReadWrite.All"

// withProfiles gives contoso security profiles, and the admin the permission to fill them.
func withProfiles(s *world.Seed) {
	s.Tenant("contoso").SecurityProfiles = []string{"Servers", "Clients"}
	for i := range s.Clients {
		switch s.Clients[i].Name {
		case "admin":
			s.Clients[i].Graph = append(s.Clients[i].Graph, networkWrite)
		case "reader":
			s.Clients[i].Graph = append(s.Clients[i].Graph, "NetworkAccess.Read.All")
		}
	}
}

// publishAttrs publish a short list; changes are to the object.
func publishAttrs(changes ...Attrs) Attrs {
	return Attrs{
		"connectors":                      `["provider"]`,
		"publish_to_global_secure_access": object(Attrs{"policy_name": Q("Tenant attach"), "profile_name": Q("Servers")}.With(changes...)),
	}
}

// policy is the published policy in the lab.
func (e *Env) policy() world.FilteringPolicy {
	e.t.Helper()
	all := e.Tenant("contoso").Directory.Head().FilteringPolicies
	for _, p := range all {
		if len(all) == 1 {
			return p
		}
	}
	e.t.Fatalf("there are %d policies", len(all))
	return world.FilteringPolicy{}
}

// requirePolicy checks the names of the rules of the policy, and the priority of its link by the profile.
func (e *Env) requirePolicy(links map[string]int64, rules ...string) resource.TestCheckFunc {
	return func(*state) error {
		got := []string{}
		for _, r := range e.policy().Rules {
			if len(r.Destinations) != 1 || r.Destinations[0].Value != r.Name {
				return fmt.Errorf("the rule %v", r)
			}
			got = append(got, r.Name)
		}
		slices.Sort(got)
		linked := map[string]int64{}
		for _, p := range e.Tenant("contoso").Directory.Head().FilteringProfiles {
			for _, l := range p.Links {
				linked[p.Name] = l.Priority
			}
		}
		if !slices.Equal(got, rules) || fmt.Sprint(linked) != fmt.Sprint(links) {
			return fmt.Errorf("rules %v, links %v, want %v and %v", got, linked, rules, links)
		}
		return nil
	}
}

// TestEndpointAllowlistPublish: a policy is made, kept in step with the list, moved, withdrawn and made again.
func TestEndpointAllowlistPublish(t *testing.T) {
	t.Parallel()
	e := New(t, withProfiles)
	config := func(attrs ...Attrs) string { return e.Provider("admin") + Resource("endpoint_allowlist", attrs...) }
	const graphHost, signIn = "graph.microsoft.com", "login.microsoftonline.com"
	e.Run(
		resource.TestStep{
			Config: config(publishAttrs()), Check: e.requirePolicy(map[string]int64{"Servers": 100}, graphHost, signIn),
			ConfigStateChecks: []statecheck.StateCheck{
				value(endpointAllowlist, "published", knownvalue.ObjectPartial(map[string]knownvalue.Check{
					"action": knownvalue.StringExact("allow"), "profile_ids": knownvalue.ListSizeExact(1), "rules": knownvalue.MapSizeExact(2),
				})),
				value(endpointAllowlist, "notes", knownvalue.ListPartial(map[int]knownvalue.Check{0: knownvalue.StringRegexp(said("is a server"))})),
			},
		},
		resource.TestStep{Config: e.Provider("reader") + Resource("endpoint_allowlist", publishAttrs()), PlanOnly: true},
		resource.TestStep{
			Config:           config(publishAttrs(Attrs{"policy_name": Q("Attach"), "description": Q("by Terraform"), "profile_name": Q("Clients"), "priority": "7"}), Attrs{"exclusions": listOf(graphHost), "additions": `["http://*.contoso.com:8080/x", "http://192.0.2.7"]`}),
			ConfigPlanChecks: action(endpointAllowlist, plancheck.ResourceActionUpdate),
			Check:            e.requirePolicy(map[string]int64{"Clients": 7}, "*.contoso.com", signIn),
			ConfigStateChecks: []statecheck.StateCheck{value(endpointAllowlist, "notes", knownvalue.ListPartial(map[int]knownvalue.Check{
				3: knownvalue.StringRegexp(said("http://*.contoso.com:8080/x")), 4: knownvalue.StringRegexp(said("192.0.2.7")),
			}))},
		},
		resource.TestStep{Config: config(Attrs{"connectors": `["provider"]`}), Check: func(*state) error { return e.RequireInitial() }},
		resource.TestStep{Config: config(publishAttrs()), Check: e.requirePolicy(map[string]int64{"Servers": 100}, graphHost, signIn)},
	)
}

// listOf is a list of one text in HCL.
func listOf(text string) string { return "[" + Q(text) + "]" }

// TestEndpointAllowlistPublishDrift: drift in each part of the policy is seen as exactly that, and repaired.
func TestEndpointAllowlistPublishDrift(t *testing.T) {
	t.Parallel()
	e := New(t, withProfiles, func(s *world.Seed) { s.Lag = 0 })
	config := e.Provider("admin") + Resource("endpoint_allowlist", publishAttrs(Attrs{"description": Q("by Terraform")}))
	policyIs := func(set map[string]any) func() {
		return func() { e.Drift(world.Change{Object: "filteringPolicy", Set: set}) }
	}
	rules := func(change func([]world.FilteringRule) []world.FilteringRule) func() {
		return func() {
			policyIs(map[string]any{"policyRules": change(slices.Clone(e.policy().Rules))})()
		}
	}
	linksOf := func(name string, change func([]world.FilteringLink) []world.FilteringLink) func() {
		return func() {
			p, _ := e.Tenant("contoso").Directory.Head().FilteringProfileByName(name)
			e.Drift(world.Change{Object: "filteringProfile", Match: map[string]any{"name": name}, Set: map[string]any{"policies": change(slices.Clone(p.Links))}})
		}
	}
	const publish = "publish_to_global_secure_access"
	drifts := []struct {
		name  string
		drift func()
		want  []string
	}{
		{"renamed", policyIs(map[string]any{"name": "Other"}), []string{publish}},
		{"described otherwise", policyIs(map[string]any{"description": nil}), []string{publish}},
		{"action", policyIs(map[string]any{"action": "block"}), []string{"published"}},
		{"rule removed", rules(func(l []world.FilteringRule) []world.FilteringRule { return l[1:] }), []string{"published"}},
		{"rule added", rules(func(l []world.FilteringRule) []world.FilteringRule {
			other := l[0]
			other.ID, other.Name = world.NewID(), "other"
			return append(l, other)
		}), []string{"published"}},
		{"category added", rules(func(l []world.FilteringRule) []world.FilteringRule {
			return append(l, world.FilteringRule{Type: "#microsoft.graph.networkaccess.webCategoryFilteringRule", ID: world.NewID(), Name: "AI", RuleType: "webCategory", Destinations: []world.FilteringDestination{{Type: "#microsoft.graph.networkaccess.webCategory", Name: "ArtificialIntelligence"}}})
		}), []string{"published"}},
		{"rule twice", rules(func(l []world.FilteringRule) []world.FilteringRule {
			other := l[0]
			other.ID = world.NewID()
			return append(l, other)
		}), []string{"published"}},
		{"rule changed", rules(func(l []world.FilteringRule) []world.FilteringRule {
			l[0].Destinations = append(slices.Clone(l[0].Destinations), world.FilteringDestination{Type: "#microsoft.graph.networkaccess.fqdn", Value: "evil.example"})
			return l
		}), []string{"published"}},
		{"link removed", linksOf("Servers", func([]world.FilteringLink) []world.FilteringLink { return []world.FilteringLink{} }), []string{"published"}},
		{"link disabled", linksOf("Servers", func(l []world.FilteringLink) []world.FilteringLink { l[0].State = "disabled"; return l }), []string{"published"}},
		{"priority", linksOf("Servers", func(l []world.FilteringLink) []world.FilteringLink { l[0].Priority = 5; return l }), []string{publish}},
		{"linked elsewhere, too", linksOf("Clients", func(l []world.FilteringLink) []world.FilteringLink {
			return append(l, world.FilteringLink{ID: world.NewID(), Priority: 1, State: "enabled", LoggingState: "enabled", PolicyID: e.policy().ID})
		}), []string{"published"}},
		{"linked twice", linksOf("Servers", func(l []world.FilteringLink) []world.FilteringLink {
			other := l[0]
			other.ID = world.NewID()
			return append(l, other)
		}), []string{"published"}},
		{"deleted", func() {
			linksOf("Servers", func([]world.FilteringLink) []world.FilteringLink { return []world.FilteringLink{} })()
			e.Drift(world.Change{Object: "filteringPolicy", Delete: true})
		}, []string{"published"}},
	}
	p := e.Process(config)
	p.apply()
	for _, d := range drifts {
		t.Log(d.name)
		d.drift()
		p.repairs(cli.Changes{endpointAllowlist: d.want})
		if err := e.requirePolicy(map[string]int64{"Servers": 100}, "graph.microsoft.com", "login.microsoftonline.com")(nil); err != nil {
			t.Error(err)
		}
	}
	p.plan(0)
	p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// TestEndpointAllowlistPublishLostAnswers: what was done although its answer was lost is not done twice.
func TestEndpointAllowlistPublishLostAnswers(t *testing.T) {
	t.Parallel()
	e := New(t, withProfiles)
	for _, path := range []string{"filteringPolicies$", "filteringProfiles/.*/policies$", "policyRules$"} {
		e.Fault(wire.Fault{Kind: wire.KindGraph, Method: "POST", Path: path, LoseAnswer: true, Times: 1})
	}
	e.Fault(wire.Fault{Kind: wire.KindGraph, Method: "DELETE", Path: "filteringPolicies/[^/]*$", LoseAnswer: true, Times: 1})
	config := func(changes Attrs) string {
		return e.Provider("admin") + Resource("endpoint_allowlist", publishAttrs(), changes)
	}
	e.Run(
		resource.TestStep{Config: config(nil), Check: e.requirePolicy(map[string]int64{"Servers": 100}, "graph.microsoft.com", "login.microsoftonline.com")},
		resource.TestStep{
			Config: config(Attrs{"additions": listOf("a.contoso.com")}),
			Check:  e.requirePolicy(map[string]int64{"Servers": 100}, "a.contoso.com", "graph.microsoft.com", "login.microsoftonline.com"),
		},
	)
}

// TestEndpointAllowlistPublishRefusals: where it cannot be published the plan says why.
func TestEndpointAllowlistPublishRefusals(t *testing.T) {
	t.Parallel()
	e := New(t, withProfiles)
	tests := map[string]struct {
		client string
		attrs  Attrs
		want   string
	}{
		"no permission":          {"stranger", nil, "NetworkAccess.Read.All, NetworkAccess.ReadWrite.All"},
		"no permission to write": {"reader", nil, "is documented to allow it: NetworkAccess.ReadWrite.All"},
		"a list for others":      {"admin", Attrs{"cloud": Q("usgovernment")}, "the list is for usgovernment, and the filtering policies of Global Secure Access exist in the public cloud only"},
		"no such profile":        {"admin", publishAttrs(Attrs{"profile_name": Q("Others")}), `the tenant has no security profile with the name "Others"`},
		"no profile":             {"admin", publishAttrs(Attrs{"profile_name": "null"}), "Invalid Attribute Combination"},
		"two profiles":           {"admin", publishAttrs(Attrs{"profile_id": Q("x")}), "Invalid Attribute Combination"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			one := *e
			one.t = t
			one.Run(resource.TestStep{Config: e.Provider(tt.client) + Resource("endpoint_allowlist", publishAttrs(), tt.attrs), ExpectError: said(tt.want)})
		})
	}
	t.Run("read only", func(t *testing.T) {
		one := *e
		one.t = t
		one.Run(resource.TestStep{Config: e.Provider("admin", Attrs{"read_only": "true"}) + Resource("endpoint_allowlist", publishAttrs()), ExpectError: said("read_only = true. Nothing was sent")})
	})
	t.Run("tenant of another cloud", func(t *testing.T) {
		one := *e
		one.t = t
		one.Run(resource.TestStep{Config: e.Provider("admin", Attrs{"environment": Q("china")}) + Resource("endpoint_allowlist", publishAttrs(), Attrs{"cloud": Q("public")}), ExpectError: said("the tenant is in china")})
	})
}
