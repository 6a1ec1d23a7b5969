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
	if creating && config.UniqueName.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("unique_name"), "Missing unique name", "An application that is made needs a unique_name, so that a create that was interrupted is continued and not repeated. Only one that was imported can be without.")
		return
	}
	plan.planIdentifierURI(config)
	if !creating {
		plan.planMissing(state)
		plan.planFromBin(ctx, req, resp)
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)

	if t == nil {
		return
	}
	checkIdentifierURI(config.IdentifierURI, t.ID(), &resp.Diagnostics)
	renaming := !plan.UniqueName.Equal(state.UniqueName)
	if (creating || renaming || len(resp.RequiresReplace) > 0) && plan.UniqueName.ValueString() != "" {
		named := !creating && state.UniqueName.ValueString() == ""
		preview{tenant: t, uniqueName: plan.UniqueName.ValueString(), policy: plan.IfSoftDeleted, inPlace: named && len(resp.RequiresReplace) == 0}.say(ctx, &resp.Diagnostics)
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

// preview says what a create would find under the unique name, or who has the name that an application is to be given.
type preview struct {
	tenant     *tenant.Tenant
	uniqueName string
	policy     types.String // if_soft_deleted, which may not be known yet
	inPlace    bool         // an application that has no unique name is to be given this one
}

// about names the tenant and the application for summaries.
func (p preview) about() string { return fmt.Sprintf("tenant %s, %s", p.tenant.ID(), p.uniqueName) }

// say fails the plan when the tenant cannot be looked into: an apply would fail no later.
func (p preview) say(ctx context.Context, diags *diag.Diagnostics) {
	c, err := p.tenant.Graph()
	if err != nil {
		core.Fail(diags, "plan the application", err)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()

	app, err := c.ApplicationByUniqueName(ctx, p.uniqueName)
	if err == nil {
		p.sayLive(*app, diags)
		return
	}
	if !graph.IsNotFound(err) {
		core.Fail(diags, fmt.Sprintf("look up the unique name %q", p.uniqueName), err)
		return
	}
	deleted, err := c.DeletedApplications(ctx, p.uniqueName)
	if err != nil {
		core.Fail(diags, "look into the recycle bin of the tenant", err)
		return
	}
	for _, d := range deleted {
		p.sayDeleted(d, diags)
	}
}

func (p preview) sayLive(app graph.Application, diags *diag.Diagnostics) {
	at := path.Root("unique_name")
	what := fmt.Sprintf("Tenant %s has an application with the unique name %q: %q, object id %s, client id %s.", p.tenant.ID(), p.uniqueName, app.DisplayName, app.ObjectID, app.AppID)
	if p.inPlace {
		diags.AddAttributeError(at, "Unique name is taken", what+" Choose another unique_name.")
		return
	}
	core.WarnAt(diags, at, p.about(), "Application exists already", what+" Apply takes it over, with its credentials, instead of making a second one. "+
		"That is right after an interrupted apply; if another configuration owns it, choose another unique_name. "+
		"When it is the one that this plan replaces, it is destroyed first; unless purge_on_destroy is set, "+p.afterDestroy())
}

// afterDestroy says what becomes of an application that was just put into the recycle bin.
func (p preview) afterDestroy() string {
	switch p.policy.ValueString() {
	case softDeletedRestore:
		return "it then comes back from the recycle bin, without its credentials."
	case softDeletedReplace:
		return "it is then deleted for good."
	case softDeletedRefuse:
		return "it is then in the way and the apply fails, because if_soft_deleted is \"refuse\"."
	default:
		return "if_soft_deleted, which is not known yet, then decides."
	}
}

func (p preview) sayDeleted(app graph.Application, diags *diag.Diagnostics) {
	at := path.Root("unique_name")
	what := fmt.Sprintf("the deleted application %q (object id %s, client id %s, deleted %s)", app.DisplayName, app.ObjectID, app.AppID, app.Deleted.Format(time.RFC3339))
	switch {
	case p.inPlace:
		diags.AddAttributeError(at, "Unique name is taken", capitalise(what)+" has the unique name and keeps it until it is deleted for good. Do that, or choose another unique_name.")
	case p.policy.IsUnknown():
		core.WarnAt(diags, at, p.about(), "Deleted application found", capitalise(what)+" has the same unique name. What apply does with it depends on if_soft_deleted, which is not known yet.")
	case p.policy.ValueString() == softDeletedRestore:
		core.WarnAt(diags, at, p.about(), "Deleted application will be restored", "Apply brings back "+what+", without its old credentials. Set if_soft_deleted to change that.")
	case p.policy.ValueString() == softDeletedReplace:
		core.WarnAt(diags, at, p.about(), "Deleted application will be deleted for good", "Apply removes "+what+" for good and makes a new one. Set if_soft_deleted to change that.")
	default:
		diags.AddAttributeError(at, "Deleted application is in the way", capitalise(refusal(app).Error()))
	}
}

func capitalise(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
