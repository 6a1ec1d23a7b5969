package graph

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
)

// Global Secure Access is in Graph's beta only, and in the public cloud only (Graph notes §3; learn, networkaccess). The
// requests are those of Microsoft's reference and of its tutorial "Configure Microsoft Entra Internet Access"; what stands
// in neither says so where it is used. The beta may change without notice.

// The values of Global Secure Access that this provider writes.
const (
	FilteringAllow  = "allow"
	FilteringFQDN   = "fqdn"
	LinkEnabled     = "enabled"
	networkTypes    = "#microsoft.graph.networkaccess."
	fqdnRuleType    = networkTypes + "fqdnFilteringRule"
	filteringPolicy = "networkAccess/filteringPolicies"
	filterProfile   = "networkAccess/filteringProfiles"
	expandRules     = "?$expand=policyRules"
	// expandLinks is seen in the field for filtering profiles, and documented for forwarding profiles; without it a link
	// does not say which policy it links.
	expandLinks = "?$expand=policies($expand=policy)"
)

// FilteringPolicy is a policy of Global Secure Access with its rules.
type FilteringPolicy struct {
	ID, Name, Description, Action string
	Rules                         []FilteringRule
}

// FilteringRule is one rule of a policy.
type FilteringRule struct {
	ID, Name string
	// Type is the kind of destination: fqdn, or webCategory, of which nothing more is kept.
	Type string
	// FQDNs are the destinations of a rule for names.
	FQDNs []string
}

// FilteringProfile is a security profile, with the links to its policies.
type FilteringProfile struct {
	ID, Name string
	Links    []FilteringLink
}

// FilteringLink is the link of a profile to a policy.
type FilteringLink struct {
	ID, PolicyID, State string
	Priority            int64
}

// FilteringPolicies reads all policies, without their rules.
func (c *Client) FilteringPolicies(ctx context.Context) ([]FilteringPolicy, error) {
	wire, err := list[wirePolicy](during(ctx, readFiltering()), c, betaVersion, filteringPolicy)
	out := []FilteringPolicy{}
	for _, p := range wire {
		out = append(out, p.policy())
	}
	return out, err
}

// FilteringPolicy reads one policy with its rules.
func (c *Client) FilteringPolicy(ctx context.Context, id string) (*FilteringPolicy, error) {
	var wire wirePolicy
	if err := c.beta(during(ctx, readFiltering()), abstractions.GET, filteringPolicy+"/"+segment(id)+expandRules, nil, &wire); err != nil {
		return nil, err
	}
	p := wire.policy()
	return &p, nil
}

// CreateFilteringPolicy makes a policy with its rules. It must not be repeated after a lost answer: look for the name first.
func (c *Client) CreateFilteringPolicy(ctx context.Context, p FilteringPolicy) (id string, err error) {
	body := wireSettings(p)
	rules := []any{}
	for _, r := range p.Rules {
		rules = append(rules, wireRuleOf(r))
	}
	body["policyRules"] = rules
	var made wirePolicy
	if err := c.beta(during(ctx, writeFiltering()), abstractions.POST, filteringPolicy, body, &made); err != nil {
		return "", err
	}
	return made.ID, nil
}

// UpdateFilteringPolicy writes name, description and action. That they can be updated is in Graph's beta metadata.
func (c *Client) UpdateFilteringPolicy(ctx context.Context, p FilteringPolicy) error {
	return c.beta(during(ctx, writeFiltering()), abstractions.PATCH, filteringPolicy+"/"+segment(p.ID), wireSettings(p), nil)
}

// DeleteFilteringPolicy deletes a policy with its rules. It must not be linked any more.
func (c *Client) DeleteFilteringPolicy(ctx context.Context, id string) error {
	return c.beta(during(ctx, writeFiltering()), abstractions.DELETE, filteringPolicy+"/"+segment(id), nil, nil)
}

// AddFilteringRule adds a rule to a policy. It must not be repeated after a lost answer.
func (c *Client) AddFilteringRule(ctx context.Context, policyID string, r FilteringRule) error {
	return c.beta(during(ctx, writeFiltering()), abstractions.POST, rulesOf(policyID), wireRuleOf(r), nil)
}

// UpdateFilteringRule writes the destinations of a rule.
func (c *Client) UpdateFilteringRule(ctx context.Context, policyID string, r FilteringRule) error {
	return c.beta(during(ctx, writeFiltering()), abstractions.PATCH, rulesOf(policyID)+"/"+segment(r.ID), wireRuleOf(r), nil)
}

// DeleteFilteringRule removes a rule from a policy.
func (c *Client) DeleteFilteringRule(ctx context.Context, policyID, ruleID string) error {
	return c.beta(during(ctx, writeFiltering()), abstractions.DELETE, rulesOf(policyID)+"/"+segment(ruleID), nil, nil)
}

// FilteringProfiles reads all security profiles with their links.
func (c *Client) FilteringProfiles(ctx context.Context) ([]FilteringProfile, error) {
	wire, err := list[wireProfile](during(ctx, readFiltering()), c, betaVersion, filterProfile+expandLinks)
	out := []FilteringProfile{}
	for _, p := range wire {
		out = append(out, p.profile())
	}
	return out, err
}

