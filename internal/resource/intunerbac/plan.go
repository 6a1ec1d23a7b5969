package intunerbac

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// ModifyPlan implements resource.ResourceWithModifyPlan: the plan says what changes for whom, since it is the whole tenant.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	t := r.PlanTenant(ctx, req, resp)
	var plan, state *model
	if !req.Plan.Raw.IsNull() {
		plan = &model{}
		resp.Diagnostics.Append(resp.Plan.Get(ctx, plan)...)
	}
	if !req.State.Raw.IsNull() {
		state = &model{}
		resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	}
	if t == nil || resp.Diagnostics.HasError() {
		return
	}
	if plan == nil {
		w, _ := writtenIn(ctx, req.Private, &resp.Diagnostics)
		planDestroy(state, w, &resp.Diagnostics)
		return
	}
	exists := state != nil && state.TenantID.Equal(plan.TenantID)
	if exists && plan.Enabled.Equal(state.Enabled) {
		return
	}
	if exists && state.PreviouslyEnabled.IsNull() { // the first write finds out
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("previously_enabled"), types.BoolUnknown())...)
	}
	if plan.Enabled.IsUnknown() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	s, err := switchOf(t)
	if err == nil {
		err = s.preview(ctx, plan.Enabled.ValueBool(), exists, &resp.Diagnostics)
	}
	if err != nil {
		core.Fail(&resp.Diagnostics, "plan the use of Intune RBAC in "+plan.subject(), err)
	}
}

// preview says what a plan changes. An apply reads again, and several times.
func (s rbac) preview(ctx context.Context, want, exists bool, diags *diag.Diagnostics) error {
	is, err := s.read(ctx)
	if err != nil {
		return err
	}
	switch {
	case is != want:
		core.WarnAt(diags, path.Root("enabled"), "tenant "+s.tenant.ID(), "Use of Intune RBAC changes for the whole tenant", s.consequences(ctx, want))
	case !exists:
		core.WarnAt(diags, path.Root("enabled"), "tenant "+s.tenant.ID(), "Use of Intune RBAC is as configured already", fmt.Sprintf("In tenant %[1]s it is %[2]s already. Nothing is written, and destroying will leave it %[2]s. "+
			"It is one switch for the whole tenant: if another configuration has it as well, keep it in one of them. If an earlier apply of this configuration was interrupted, what was there before that is not known any more.", s.tenant.ID(), onOff(want)))
	}
	return nil
}

// consequences are those of use-intune-rbac.md (AdminService notes §3.5).
func (s rbac) consequences(ctx context.Context, want bool) string {
	said := fmt.Sprintf("Apply switches it %s in tenant %s, for every hierarchy that is attached to it, not only for the one of this configuration%s. ", onOff(want), s.tenant.ID(), s.listed(ctx))
	if want {
		said += "In hierarchies whose box to enforce Configuration Manager's RBAC is cleared (2207 and newer), the roles of Intune alone decide from then on who sees tenant-attached devices and acts on them, also for users that exist in the cloud only. " +
			"In the others nothing changes: Configuration Manager's RBAC is enforced there."
	} else {
		said += "Configuration Manager's RBAC is then enforced in all of them, even where that box is cleared: whoever has only a role of Intune loses access to tenant-attached devices."
	}
	return said + " It may take about ten minutes. The boxes cannot be read from here: Cloud Attach, Properties of CoMgmtSettingsProd, tab Configure upload, in each console."
}

// listed names the hierarchies that Intune lists, if it can be asked. There may be others: only those with collections that
// are made available to Intune seem to be in the list (inferred).
func (s rbac) listed(ctx context.Context) string {
	collections, err := s.client.ManagerCollections(ctx)
	names := []string{}
	for _, c := range collections {
		names = append(names, c.HierarchyName)
	}
	slices.Sort(names)
	if names = slices.Compact(names); err != nil || len(names) == 0 {
		return ""
	}
	return " (Intune lists: " + strings.Join(names, ", ") + "; there may be others)"
}

// planDestroy says what a destroy comes to.
func planDestroy(state *model, w written, diags *diag.Diagnostics) {
	before := state.PreviouslyEnabled
	switch {
	case diags.HasError():
	case w.Enabled == nil || before.IsNull() || !w.owns(state.Enabled.ValueBool()):
		core.Warn(diags, state.subject(), "Use of Intune RBAC stays as it is", fmt.Sprintf("It is not as this resource wrote it, or was never written: destroying leaves it %s in %s, and only forgets it.", onOff(state.Enabled.ValueBool()), state.subject()))
	case !before.Equal(state.Enabled):
		core.Warn(diags, state.subject(), "Destroying switches the use of Intune RBAC "+onOff(before.ValueBool()), fmt.Sprintf("As it was in %s before the first apply, for every hierarchy that is attached to the tenant. To leave it as it is, remove the resource from the state instead: terraform state rm.", state.subject()))
	}
}
