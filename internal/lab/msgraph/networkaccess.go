package msgraph

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// networkRoutes are the operations of Graph's beta for the filtering policies of Global Secure Access, by
// Microsoft's reference and its tutorial "Configure Microsoft Entra Internet Access". What follows from neither is marked as
// inferred. The prices are those of directory objects (inferred): none are published.
func networkRoutes() []route {
	const (
		get, post, patch, del = http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete
		policies, profiles    = "networkAccess/filteringPolicies", "networkAccess/filteringProfiles"
		policy, profile       = policies + "/{id}", profiles + "/{id}"
	)
	read, write := []anyOf{readNetwork()}, []anyOf{writeNetwork()}
	return []route{
		{get, policies, 2, read, listFilteringPolicies},
		{post, policies, 1, write, createFilteringPolicy},
		{get, policy, 1, read, getFilteringPolicy},
		{patch, policy, 1, write, patchFilteringPolicy},
		{del, policy, 1, write, deleteFilteringPolicy},
		{post, policy + "/policyRules", 1, write, createFilteringRule},
		{patch, policy + "/policyRules/{id}", 1, write, patchFilteringRule},
		{del, policy + "/policyRules/{id}", 1, write, deleteFilteringRule},
		{get, profiles, 2, read, listFilteringProfiles},
		{post, profile + "/policies", 1, write, createFilteringLink},
		{patch, profile + "/policies/{id}", 1, write, patchFilteringLink},
		{del, profile + "/policies/{id}", 1, write, deleteFilteringLink},
	}
}

// expanded reports whether $expand is as given; any other option, and any other value, is refused.
func (c *call) expanded(want string) (bool, error) {
	values, err := url.ParseQuery(c.request.query)
	if err != nil {
		return false, badRequest("The query is not well-formed.")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name != "$expand" || values.Get(name) != want {
			return false, refuse(codeUnsupported, "The query option '%s' is not supported here.", name)
		}
	}
	return values.Has("$expand"), nil
}

func listFilteringPolicies(c *call) (*answer, error) {
	rules, err := c.expanded("policyRules")
	if err != nil {
		return nil, err
	}
	return c.all("filteringPolicies", views(c.replica.FilteringPolicies, func(p world.FilteringPolicy) map[string]any { return viewFilteringPolicy(p, rules) }, nil))
}

func listFilteringProfiles(c *call) (*answer, error) {
	links, err := c.expanded("policies($expand=policy)")
	if err != nil {
		return nil, err
	}
	return c.all("filteringProfiles", views(c.replica.FilteringProfiles, func(p world.FilteringProfile) map[string]any { return viewFilteringProfile(c.replica, p, links) }, nil))
}

// all answers with a whole list: whether Graph pages these is not published.
func (c *call) all(set string, views []map[string]any) (*answer, error) {
	return &answer{status: http.StatusOK, body: map[string]any{"@odata.context": c.betaContext(set), "value": views}}, nil
}

func (c *call) betaContext(set string) string {
	return strings.TrimSuffix(c.server.base(), version) + betaVersion + "/$metadata#networkAccess/" + set
}

func getFilteringPolicy(c *call) (*answer, error) {
	rules, err := c.expanded("policyRules")
	if err != nil {
		return nil, err
	}
	p, err := c.filteringPolicy(c.replica)
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusOK, body: viewFilteringPolicy(p, rules)}, nil
}

// filteringPolicy is the one that the path addresses, as a snapshot has it.
func (c *call) filteringPolicy(s *world.Snapshot) (world.FilteringPolicy, error) {
	id, err := c.id(0)
	if err != nil {
		return world.FilteringPolicy{}, err
	}
	p, ok := s.FilteringPolicies[id]
	if !ok {
		return p, errMissing(id)
	}
	p.Rules = slices.Clone(p.Rules)
	return p, nil
}

func createFilteringPolicy(c *call) (*answer, error) {
	b, err := c.object("networkaccess.filteringPolicy")
	if err != nil {
		return nil, err
	}
	p := world.FilteringPolicy{ID: world.NewID(), Version: "1.0.0", Rules: []world.FilteringRule{}}
	if err := apply(&p, "filteringPolicy", b, filteringPolicySetters(true)); err != nil {
		return nil, err
	}
	if p.Name == "" || p.Action == "" {
		return nil, badRequest("The properties 'name' and 'action' are required.")
	}
	if err := c.update(func(s *world.Snapshot) error { return putFilteringPolicy(s, p) }); err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, body: viewFilteringPolicy(p, false)}, nil
}

