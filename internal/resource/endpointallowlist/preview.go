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
	tenant *tenant.Tenant // nil while it is not known
	list   *agreement     // nil while it is not known
	// policyID and name are those of the policy that is published; empty for none.
	policyID, name string
}

func publishAt() path.Path { return path.Root("publish_to_global_secure_access") }

// planPublication plans what the policy is to be, rule by rule, and says what apply would meet.
func (m *model) planPublication(ctx context.Context, p preview, diags *diag.Diagnostics) {
	if m.Publish.IsNull() {
		m.unpublished(ctx, diags)
		return
	}
	m.forgetPublished()
	if m.Publish.IsUnknown() || p.tenant == nil {
		return
	}
	if err := publishable(p.tenant.Cloud().Name, m.Cloud.ValueString()); err != nil {
		diags.AddAttributeError(publishAt(), "Global Secure Access is not there", err.Error())
		return
	}
	profiles := p.lookAhead(ctx, m.publication(ctx, diags), diags)
	if p.list == nil {
		return
	}
	m.note(ctx, p.list.notes(), diags)
	want := published{PolicyID: types.StringUnknown(), Action: types.StringValue(graph.FilteringAllow), LinkState: types.StringValue(graph.LinkEnabled), ProfileIDs: profiles}
	if p.policyID != "" {
		want.PolicyID = types.StringValue(p.policyID)
	}
	m.setPublished(ctx, want, sortedRules(p.list.rules()), diags)
}

// publishable refuses clouds without Global Secure Access (Microsoft's reference: global service only). The cloud of the list is
// empty while it is not known.
func publishable(tenantCloud, listCloud string) error {
	if tenantCloud != cloud.Public {
		return fmt.Errorf("the filtering policies of Global Secure Access exist in the public cloud only, and the tenant is in %s", tenantCloud)
	}
	if listCloud == "" {
		return nil
	}
	list, err := cloud.Parse(listCloud)
	if err == nil && list.Name != cloud.Public {
		return fmt.Errorf("the list is for %s, and the filtering policies of Global Secure Access exist in the public cloud only", list.Name)
	}
	return err
}

// lookAhead says who has the name of a policy that is to be made or renamed, and finds the profile.
func (p preview) lookAhead(ctx context.Context, want publication, diags *diag.Diagnostics) types.List {
	unknown := types.ListUnknown(types.StringType)
	named, linked := !want.PolicyName.IsUnknown(), !want.ProfileID.IsUnknown() && !want.ProfileName.IsUnknown()
	if !named && !linked {
		return unknown
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	c, err := p.tenant.Graph()
	if err != nil {
		core.Fail(diags, "plan the filtering policy", err)
		return unknown
	}
	if name := want.PolicyName.ValueString(); named && (p.policyID == "" || p.name != name) {
		p.sayTaken(ctx, c, claim{name, p.policyID, p.list}, diags)
	}
	if !linked || diags.HasError() {
		return unknown
	}
	return want.profiles(core.Sharing(ctx, p.tenant), c, diags)
}

// sayTaken refuses a name that another policy has, and says that apply goes on with one that was cut short.
func (p preview) sayTaken(ctx context.Context, c *graph.Client, w claim, diags *diag.Diagnostics) {
	h, err := w.holder(ctx, c)
	goesOn := h.ours || h.unfinished && w.list == nil
	switch {
	case err != nil:
		core.Fail(diags, fmt.Sprintf("look up the filtering policy %q", w.name), err)
	case h.id == "":
	case goesOn && p.policyID == "":
		core.WarnAt(diags, publishAt(), fmt.Sprintf("%s, policy %q", p.tenant.Label(), w.name), "Unfinished filtering policy", fmt.Sprintf("The tenant has a filtering policy %q (id %s) that an apply began and did not finish. Apply goes on with it, if it is of this list.", w.name, h.id))
	default:
		diags.AddAttributeError(publishAt(), "Filtering policy of others", w.refuse(h).Error())
	}
}

// profiles are the ids of the profiles that the policy is to be linked to: the one.
func (p publication) profiles(ctx context.Context, c *graph.Client, diags *diag.Diagnostics) types.List {
	unknown := types.ListUnknown(types.StringType)
	all, err := c.FilteringProfiles(ctx)
	if err != nil {
		core.Fail(diags, "look up the security profile "+p.profile(), err)
		return unknown
	}
	id, err := p.find(all)
	if err == nil && id == "" {
		err = fmt.Errorf("the tenant has no security profile with the %s", p.profile())
	}
	if err != nil {
		diags.AddAttributeError(publishAt(), "Unusable security profile", err.Error())
		return unknown
	}
	ids, d := types.ListValueFrom(ctx, types.StringType, []string{id})
	diags.Append(d...)
	return ids
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