// FilteringPolicyWithProfiles reads one policy with its rules, nil if there is none, and all security profiles, together.
// That Global Secure Access can be read in a $batch is inferred: Microsoft's reference lists no exception for it.
func (c *Client) FilteringPolicyWithProfiles(ctx context.Context, id string) (policy *FilteringPolicy, profiles []FilteringProfile, err error) {
	policyPart, err := c.betaPart(readFiltering(), filteringPolicy+"/"+segment(id)+expandRules, func(body json.RawMessage) error {
		var wire wirePolicy
		if err := c.decode(readFiltering(), body, &wire); err != nil {
			return err
		}
		policy = new(wire.policy())
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	profilesPart, err := c.betaPart(readFiltering(), filterProfile+expandLinks, func(body json.RawMessage) error {
		var first listPage[wireProfile]
		if err := c.decode(readFiltering(), body, &first); err != nil {
			return err
		}
		if first.Value == nil {
			return c.empty(readFiltering())
		}
		all, err := follow(during(ctx, readFiltering()), c, first)
		for _, p := range all {
			profiles = append(profiles, p.profile())
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	err = c.batch(ctx, betaVersion, []part{policyPart, profilesPart})
	return policy, profiles, err
}

// LinkFilteringPolicy links a policy to a profile. It must not be repeated after a lost answer.
func (c *Client) LinkFilteringPolicy(ctx context.Context, profileID, policyID string, priority int64) error {
	body := map[string]any{
		"@odata.type": networkTypes + "filteringPolicyLink", "priority": priority, "state": LinkEnabled, "loggingState": "enabled",
		"policy": map[string]any{"@odata.type": networkTypes + "filteringPolicy", "id": policyID},
	}
	return c.beta(during(ctx, writeFiltering()), abstractions.POST, linksOf(profileID), body, nil)
}

// EnableFilteringLink enables a link.
func (c *Client) EnableFilteringLink(ctx context.Context, profileID, linkID string) error {
	body := map[string]any{"@odata.type": networkTypes + "filteringPolicyLink", "state": LinkEnabled}
	return c.beta(during(ctx, writeFiltering()), abstractions.PATCH, linksOf(profileID)+"/"+segment(linkID), body, nil)
}

// UnlinkFilteringPolicy removes a link from a profile.
func (c *Client) UnlinkFilteringPolicy(ctx context.Context, profileID, linkID string) error {
	return c.beta(during(ctx, writeFiltering()), abstractions.DELETE, linksOf(profileID)+"/"+segment(linkID), nil, nil)
}

func rulesOf(policyID string) string {
	return filteringPolicy + "/" + segment(policyID) + "/policyRules"
}
func linksOf(profileID string) string { return filterProfile + "/" + segment(profileID) + "/policies" }

// MayBeDone reports whether a write that failed may have been done all the same, because its answer was lost.
func MayBeDone(err error) bool {
	var wire *WireError
	return errors.As(err, &wire) || hasStatus(err, http.StatusBadGateway) || hasStatus(err, http.StatusServiceUnavailable) || hasStatus(err, http.StatusGatewayTimeout)
}

// IsLinked reports whether the service refused to delete a policy that is linked, as its replicas know it. How it refuses that
// is not published (inferred: 400 or 409); a DELETE that names an id of the service has no other reason for either.
func IsLinked(err error) bool { return IsConflict(err) || hasStatus(err, http.StatusBadRequest) }

// IsConflict reports whether the service refused because something like it is there already.
func IsConflict(err error) bool { return hasStatus(err, http.StatusConflict) }

// The shapes on the wire.
type (
	wirePolicy struct {
		ID          string     `json:"id" key:"yes"`
		Name        string     `json:"name" key:"yes"`
		Description string     `json:"description"`
		Action      string     `json:"action"`
		Rules       []wireRule `json:"policyRules"`
	}
	wireRule struct {
		Type         string            `json:"@odata.type"`
		ID           string            `json:"id,omitempty"`
		Name         string            `json:"name" key:"yes"`
		RuleType     string            `json:"ruleType"`
		Destinations []wireDestination `json:"destinations"`
	}
	wireDestination struct {
		Type  string `json:"@odata.type"`
		Value string `json:"value"`
	}
	wireProfile struct {
		ID    string     `json:"id" key:"yes"`
		Name  string     `json:"name"`
		Links []wireLink `json:"policies"`
	}
	wireLink struct {
		ID       string `json:"id" key:"yes"`
		State    string `json:"state"`
		Priority int64  `json:"priority"`
		Policy   struct {
			ID string `json:"id" key:"yes"`
		} `json:"policy"`
	}
)

func (w wirePolicy) policy() FilteringPolicy {
	p := FilteringPolicy{ID: w.ID, Name: w.Name, Description: w.Description, Action: w.Action}
	for _, r := range w.Rules {
		p.Rules = append(p.Rules, r.rule())
	}
	return p
}

// rule takes a rule over. Its kind is that of @odata.type, if ruleType does not say it.
func (w wireRule) rule() FilteringRule {
	r := FilteringRule{ID: w.ID, Name: w.Name, Type: w.RuleType}
	if r.Type == "" {
		r.Type = strings.TrimSuffix(strings.TrimPrefix(w.Type, networkTypes), "FilteringRule")
	}
	for _, d := range w.Destinations {
		if r.Type == FilteringFQDN {
			r.FQDNs = append(r.FQDNs, d.Value)
		}
	}
	return r
}

func (w wireProfile) profile() FilteringProfile {
	p := FilteringProfile{ID: w.ID, Name: w.Name}
	for _, l := range w.Links {
		p.Links = append(p.Links, FilteringLink{ID: l.ID, PolicyID: l.Policy.ID, State: l.State, Priority: l.Priority})
	}
	return p
}

func wireRuleOf(r FilteringRule) wireRule {
	w := wireRule{Type: fqdnRuleType, Name: r.Name, RuleType: FilteringFQDN}
	for _, name := range r.FQDNs {
		w.Destinations = append(w.Destinations, wireDestination{Type: networkTypes + "fqdn", Value: name})
	}
	return w
}

func wireSettings(p FilteringPolicy) map[string]any {
	return map[string]any{"name": p.Name, "description": p.Description, "action": p.Action}
}
