package msgraph

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// changeFilteringProfile changes the addressed profile.
func (c *call) changeFilteringProfile(change func(*world.Snapshot, *world.FilteringProfile) error) error {
	id, err := c.id(0)
	if err != nil {
		return err
	}
	if _, ok := c.replica.FilteringProfiles[id]; !ok {
		return errMissing(id)
	}
	return c.update(func(s *world.Snapshot) error {
		p, ok := s.FilteringProfiles[id]
		if !ok {
			return errMissing(id)
		}
		p.Links = slices.Clone(p.Links)
		if err := change(s, &p); err != nil {
			return err
		}
		s.FilteringProfiles[id] = p
		return nil
	})
}

// createFilteringLink links a policy to a profile. A second link to the same policy is refused (inferred). So is a policy
// that the replica does not know yet.
func createFilteringLink(c *call) (*answer, error) {
	b, err := c.object("networkaccess.filteringPolicyLink")
	if err != nil {
		return nil, err
	}
	link := world.FilteringLink{ID: world.NewID()}
	if err := apply(&link, "filteringPolicyLink", b, filteringLinkSetters(true)); err != nil {
		return nil, err
	}
	if link.Priority == 0 || link.State == "" || link.PolicyID == "" {
		return nil, badRequest("The properties 'priority', 'state' and 'policy' are required.")
	}
	if _, ok := c.replica.FilteringPolicies[link.PolicyID]; !ok {
		return nil, errMissing(link.PolicyID)
	}
	err = c.changeFilteringProfile(func(s *world.Snapshot, p *world.FilteringProfile) error {
		if _, ok := s.FilteringPolicies[link.PolicyID]; !ok {
			return errMissing(link.PolicyID)
		}
		if slices.ContainsFunc(p.Links, func(l world.FilteringLink) bool { return l.PolicyID == link.PolicyID }) {
			return &apiError{status: http.StatusConflict, code: "Conflict", message: "The policy is linked already."}
		}
		p.Links = append(p.Links, link)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusCreated, body: viewFilteringLink(c.caller.tenant.Directory.Head(), link)}, nil
}

func patchFilteringLink(c *call) (*answer, error) {
	b, err := c.object("networkaccess.filteringPolicyLink")
	if err != nil {
		return nil, err
	}
	return noContent(), c.changeFilteringLink(func(p *world.FilteringProfile, i int) error {
		return apply(&p.Links[i], "filteringPolicyLink", b, filteringLinkSetters(false))
	})
}

func deleteFilteringLink(c *call) (*answer, error) {
	return noContent(), c.changeFilteringLink(func(p *world.FilteringProfile, i int) error {
		p.Links = slices.Delete(p.Links, i, i+1)
		return nil
	})
}

func (c *call) changeFilteringLink(change func(p *world.FilteringProfile, i int) error) error {
	id, err := c.id(1)
	if err != nil {
		return err
	}
	return c.changeFilteringProfile(func(_ *world.Snapshot, p *world.FilteringProfile) error {
		i := slices.IndexFunc(p.Links, func(l world.FilteringLink) bool { return l.ID == id })
		if i < 0 {
			return errMissing(id)
		}
		return change(p, i)
	})
}

func filteringPolicySetters(creating bool) setters[world.FilteringPolicy] {
	type policy = world.FilteringPolicy
	known := setters[policy]{
		"name":        func(p *policy, raw json.RawMessage) error { return setName(&p.Name, raw) },
		"description": func(p *policy, raw json.RawMessage) error { return setOptional(&p.Description, raw) },
		"action":      func(p *policy, raw json.RawMessage) error { return setOneOf(&p.Action, raw, "allow", "block") },
	}
	if creating {
		known["policyRules"] = func(p *policy, raw json.RawMessage) error {
			var list []body
			if err := json.Unmarshal(raw, &list); err != nil || list == nil {
				return errValue
			}
			for _, b := range list {
				r := world.FilteringRule{ID: world.NewID()}
				if err := setFilteringRule(&r, b); err != nil {
					return err
				}
				p.Rules = append(p.Rules, r)
			}
			return nil
		}
	}
	return readOnly[policy]("id", "version", "createdDateTime", "lastModifiedDateTime").with(known)
}

// setFilteringRule writes a rule for names, the only kind that the lab takes; it keeps the others that a drift puts there.
func setFilteringRule(r *world.FilteringRule, b body) error {
	typ, _ := text(b["@odata.type"])
	if typ != "#microsoft.graph.networkaccess.fqdnFilteringRule" || r.Type != "" && r.Type != typ {
		return badRequest("The property '@odata.type' must name the type of the rule.")
	}
	r.Type = typ
	type rule = world.FilteringRule
	err := apply(r, "fqdnFilteringRule", b, readOnly[rule]("id").with(setters[rule]{
		"name":     func(r *rule, raw json.RawMessage) error { return setName(&r.Name, raw) },
		"ruleType": func(r *rule, raw json.RawMessage) error { return setOneOf(&r.RuleType, raw, "fqdn") },
		"destinations": func(r *rule, raw json.RawMessage) (err error) {
			r.Destinations, err = filteringDestinations(raw)
			return err
		},
	}))
	if err == nil && (r.Name == "" || r.RuleType == "" || len(r.Destinations) == 0) {
		return badRequest("The properties 'name', 'ruleType' and 'destinations' are required.")
	}
	return err
}

func filteringDestinations(raw json.RawMessage) ([]world.FilteringDestination, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, errValue
	}
	out := []world.FilteringDestination{}
	for _, raw := range list {
		m, ok := members(raw, "value")
		typ, _ := text(m["@odata.type"])
		name, _ := text(m["value"])
		if !ok || typ != "#microsoft.graph.networkaccess.fqdn" || name == "" {
			return nil, errValue
		}
		out = append(out, world.FilteringDestination{Type: typ, Value: name})
	}
	return out, nil
}

