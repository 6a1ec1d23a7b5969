package onboarding

import (
	"context"
	"fmt"
	"reflect"
	"strings"
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
	c, err := clientsOf(t)
	if err != nil {
		core.Fail(&resp.Diagnostics, "plan the onboarding", err)
		return
	}
	checkOwnExpiry(&plan, &state, t.Clock().Now(), &resp.Diagnostics)
	reason := ""
	if !creating {
		reason = plan.planSecret(&state, t.Clock().Now(), &resp.Diagnostics)
		if err := c.planTenantRow(ctx, &plan, &state); err != nil {
			core.Fail(&resp.Diagnostics, "look up the tenant at the hierarchy", err)
		}
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	}
	if resp.Diagnostics.HasError() || !creating && plan.writesNothing(&state) {
		return
	}
	replaces := core.PlansReplacement(ctx, req, resp, "client_id")
	c.check(ctx, &plan, &state, creating && !replaces, reason, &resp.Diagnostics)
	if creating || !replaces && plan.begins(&state) { // a replacement is planned twice: as an update, then as a create
		c.checkPrerequisites(ctx, &plan, replaces, &resp.Diagnostics)
	}
}

// begins reports whether a plan begins to upload.
func (m *model) begins(state *model) bool {
	return m.UploadEnabled.ValueBool() && !state.UploadEnabled.ValueBool()
}

// planTenantRow plans the move of the application to the row that the tenant has now: it has another one after it was
// registered anew. While there is none, another resource is about to make it.
func (c clients) planTenantRow(ctx context.Context, plan, state *model) error {
	if plan.Handoff.ValueString() != handoffAdminService {
		return nil
	}
	row, known, err := c.findTenantRow(ctx)
	switch {
	case err != nil:
		return err
	case !known:
		plan.TenantRowID = types.Int64Unknown()
	case row != state.TenantRowID.ValueInt64():
		plan.TenantRowID = types.Int64Value(row)
	}
	return nil
}

// writesNothing reports whether a plan changes only what Terraform alone has.
func (m *model) writesNothing(state *model) bool {
	planned := *m
	planned.Tenant, planned.Timeouts, planned.RotateBefore, planned.SecretValidity, planned.ClientID = state.Tenant, state.Timeouts, state.RotateBefore, state.SecretValidity, state.ClientID
	planned.ClientSecret, planned.Preflight, planned.PreflightSkip = state.ClientSecret, state.Preflight, state.PreflightSkip
	return strings.EqualFold(m.ClientID.ValueString(), state.ClientID.ValueString()) && reflect.DeepEqual(planned, *state)
}

// checkOwnExpiry refuses to hand over a secret of the user's own that has ended.
func checkOwnExpiry(plan, state *model, now time.Time, diags *diag.Diagnostics) {
	if !plan.ownSecret() || plan.ClientSecretExpiry.IsNull() || plan.ClientSecretExpiry.IsUnknown() || plan.ClientSecretVersion.Equal(state.ClientSecretVersion) && plan.ClientSecretExpiry.Equal(state.ClientSecretExpiry) {
		return
	}
	if end, d := plan.ClientSecretExpiry.ValueRFC3339Time(); !d.HasError() && !now.Before(end) {
		diags.AddAttributeError(path.Root("client_secret_expiry"), "Client secret has ended", fmt.Sprintf("It ended at %s: the site could not sign in with it. Hand over one that is valid.", timestamp(end)))
	}
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
	if m.ownSecret() && m.ClientSecretVersion.Equal(state.ClientSecretVersion) && m.ClientSecretExpiry.Equal(state.ClientSecretExpiry) && state.SecretStatus.ValueString() == statusCurrent {
		core.WarnAt(diags, path.Root("client_secret"), state.about(), "Client secret ends soon", fmt.Sprintf("%s It is your own: hand over a new one in client_secret with its client_secret_expiry, and change client_secret_version.", reason))
		return ""
	}
	m.KeyID, m.SecretExpiry = types.StringUnknown(), types.StringUnknown()
	m.SecretStatus = types.StringUnknown()
	if !m.console() {
		m.SecretStatus = types.StringValue(statusCurrent)
	}
	core.WarnAt(diags, path.Root("secret_status"), state.about(), "Client secret will be replaced", reason)
	return reason
}

// rotation says why the secret is to be replaced; empty when it is not.
func (m *model) rotation(state *model, now time.Time) string {
	expiry := state.SecretExpiry.ValueString()
	switch {
	case m.ClientSecretVersion.IsUnknown():
		return "The configuration may bring another client secret: client_secret_version is not known yet."
	case m.ClientSecretVersion.IsNull() && !state.ClientSecretVersion.IsNull():
		return "The configuration brings no client secret of your own any more: one is made."
	case !m.ClientSecretVersion.Equal(state.ClientSecretVersion):
		return "The configuration brings another client secret (client_secret_version)."
	case m.ownSecret() && !m.ClientSecretExpiry.Equal(state.ClientSecretExpiry):
		return "The configuration says another end of the client secret (client_secret_expiry): it is handed over again."
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

func planDestroy(ctx context.Context, t *tenant.Tenant, state *model, diags *diag.Diagnostics) {
	if state.console() {
		core.Warn(diags, state.about(), "Destroy waits for somebody at the console", offboardSteps+"\n\n"+offboardNotice)
		return
	}
	core.Warn(diags, state.about(), "Hierarchy will be off-boarded", offboardNotice)
	c, err := t.AdminService()
	if err == nil {
		err = core.CheckWrites(ctx, c, adminservice.NeedApplicationWrite(), adminservice.NeedCloudServiceWrite())
	}
	if err != nil {
		core.Fail(diags, "off-board the hierarchy through the administration service", err)
	}
}
