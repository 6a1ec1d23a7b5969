package endpointallowlist

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// ModifyPlan implements resource.ResourceWithModifyPlan: it plans the list that the catalogue of this version of the
// provider makes of the configuration. The state keeps the list that was agreed, so that a plan with a newer catalogue
// shows, entry by entry, what it would change.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	t := r.PlanTenant(ctx, req, resp)
	if req.Plan.Raw.IsNull() || resp.Diagnostics.HasError() {
		return
	}
	var config, plan model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	state := model{Published: types.ObjectNull(publishedType().AttrTypes)}
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	plan.planCloud(config, t)
	list := r.planList(ctx, &plan, &resp.Diagnostics)
	name := state.publication(ctx, &resp.Diagnostics).PolicyName.ValueString()
	if policyID := state.policyID(ctx, &resp.Diagnostics); !resp.Diagnostics.HasError() {
		plan.planPublication(ctx, preview{t, list, policyID, name}, &resp.Diagnostics)
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	}
}

// planCloud plans the default: the cloud of the tenant.
func (m *model) planCloud(config model, t *tenant.Tenant) {
	switch {
	case !config.Cloud.IsNull():
	case t == nil:
		m.Cloud = types.StringUnknown()
	default:
		m.Cloud = types.StringValue(t.Cloud().Name)
	}
}

// planList plans what the configuration makes of the catalogue, and says what does not work with that. The list
// is nil while it is not known.
func (r *Resource) planList(ctx context.Context, m *model, diags *diag.Diagnostics) *agreement {
	if !m.known() {
		m.forget()
		return nil
	}
	w := m.wishes(ctx, diags)
	a, err := r.source.agree(w)
	if err != nil {
		diags.AddAttributeError(blamed(err, w), "Unusable allowlist", err.Error())
		return nil
	}
	a.warn(m.about(), w, diags)
	m.set(ctx, a, diags)
	return &a
}

// blamed is the attribute that an error is about: the one of which it quotes an element.
func blamed(err error, w wishes) path.Path {
	for name, texts := range map[string][]string{"exclusions": w.exclusions, "additions": w.additions} {
		for _, text := range texts {
			if strings.HasPrefix(err.Error(), `"`+text+`"`) {
				return path.Root(name)
			}
		}
	}
	return path.Root("cloud")
}