// filteringLinkSetters: an update takes state only (learn, filteringPolicyLink, update; action is that of the policy).
func filteringLinkSetters(creating bool) setters[world.FilteringLink] {
	type link = world.FilteringLink
	known := setters[link]{"state": func(l *link, raw json.RawMessage) error { return setOneOf(&l.State, raw, "enabled", "disabled") }}
	if creating {
		known["loggingState"] = func(l *link, raw json.RawMessage) error { return setOneOf(&l.LoggingState, raw, "enabled", "disabled") }
		known["priority"] = func(l *link, raw json.RawMessage) error {
			if json.Unmarshal(raw, &l.Priority) != nil || l.Priority < 1 {
				return errValue
			}
			return nil
		}
		known["policy"] = func(l *link, raw json.RawMessage) error {
			m, ok := members(raw, "id")
			l.PolicyID, _ = text(m["id"])
			if typ, _ := text(m["@odata.type"]); !ok || !isGUID(l.PolicyID) || typ != "#microsoft.graph.networkaccess.filteringPolicy" {
				return errValue
			}
			return nil
		}
	}
	return readOnly[link]("id", "version", "createdDateTime", "lastModifiedDateTime").with(known)
}

func setOneOf(to *string, raw json.RawMessage, allowed ...string) error {
	s, ok := text(raw)
	if !ok || !slices.Contains(allowed, s) {
		return errValue
	}
	*to = s
	return nil
}

func viewFilteringPolicy(p world.FilteringPolicy, rules bool) map[string]any {
	out := map[string]any{"id": p.ID, "name": p.Name, "description": p.Description, "version": p.Version, "action": p.Action}
	if rules {
		out["policyRules"] = p.Rules
	}
	return out
}

func viewFilteringProfile(s *world.Snapshot, p world.FilteringProfile, links bool) map[string]any {
	out := map[string]any{"id": p.ID, "name": p.Name, "description": p.Description, "version": p.Version, "state": p.State, "priority": p.Priority}
	if links {
		list := []any{}
		for _, l := range p.Links {
			list = append(list, viewFilteringLink(s, l))
		}
		out["policies"] = list
	}
	return out
}

// viewFilteringLink shows a link; the policy in it has no type of its own (seen in the field).
func viewFilteringLink(s *world.Snapshot, l world.FilteringLink) map[string]any {
	return map[string]any{
		"@odata.type": "#microsoft.graph.networkaccess.filteringPolicyLink", "id": l.ID, "priority": l.Priority, "state": l.State, "loggingState": l.LoggingState,
		"version": "1.0.0", "policy": viewFilteringPolicy(s.FilteringPolicies[l.PolicyID], false),
	}
}
