// Package core holds what every resource and data source shares: the argument tenant, import ids, time-outs and how
// errors become diagnostics. It knows nothing of any single resource.
package core

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// TenantFields are the fields of every model that say which tenant it belongs to; embed it.
type TenantFields struct {
	Tenant   types.String `tfsdk:"tenant"`
	TenantID types.String `tfsdk:"tenant_id"`
}

// Resource is what every resource embeds: it keeps the tenants of the provider configuration.
type Resource struct{ tenants *tenant.Registry }

// Configure implements resource.ResourceWithConfigure.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.tenants = registry(req.ProviderData, &resp.Diagnostics)
}

// DataSource is what every data source embeds.
type DataSource struct{ tenants *tenant.Registry }

// Configure implements datasource.DataSourceWithConfigure.
func (d *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.tenants = registry(req.ProviderData, &resp.Diagnostics)
}

func registry(data any, diags *diag.Diagnostics) *tenant.Registry {
	if data == nil { // validation happens before the provider is configured
		return nil
	}
	r, ok := data.(*tenant.Registry)
	if !ok {
		diags.AddError("Unexpected provider data", fmt.Sprintf("Got %T. This is a bug of the provider: please report it.", data))
	}
	return r
}

// guard resolves the tenant of an object that exists, refusing a key that no longer names the tenant in state.
func (r *Resource) guard(f *TenantFields, diags *diag.Diagnostics) *tenant.Tenant {
	t, err := r.tenants.Guard(f.Tenant.ValueString(), f.TenantID.ValueString())
	if err != nil {
		diags.AddAttributeError(path.Root("tenant"), "Unusable tenant", err.Error())
		return nil
	}
	f.TenantID = types.StringValue(t.ID())
	return t
}

// PlanTenant resolves the tenant that a plan is for and plans tenant_id. It returns nil when there is nothing to check
// against: on errors, and while the tenant is not known yet.
func (r *Resource) PlanTenant(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) *tenant.Tenant {
	if r.tenants == nil {
		return nil
	}
	var prior, planned TenantFields
	exists := !req.State.Raw.IsNull()
	if exists {
		prior = tenantFields(ctx, req.State.GetAttribute, &resp.Diagnostics)
	}
	if req.Plan.Raw.IsNull() {
		return r.guard(&prior, &resp.Diagnostics)
	}
	planned = tenantFields(ctx, req.Plan.GetAttribute, &resp.Diagnostics)
	if resp.Diagnostics.HasError() || planned.Tenant.IsUnknown() {
		return nil
	}
	sameKey := exists && planned.Tenant.Equal(prior.Tenant)
	t, err := r.resolve(planned, prior, sameKey)
	var notKnown *tenant.NotKnownError
	if errors.As(err, &notKnown) {
		return nil
	}
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("tenant"), "Unusable tenant", err.Error())
		return nil
	}
	if exists && t.ID() != prior.TenantID.ValueString() {
		resp.RequiresReplace.Append(path.Root("tenant_id"))
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("tenant_id"), t.ID())...)
	return t
}

func (r *Resource) resolve(planned, prior TenantFields, sameKey bool) (*tenant.Tenant, error) {
	if sameKey {
		return r.tenants.Guard(prior.Tenant.ValueString(), prior.TenantID.ValueString())
	}
	return r.tenants.Lookup(planned.Tenant.ValueString())
}

func tenantFields(ctx context.Context, get func(context.Context, path.Path, any) diag.Diagnostics, diags *diag.Diagnostics) TenantFields {
	var f TenantFields
	diags.Append(get(ctx, path.Root("tenant"), &f.Tenant)...)
	diags.Append(get(ctx, path.Root("tenant_id"), &f.TenantID)...)
	return f
}