// putFilteringPolicy keeps a policy. A name that another one has is refused (inferred: whether names are unique is not
// published; the portal refuses a second one).
func putFilteringPolicy(s *world.Snapshot, p world.FilteringPolicy) error {
	if other, taken := s.FilteringPolicyByName(p.Name); taken && other.ID != p.ID {
		return &apiError{status: http.StatusConflict, code: "Conflict", message: "A filtering policy with the name '" + p.Name + "' exists already."}
	}
	s.FilteringPolicies[p.ID] = p
	return nil
}

// changeFilteringPolicy changes the addressed policy. The primary has the last word on what is there.
func (c *call) changeFilteringPolicy(change func(*world.FilteringPolicy) error) error {
	if _, err := c.filteringPolicy(c.replica); err != nil {
		return err
	}
	return c.update(func(s *world.Snapshot) error {
		p, err := c.filteringPolicy(s)
		if err != nil {
			return err
		}
		if err := change(&p); err != nil {
			return err
		}
		return putFilteringPolicy(s, p)
	})
}

func patchFilteringPolicy(c *call) (*answer, error) {
	b, err := c.object("networkaccess.filteringPolicy")
	if err != nil {
		return nil, err
	}
	return noContent(), c.changeFilteringPolicy(func(p *world.FilteringPolicy) error {
		return apply(p, "filteringPolicy", b, filteringPolicySetters(false))
	})
}

// deleteFilteringPolicy refuses a policy that is linked (inferred: the portal does), be it as the replica knows it: one that
// lags still sees a link that was removed.
func deleteFilteringPolicy(c *call) (*answer, error) {
	p, err := c.filteringPolicy(c.replica)
	if err != nil {
		return nil, err
	}
	if err := requireUnlinked(c.replica, p.ID); err != nil {
		return nil, err
	}
	return noContent(), c.update(func(s *world.Snapshot) error {
		if _, err := c.filteringPolicy(s); err != nil {
			return err
		}
		if err := requireUnlinked(s, p.ID); err != nil {
			return err
		}
		delete(s.FilteringPolicies, p.ID)
		return nil
	})
}

func requireUnlinked(s *world.Snapshot, policyID string) error {
	for _, profile := range s.FilteringProfiles {
		if slices.ContainsFunc(profile.Links, func(l world.FilteringLink) bool { return l.PolicyID == policyID }) {
			return badRequest("The filtering policy is linked to the filtering profile '" + profile.Name + "'.")
		}
	}
	return nil
}

func createFilteringRule(c *call) (*answer, error) {
	b, err := c.object("")
	if err != nil {
		return nil, err
	}
	r := world.FilteringRule{ID: world.NewID()}
	err = c.changeFilteringPolicy(func(p *world.FilteringPolicy) error {
		if err := setFilteringRule(&r, b); err != nil {
			return err
		}
		p.Rules = append(p.Rules, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, body: r}, nil
}

func patchFilteringRule(c *call) (*answer, error) {
	b, err := c.object("")
	if err != nil {
		return nil, err
	}
	return noContent(), c.changeFilteringRule(func(p *world.FilteringPolicy, i int) error { return setFilteringRule(&p.Rules[i], b) })
}

func deleteFilteringRule(c *call) (*answer, error) {
	return noContent(), c.changeFilteringRule(func(p *world.FilteringPolicy, i int) error {
		p.Rules = slices.Delete(p.Rules, i, i+1)
		return nil
	})
}

func (c *call) changeFilteringRule(change func(p *world.FilteringPolicy, i int) error) error {
	id, err := c.id(1)
	if err != nil {
		return err
	}
	return c.changeFilteringPolicy(func(p *world.FilteringPolicy) error {
		i := slices.IndexFunc(p.Rules, func(r world.FilteringRule) bool { return r.ID == id })
		if i < 0 {
			return errMissing(id)
		}
		return change(p, i)
	})
}
