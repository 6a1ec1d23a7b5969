package endpointallowlist

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// preview is what a plan of the publication is made of.
type preview struct {
	tenant   *tenant.Tenant // nil while it is not known
	list     agreement
	known    bool   // whether the list is
	policyID string // of the policy that is published; empty for none
}

func publishAt() path.Path { return path.Root("publish_to_global_secure_access") }

// planPublication plans what the policy is to be, rule by rule, and says what apply would meet.
func (m *model) planPublication(ctx context.Context, p preview, diags *diag.Diagnostics) {
	if m.Publish.IsNull() {
		m.unpublished(ctx, diags)
		return
	}
	if m.Publish.IsUnknown() || p.tenant == nil || !p.known {
		m.Published, m.Notes = types.ObjectUnknown(publishedType().AttrTypes), types.ListUnknown(types.StringType)
		return
	}
	if err := publishable(p.tenant.Cloud().Name, m.Cloud.ValueString()); err != nil {
		diags.AddAttributeError(publishAt(), "Global Secure Access is not there", err.Error())
		return
	}
	m.note(ctx, p.list.notes(), diags)
	want := published{PolicyID: types.StringUnknown(), Action: types.StringValue(graph.FilteringAllow), LinkState: types.StringValue(graph.LinkEnabled)}
	if p.policyID != "" {
		want.PolicyID = types.StringValue(p.policyID)
	}
	want.ProfileIDs = p.lookAhead(ctx, m.publication(ctx, diags), diags)
	m.setPublished(ctx, want, sortedRules(p.list.rules()), diags)
}

// publishable refuses clouds without Global Secure Access (Microsoft's reference: global service only).
func publishable(tenantCloud, listCloud string) error {
	list, err := cloud.Parse(listCloud)
	if err != nil {
		return err
	}
	if tenantCloud != cloud.Public {
		return fmt.Errorf("the filtering policies of Global Secure Access exist in the public cloud only, and the tenant is in %s", tenantCloud)
	}
	if list.Name != cloud.Public {
		return fmt.Errorf("the list is for %s, and the filtering policies of Global Secure Access exist in the public cloud only", list.Name)
	}
	return nil
}

// lookAhead finds the profile, and says who has the name of a policy that is to be made.
func (p preview) lookAhead(ctx context.Context, want publication, diags *diag.Diagnostics) types.Set {
	unknown := types.SetUnknown(types.StringType)
	if want.ProfileID.IsUnknown() || want.ProfileName.IsUnknown() || want.PolicyName.IsUnknown() {
		return unknown
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	c, err := p.tenant.Graph()
	if err != nil {
		core.Fail(diags, "plan the filtering policy", err)
		return unknown
	}
	profiles, err := c.FilteringProfiles(ctx)
	if err != nil {
		core.Fail(diags, "look up the security profile "+want.profile(), err)
		return unknown
	}
	id, err := want.find(profiles)
	if err == nil && id == "" {
		err = fmt.Errorf("the tenant has no security profile with the %s", want.profile())
	}
	if err != nil {
		diags.AddAttributeError(publishAt(), "Unusable security profile", err.Error())
		return unknown
	}
	if p.policyID == "" {
		sayTaken(ctx, c, want.PolicyName.ValueString(), diags)
	}
	ids, d := types.SetValueFrom(ctx, types.StringType, []string{id})
	diags.Append(d...)
	return ids
}

// sayTaken says that apply takes over a policy that exists.
func sayTaken(ctx context.Context, c *graph.Client, name string, diags *diag.Diagnostics) {
	id, err := named(ctx, c, name)
	switch {
	case err != nil:
		core.Fail(diags, fmt.Sprintf("look up the filtering policy %q", name), err)
	case id != "":
		diags.AddAttributeWarning(publishAt(), "Filtering policy exists already", fmt.Sprintf("The tenant has a filtering policy %q (id %s). Apply takes it over: it replaces its rules, its action and its links, and destroy deletes it. "+
			"That is right after an interrupted apply; otherwise choose another policy_name.", name, id))
	}
}

// profile names the profile for messages.
func (p publication) profile() string {
	if id := p.ProfileID.ValueString(); id != "" {
		return "id " + id
	}
	return fmt.Sprintf("name %q", p.ProfileName.ValueString())
}

// find is the id of the profile; empty if it is not there.
func (p publication) find(all []graph.FilteringProfile) (string, error) {
	found := []string{}
	for _, profile := range all {
		if strings.EqualFold(profile.ID, p.ProfileID.ValueString()) || p.ProfileID.IsNull() && profile.Name == p.ProfileName.ValueString() {
			found = append(found, profile.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	default:
		return "", fmt.Errorf("there are %d security profiles with the %s: give profile_id", len(found), p.profile())
	}
}
