package application

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// ModifyPlan implements resource.ResourceWithModifyPlan: it plans the values that depend on others and says at plan
// time what a create would meet.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	t := r.PlanTenant(ctx, req, resp)
	if req.Plan.Raw.IsNull() || resp.Diagnostics.HasError() {
		return
	}
	var config, plan, state model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	creating := req.State.Raw.IsNull()
	if !creating {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	plan.planIdentifierURI(config)
	if !creating {
		plan.planMissing(state)
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)

	replacing := len(resp.RequiresReplace) > 0 || !creating && !plan.UniqueName.Equal(state.UniqueName)
	if t == nil {
		return
	}
	checkIdentifierURI(config.IdentifierURI, t.ID(), &resp.Diagnostics)
	if (creating || replacing) && !plan.UniqueName.IsUnknown() {
		preview(ctx, t, plan.UniqueName.ValueString(), plan.IfSoftDeleted, &resp.Diagnostics)
	}
}

// planIdentifierURI plans the default, so that drift from it shows although nothing is configured.
func (m *model) planIdentifierURI(config model) {
	if !config.IdentifierURI.IsNull() {
		return
	}
	if m.ClientID.IsUnknown() || m.TenantID.IsUnknown() || m.ClientID.IsNull() {
		m.IdentifierURI = types.StringUnknown()
		return
	}
	m.IdentifierURI = types.StringValue(defaultIdentifierURI(m.TenantID.ValueString(), m.ClientID.ValueString()))
}

// planMissing lets service principals that are gone be made again: their new ids are not known yet.
func (m *model) planMissing(state model) {
	if state.ServicePrincipalID.IsNull() {
		m.ServicePrincipalID = types.StringUnknown()
	}
	if state.MicroserviceSPID.IsNull() || !m.MicroserviceAppID.Equal(state.MicroserviceAppID) {
		m.MicroserviceSPID = types.StringUnknown()
	}
}

// checkIdentifierURI refuses what ConfigMgr does not take: with a wrong App ID URI the import goes through and the
// upload silently stays off (AdminService notes §5.2).
func checkIdentifierURI(uri types.String, tenantID string, diags *diag.Diagnostics) {
	text := strings.ToLower(uri.ValueString())
	if !strings.HasPrefix(text, "api://") || strings.HasPrefix(text, "api://"+tenantID+"/") {
		return
	}
	diags.AddAttributeError(path.Root("identifier_uri"), "App ID URI that ConfigMgr does not take",
		fmt.Sprintf("%q must begin with \"api://%s/\", the id of the tenant. With another one ConfigMgr accepts the import, but nothing is uploaded.", uri.ValueString(), tenantID))
}

// preview says what a create would find under the unique name. What cannot be looked up at plan is left to apply.
func preview(ctx context.Context, t *tenant.Tenant, uniqueName string, policy types.String, diags *diag.Diagnostics) {
	c, err := t.Graph()
	if err != nil {
		core.Fail(diags, "plan the application", err)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	at := path.Root("unique_name")

	app, err := c.ApplicationByUniqueName(ctx, uniqueName)
	if err == nil {
		diags.AddAttributeWarning(at, "Application exists already",
			fmt.Sprintf("Tenant %s has an application with the unique name %q: %q, object id %s, client id %s. Apply takes it over instead of making a second one. "+
				"That is right after an interrupted apply; if another configuration owns it, choose another unique_name.", t.ID(), uniqueName, app.DisplayName, app.ObjectID, app.AppID))
		return
	}
	if !graph.IsNotFound(err) {
		core.Fail(diags, fmt.Sprintf("look up the unique name %q", uniqueName), err)
		return
	}
	deleted, err := c.DeletedApplications(ctx, uniqueName)
	if err != nil {
		core.Fail(diags, "look into the recycle bin of the tenant", err)
		return
	}
	for _, d := range deleted {
		previewDeleted(at, d, policy.ValueString(), diags)
	}
}

func previewDeleted(at path.Path, app graph.Application, policy string, diags *diag.Diagnostics) {
	what := fmt.Sprintf("the deleted application %q (object id %s, client id %s, deleted %s)", app.DisplayName, app.ObjectID, app.AppID, app.Deleted.Format(time.RFC3339))
	switch policy {
	case softDeletedRestore:
		diags.AddAttributeWarning(at, "Deleted application will be restored", "Apply brings back "+what+", without its old secrets. Set if_soft_deleted to change that.")
	case softDeletedReplace:
		diags.AddAttributeWarning(at, "Deleted application will be deleted for good", "Apply removes "+what+" for good and makes a new one. Set if_soft_deleted to change that.")
	default:
		diags.AddAttributeError(at, "Deleted application is in the way", capitalise(refusal(app).Error()))
	}
}

func capitalise(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
