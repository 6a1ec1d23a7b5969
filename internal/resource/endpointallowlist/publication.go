package endpointallowlist

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// publication is what is configured of the policy.
type publication struct {
	PolicyName  types.String `tfsdk:"policy_name"`
	Description types.String `tfsdk:"description"`
	ProfileID   types.String `tfsdk:"profile_id"`
	ProfileName types.String `tfsdk:"profile_name"`
	Priority    types.Int64  `tfsdk:"priority"`
}

// published is what there is of the policy. It is computed, so that drift in each part of it shows.
type published struct {
	PolicyID   types.String `tfsdk:"policy_id"`
	Action     types.String `tfsdk:"action"`
	ProfileIDs types.List   `tfsdk:"profile_ids"`
	LinkState  types.String `tfsdk:"link_state"`
	Rules      types.Map    `tfsdk:"rules"`
}

// forgetPublished makes unknown what is published.
func (m *model) forgetPublished() {
	m.Published, m.Notes = types.ObjectUnknown(publishedType().AttrTypes), types.ListUnknown(types.StringType)
}

// publishedRule is one rule; its name is the key in the map.
type publishedRule struct {
	Type  types.String `tfsdk:"type"`
	FQDNs types.Set    `tfsdk:"fqdns"`
}

func publicationType() types.ObjectType {
	return types.ObjectType{AttrTypes: map[string]attr.Type{
		"policy_name": types.StringType, "description": types.StringType, "profile_id": types.StringType, "profile_name": types.StringType, "priority": types.Int64Type,
	}}
}

func publishedType() types.ObjectType {
	return types.ObjectType{AttrTypes: map[string]attr.Type{
		"policy_id": types.StringType, "action": types.StringType, "profile_ids": types.ListType{ElemType: types.StringType},
		"link_state": types.StringType, "rules": types.MapType{ElemType: ruleType()},
	}}
}

func ruleType() types.ObjectType {
	return types.ObjectType{AttrTypes: map[string]attr.Type{"type": types.StringType, "fqdns": types.SetType{ElemType: types.StringType}}}
}

// publication is the configured object; the zero value while it is not configured or not known.
func (m *model) publication(ctx context.Context, diags *diag.Diagnostics) publication {
	var p publication
	if !m.Publish.IsNull() && !m.Publish.IsUnknown() {
		diags.Append(m.Publish.As(ctx, &p, basetypes.ObjectAsOptions{})...)
	}
	return p
}

// policyID is the id of the policy that is published; empty for none.
func (m *model) policyID(ctx context.Context, diags *diag.Diagnostics) string {
	if m.Published.IsNull() || m.Published.IsUnknown() {
		return ""
	}
	var p published
	diags.Append(m.Published.As(ctx, &p, basetypes.ObjectAsOptions{})...)
	return p.PolicyID.ValueString()
}

// unpublished takes over that nothing is published.
func (m *model) unpublished(ctx context.Context, diags *diag.Diagnostics) {
	m.Published = types.ObjectNull(publishedType().AttrTypes)
	m.note(ctx, []string{}, diags)
}

func (m *model) note(ctx context.Context, notes []string, diags *diag.Diagnostics) {
	list, d := types.ListValueFrom(ctx, types.StringType, notes)
	diags.Append(d...)
	m.Notes = list
}

// hosts are the names that rules can be made of: an address is none.
func (a agreement) hosts() []string {
	return slices.DeleteFunc(a.fqdns(), isAddress)
}

func isAddress(host string) bool {
	return !strings.ContainsFunc(host, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
}

// rules are the rules of the policy by their names: one for each host, named after it, so that each can be seen by itself.
func (a agreement) rules() map[string]graph.FilteringRule {
	out := map[string]graph.FilteringRule{}
	for _, host := range a.hosts() {
		out[host] = graph.FilteringRule{Name: host, Type: graph.FilteringFQDN, FQDNs: []string{host}}
	}
	return out
}

// notes say what the published policy does not say of the list.
func (a agreement) notes() []string {
	narrower, addresses := []string{}, []string{}
	for _, e := range a.entries {
		if isAddress(e.Host) {
			addresses = append(addresses, e.Host)
		} else if e.Path != "" || e.Scheme != endpoint.HTTPS || e.Port != 443 {
			narrower = append(narrower, e.URL())
		}
	}
	notes := []string{
		"Global Secure Access filters the traffic of devices that run its client. The service connection point is a server: for it the policy has an effect only if that client runs there.",
		"A policy that allows blocks nothing: it makes exceptions from policies of the same security profile that block, and that have a larger number as their priority.",
		"A rule for a name has no scheme, port or path: it allows all of them.",
	}
	if len(narrower) > 0 {
		notes = append(notes, "These entries are narrower than their rules: "+strings.Join(narrower, ", ")+".")
	}
	if len(addresses) > 0 {
		notes = append(notes, "These entries are addresses, for which there is no rule for names: "+strings.Join(addresses, ", ")+".")
	}
	return notes
}

// setPublished takes over what is wanted, or seen, of the policy.
func (m *model) setPublished(ctx context.Context, p published, rules []graph.FilteringRule, diags *diag.Diagnostics) {
	all := map[string]publishedRule{}
	for _, r := range rules {
		set, d := types.SetValueFrom(ctx, types.StringType, append([]string{}, r.FQDNs...))
		diags.Append(d...)
		all[unusedKey(all, r.Name)] = publishedRule{types.StringValue(r.Type), set}
	}
	var d diag.Diagnostics
	p.Rules, d = types.MapValueFrom(ctx, ruleType(), all)
	diags.Append(d...)
	m.Published, d = types.ObjectValueFrom(ctx, publishedType().AttrTypes, p)
	diags.Append(d...)
}

// unusedKey is the name of a rule, numbered when another rule has the same.
func unusedKey(rules map[string]publishedRule, name string) string {
	key := name
	for n := 2; ; n++ {
		if _, used := rules[key]; !used {
			return key
		}
		key = fmt.Sprintf("%s (%d)", name, n)
	}
}

// setSeen takes over what was read of the policy.
func (m *model) setSeen(ctx context.Context, s seen, diags *diag.Diagnostics) {
	if s.policy == nil {
		m.Published = types.ObjectNull(publishedType().AttrTypes)
		return
	}
	p := m.publication(ctx, diags)
	p.PolicyName, p.Description = types.StringValue(s.policy.Name), core.TextOrNull(unmarked(s.policy.Description), p.Description)
	state, ids := types.StringNull(), []string{}
	for _, l := range s.links {
		ids = append(ids, l.profileID)
		if state.IsNull() || l.State != graph.LinkEnabled {
			state = types.StringValue(l.State)
		}
	}
	if len(s.links) == 1 {
		p.Priority = types.Int64Value(s.links[0].Priority)
	}
	slices.Sort(ids)
	profiles, d := types.ListValueFrom(ctx, types.StringType, ids)
	diags.Append(d...)
	m.setPublished(ctx, published{
		PolicyID: types.StringValue(s.policy.ID), Action: types.StringValue(s.policy.Action), ProfileIDs: profiles, LinkState: state,
	}, s.policy.Rules, diags)
	m.Publish, d = types.ObjectValueFrom(ctx, publicationType().AttrTypes, p)
	diags.Append(d...)
}
