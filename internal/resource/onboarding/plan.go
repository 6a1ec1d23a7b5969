package onboarding

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

const offboardNotice = "The service can take up to two hours to forget the hierarchy, and Intune may list the connector until then. Wait for that before onboarding again."

// ModifyPlan implements resource.ResourceWithModifyPlan: it plans rotations, and says at plan time what the site would
// refuse and what people have to do.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	t := r.PlanTenant(ctx, req, resp)
	if t == nil || resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	if req.Plan.Raw.IsNull() {
		var state model
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		planDestroy(ctx, t, &state, &resp.Diagnostics)
		return
	}
	var plan, state model
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	creating := req.State.Raw.IsNull()
	if !creating {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	reason := ""
	if !creating {
		reason = plan.planSecret(&state, t.Clock().Now(), &resp.Diagnostics)
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	}
	if resp.Plan.Raw.Equal(req.State.Raw) || resp.Diagnostics.HasError() {
		return
	}
	replaces := core.PlansReplacement(ctx, req, resp, "client_id")
	checkSite(ctx, t, &plan, creating && !replaces, reason, &resp.Diagnostics)
}

// planSecret plans a rotation when one is due and returns why. The new key is not known before it is made.
func (m *model) planSecret(state *model, now time.Time, diags *diag.Diagnostics) string {
	if state.ServiceRowID.IsNull() {
		m.ServiceRowID = types.Int64Unknown()
		if m.ServiceName.IsNull() {
			m.ServiceName = types.StringUnknown()
		}
	}
	reason := m.rotation(state, now)
	if reason == "" {
		m.SecretStatus = state.SecretStatus
		return ""
	}
	if m.ownSecret() && m.ClientSecretVersion.Equal(state.ClientSecretVersion) && state.SecretStatus.ValueString() == statusCurrent {
		diags.AddAttributeWarning(path.Root("client_secret"), "Client secret ends soon", fmt.Sprintf("%s It is your own: hand over a new one in client_secret with its client_secret_expiry, and change client_secret_version.", reason))
		return ""
	}
	m.KeyID, m.SecretExpiry = types.StringUnknown(), types.StringUnknown()
	m.SecretStatus = types.StringUnknown()
	if !m.console() {
		m.SecretStatus = types.StringValue(statusCurrent)
	}
	diags.AddAttributeWarning(path.Root("secret_status"), "Client secret will be replaced", reason)
	return reason
}

// rotation says why the secret is to be replaced; empty when it is not.
func (m *model) rotation(state *model, now time.Time) string {
	expiry := state.SecretExpiry.ValueString()
	if !m.ClientSecretVersion.Equal(state.ClientSecretVersion) && !m.ClientSecretVersion.IsUnknown() {
		return "The configuration brings another client secret (client_secret_version)."
	}
	switch state.SecretStatus.ValueString() {
	case statusMissing:
		return fmt.Sprintf("The client secret %s that the site uses is no longer in Entra: somebody removed it. The site cannot sign in.", state.KeyID.ValueString())
	case statusReplaced:
		return fmt.Sprintf("The site holds another client secret than the one handed over: its expiry is not %s.", expiry)
	}
	end, err := time.Parse(time.RFC3339, expiry)
	if _, before := m.durations(); err == nil && !now.Before(end.Add(-before)) {
		return fmt.Sprintf("The client secret at the site ends at %s, within rotate_before (%s).", expiry, before)
	}
	return ""
}

// checkSite fails what the site would refuse, before anything is changed.
func checkSite(ctx context.Context, t *tenant.Tenant, plan *model, creating bool, reason string, diags *diag.Diagnostics) {
	c, err := clientsOf(t)
	if err != nil {
		core.Fail(diags, "plan the onboarding", err)
		return
	}
	if creating && !plan.ClientID.IsUnknown() {
		if err := c.refuseSecondTenant(ctx, plan.ClientID.ValueString()); err != nil {
			core.Fail(diags, "plan the onboarding", err)
			return
		}
		c.warnTakeOver(ctx, plan, diags)
	}
	switch plan.Handoff.ValueString() {
	case handoffAdminService:
		if err := core.CheckWrites(ctx, c.site, adminservice.NeedApplicationWrite(), adminservice.NeedCloudServiceWrite()); err != nil {
			core.Fail(diags, "hand the application over through the administration service", fmt.Errorf("%w\n\nOr set handoff = %q, which is the documented way", err, handoffConsole))
		}
	case handoffConsole:
		c.instruct(ctx, plan, creating, reason, diags)
	}
}

func (c clients) warnTakeOver(ctx context.Context, plan *model, diags *diag.Diagnostics) {
	o, err := c.observe(ctx, plan.ClientID.ValueString())
	if err != nil {
		core.Fail(diags, "look up the application at the site", err)
		return
	}
	if o.application != nil {
		diags.AddWarning("Application is registered at the site already", fmt.Sprintf("Row %d of SMS_AAD_Application_Ex holds client id %s. Apply takes it over and hands over a new client secret. That is right after an interrupted apply; otherwise import it.",
			o.application.RowID, o.application.ClientID))
	}
}

// instruct shows what somebody has to do at the console while apply waits.
func (c clients) instruct(ctx context.Context, plan *model, creating bool, reason string, diags *diag.Diagnostics) {
	name, err := c.tenantName(ctx)
	if err != nil {
		core.Fail(diags, "look up the name of the tenant", err)
		return
	}
	steps := "In the console, change the onboarding to what is configured."
	switch {
	case creating:
		steps = wizardSteps
	case reason != "":
		steps = renewSteps
	}
	diags.AddWarning("Apply waits for somebody at the console", steps+"\n\n"+plan.wizard(name, c.tenant.ID()))
}

func planDestroy(ctx context.Context, t *tenant.Tenant, state *model, diags *diag.Diagnostics) {
	if state.console() {
		diags.AddWarning("Destroy waits for somebody at the console", offboardSteps+"\n\n"+offboardNotice)
		return
	}
	diags.AddWarning("Hierarchy will be off-boarded", offboardNotice)
	c, err := t.AdminService()
	if err == nil {
		err = core.CheckWrites(ctx, c, adminservice.NeedApplicationWrite(), adminservice.NeedCloudServiceWrite())
	}
	if err != nil {
		core.Fail(diags, "off-board the hierarchy through the administration service", err)
	}
}
