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
	if t == nil || req.Plan.Raw.Equal(req.State.Raw) {
		return
	}
	replaces := !req.Plan.Raw.IsNull() && core.PlansReplacement(ctx, req, resp, "environment")
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	c, err := t.AdminService()
	if err != nil {
		core.Fail(&resp.Diagnostics, "plan the cloud environment", err)
		return
	}
	if err := core.CheckWrites(ctx, c, adminservice.NeedTenantWrite()); err != nil {
		core.Fail(&resp.Diagnostics, "write the cloud environment", err)
		return
	}
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan model
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() || plan.Environment.IsUnknown() {
		return
	}
	checkCloud(t, plan.Environment.ValueString(), &resp.Diagnostics)
	if err := checkVersion(ctx, c, plan.Environment.ValueString()); err != nil {
		core.Fail(&resp.Diagnostics, "choose the cloud environment "+plan.Environment.ValueString(), err)
	}
	if req.State.Raw.IsNull() && !replaces {
		preview(ctx, c, t.ID(), plan.Environment.ValueString(), &resp.Diagnostics)
	}
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
	if err != nil {
		core.Fail(diags, "look up the tenant at the hierarchy", err)
		return
	}
	if row == nil {
		return
	}
	if is := environmentName(environments, row.Environment); is != environment {
		diags.AddError("Tenant is registered with another cloud environment",
			fmt.Sprintf("The hierarchy knows tenant %s already, as %q with the cloud environment %s (row %d of SMS_AAD_Tenant_Ex). Import it and let the plan replace it, or remove it in the console.", tenantID, row.Name, is, row.RowID))
		return
	}
	diags.AddWarning("Tenant is registered already",
		fmt.Sprintf("The hierarchy knows tenant %s already, as %q (row %d of SMS_AAD_Tenant_Ex). Apply takes the row over instead of adding a second one, and destroy removes it unless another Azure service, such as Cloud Management, uses it. "+
			"That is right after an interrupted apply, and where such a service is set up; otherwise import it.", tenantID, row.Name, row.RowID))
}

func lookUp(ctx context.Context, c *adminservice.Client, tenantID string) (*adminservice.Tenant, []adminservice.Environment, error) {
	row, err := find(ctx, c, tenantID)
	if err != nil || row == nil {
		return nil, nil, err
	}
	environments, err := c.Environments(ctx)
	return row, environments, err
}
