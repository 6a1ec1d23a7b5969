package cloudenvironment

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

const planTimeout = 5 * time.Minute

// ModifyPlan implements resource.ResourceWithModifyPlan: what the site or the cloud would refuse fails here.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	t := r.PlanTenant(ctx, req, resp)
	if t == nil || !planWrites(ctx, req, resp) {
		return
	}
	replaces := !req.Plan.Raw.IsNull() && core.PlansReplacement(ctx, req, resp, "environment")
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	c, err := t.AdminService()
	if err == nil {
		err = core.CheckWrites(ctx, c, adminservice.NeedTenantWrite())
	}
	if err != nil {
		core.Fail(&resp.Diagnostics, "write the registration of tenant "+t.ID()+" at the hierarchy", err)
		return
	}
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan, state model
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() || plan.Environment.IsUnknown() || plan.sameRegistration(&state) {
		return
	}
	checkCloud(t, plan.Environment.ValueString(), &resp.Diagnostics)
	if err := checkVersion(ctx, c, plan.Environment.ValueString()); err != nil {
		core.Fail(&resp.Diagnostics, "choose the cloud environment "+plan.Environment.ValueString(), err)
	}
	switch {
	case !replaces:
		preview(ctx, c, t.ID(), plan.Environment.ValueString(), &resp.Diagnostics)
	case state.TenantID.Equal(plan.TenantID):
		previewReplacement(ctx, c, t.ID(), plan.Environment.ValueString(), &resp.Diagnostics)
	}
	planEnvironment(ctx, c, plan.Environment.ValueString(), resp)
}

// planWrites reports whether a plan writes anything to the site: other time limits, or another key of the same tenant, do
// not.
func planWrites(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) bool {
	if resp.Diagnostics.HasError() {
		return false
	}
	if req.State.Raw.IsNull() || req.Plan.Raw.IsNull() {
		return true
	}
	var plan, state model
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	return !resp.Diagnostics.HasError() && (!plan.sameRegistration(&state) || !plan.Name.Equal(state.Name))
}

// sameRegistration reports whether a plan keeps the registration that is in state: then only its name can change.
func (m *model) sameRegistration(state *model) bool {
	return m.TenantID.Equal(state.TenantID) && m.Environment.Equal(state.Environment)
}

// planEnvironment resolves the environment, so that a site that does not have it fails here and not at apply.
func planEnvironment(ctx context.Context, c *adminservice.Client, environment string, resp *resource.ModifyPlanResponse) {
	if resp.Diagnostics.HasError() {
		return
	}
	environments, err := c.Environments(ctx)
	if err == nil {
		var id int
		if id, err = environmentID(environments, environment); err == nil {
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("environment_id"), int64(id))...)
			return
		}
	}
	core.Fail(&resp.Diagnostics, "choose the cloud environment "+environment, err)
}

// checkCloud refuses an environment that is not the one the provider signs in to.
func checkCloud(t *tenant.Tenant, environment string, diags *diag.Diagnostics) {
	if want := t.Cloud().AzureEnvironmentName; environment != want {
		diags.AddAttributeError(path.Root("environment"), "Cloud environment of another cloud",
			fmt.Sprintf("%s (%s) is configured with environment = %q in the provider block, whose cloud environment is %s, not %s. Tokens do not cross clouds: correct the one that is wrong.",
				t.Label(), t.ID(), t.Cloud().Name, want, environment))
	}
}

// checkVersion refuses an environment that the version of the hierarchy does not offer.
func checkVersion(ctx context.Context, c *adminservice.Client, environment string) error {
	sites, err := c.Sites(ctx)
	if err != nil {
		return err
	}
	top, err := adminservice.TopSite(sites)
	if err != nil {
		return err
	}
	gates := []string{cloud.GateTenantAttach}
	if environment == environmentUSGovernment {
		gates = append(gates, cloud.GateUSGovernment)
	}
	for _, name := range gates {
		if gate := cloud.Gate(name); !gate.Allows(top.Build) {
			return fmt.Errorf("site %s is version %s (build %d); %s needs %s or newer. Update the hierarchy first", top.Code, cloud.VersionName(top.Build), top.Build, gate.What, gate.MinVersion)
		}
	}
	return nil
}

// preview says what a create would find.
func preview(ctx context.Context, c *adminservice.Client, tenantID, environment string, diags *diag.Diagnostics) {
	row, environments, err := lookUp(ctx, c, tenantID)
	is := ""
	if err == nil && row != nil {
		is, err = adminservice.EnvironmentName(environments, row.Environment)
	}
	if err != nil {
		core.Fail(diags, "look up tenant "+tenantID+" at the hierarchy", err)
		return
	}
	if row == nil {
		return
	}
	if is != environment {
		diags.AddError("Tenant is registered with another cloud environment", registeredOtherwise(ctx, c, *row).Error())
		return
	}
	core.Warn(diags, "tenant "+tenantID, "Tenant is registered already",
		fmt.Sprintf("The hierarchy knows tenant %s already, as %q (row %d of SMS_AAD_Tenant_Ex). Apply takes the row over instead of adding a second one, and destroy removes it unless another Azure service, such as Cloud Management, uses it. "+
			"That is right after an interrupted apply, and where such a service is set up; otherwise import it.", tenantID, row.Name, row.RowID))
}

// registeredOtherwise says why a create cannot be done on a row with another environment, and what can.
func registeredOtherwise(ctx context.Context, c *adminservice.Client, row adminservice.Tenant) error {
	environments, err := c.Environments(ctx)
	if err != nil {
		return err
	}
	is, err := adminservice.EnvironmentName(environments, row.Environment)
	if err != nil {
		return err
	}
	held, err := holders(ctx, c, row.RowID)
	if err != nil {
		return err
	}
	said := fmt.Sprintf("the hierarchy knows tenant %s already, as %q with the cloud environment %s (row %d of SMS_AAD_Tenant_Ex)", row.TenantID, row.Name, is, row.RowID)
	if len(held) == 0 {
		return fmt.Errorf("%s. No application belongs to it: import it, and the next plan replaces it; or remove it in the console", said)
	}
	return fmt.Errorf("%s, and these applications belong to it:\n%s\n\nWhile they do, it cannot be replaced. Remove them first: those of tenantattach_onboarding by destroying that, others with their Azure service in the console. "+
		"Then import the row, and the next plan replaces it; or remove it in the console too", said, describe(held))
}

// previewReplacement refuses to replace a registration that applications belong to: the destroy would leave it, and the
// create would then fail, with the resource gone from the state.
func previewReplacement(ctx context.Context, c *adminservice.Client, tenantID, environment string, diags *diag.Diagnostics) {
	row, err := find(ctx, c, tenantID)
	if err != nil || row == nil {
		if err != nil {
			core.Fail(diags, "look up tenant "+tenantID+" at the hierarchy", err)
		}
		return
	}
	held, err := holders(ctx, c, row.RowID)
	if err != nil {
		core.Fail(diags, "look up the applications of tenant "+tenantID+" at the hierarchy", err)
		return
	}
	if len(held) > 0 {
		diags.AddAttributeError(path.Root("environment"), "Registration is in use and cannot be replaced", fmt.Sprintf(inUse, environment, tenantID, row.RowID, describe(held)))
		return
	}
	warnScope(ctx, c, tenantID, diags)
}

const inUse = "Only a new registration can have the cloud environment %s, but applications belong to that of tenant %s (row %d of SMS_AAD_Tenant_Ex):\n%s\n\n" +
	"The provider does not remove a registration in use, so nothing was planned. Destroy tenantattach_onboarding first, with what else stands on the registration, and then apply again:\n\n" +
	"terraform destroy -refresh=false -target=tenantattach_onboarding.NAME -target=tenantattach_cloud_environment.NAME\n\n" +
	"Without -refresh=false, Terraform makes this plan before it destroys anything, and stops here; that is so for a destroy of everything, too. " +
	"An application of another Azure service, such as Cloud Management, is removed with that service in the console. " +
	"Whether this same plan would destroy these applications cannot be seen from here, so replace_triggered_by in tenantattach_onboarding does not get past this. " +
	"If the environment was changed by mistake at the site, put it back there instead."

// warnScope says that a restriction of the upload may go with the registration that is replaced.
func warnScope(ctx context.Context, c *adminservice.Client, tenantID string, diags *diag.Diagnostics) {
	collection, err := c.CollectionMapping(ctx, tenantID)
	if err != nil {
		core.Fail(diags, "read the upload scope of tenant "+tenantID, err)
		return
	}
	if collection != "" {
		core.Warn(diags, "tenant "+tenantID, "Replacing may lift the upload scope", fmt.Sprintf("The upload to tenant %s is limited to collection %s. That the limit goes with the registration is inferred; with no limit, all devices are uploaded once the upload is on. "+
			"Replace tenantattach_collection_upload in the same apply: terraform apply -replace=tenantattach_collection_upload.NAME, or replace_triggered_by = [tenantattach_cloud_environment.NAME] in its lifecycle block.", tenantID, collection))
	}
}
