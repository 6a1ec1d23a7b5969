package provider

import (
	"context"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Configure implements provider.Provider. It contacts nothing and accepts values that are not known yet.
func (p *tenantAttach) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	registry := p.registry(ctx, model, os.Getenv, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.ResourceData = registry
	resp.DataSourceData = registry
	resp.EphemeralResourceData = registry
	resp.ActionData = registry
	resp.ListResourceData = registry
}

func (p *tenantAttach) registry(ctx context.Context, model providerModel, getenv func(string) string, diags *diag.Diagnostics) *tenant.Registry {
	admin := adminService(ctx, model.AdminService, path.Root("admin_service"), diags)
	if err := model.fillFromEnvironment(getenv); err != nil {
		diags.AddError("Unusable environment variable", err.Error())
	}
	if err := admin.fillFromEnvironment(getenv, exists); err != nil {
		diags.AddError("Unusable environment variable", err.Error())
	}
	fallback, err := model.settings("", p.userAgent(), admin)
	if err != nil {
		diags.AddError("Unusable provider argument", err.Error())
	}
	return tenant.NewRegistryAt(p.clock, fallback, p.named(ctx, model, admin, getenv, diags), model.Tenants.IsUnknown())
}

// named resolves the entries of `tenants`.
func (p *tenantAttach) named(ctx context.Context, model providerModel, parent adminServiceModel, getenv func(string) string, diags *diag.Diagnostics) map[string]tenant.Settings {
	resolved := map[string]tenant.Settings{}
	for name, value := range model.Tenants.Elements() {
		at := path.Root("tenants").AtMapKey(name)
		object, ok := value.(types.Object)
		if !ok || object.IsNull() {
			diags.AddAttributeError(at, "Empty tenant", "The entry must be an object; leave the key out instead.")
			continue
		}
		if object.IsUnknown() {
			resolved[name] = tenant.Settings{Name: name, Unknown: at.String()}
			continue
		}
		var entry settingsModel
		diags.Append(object.As(ctx, &entry, basetypes.ObjectAsOptions{})...)
		admin := adminService(ctx, entry.AdminService, at.AtName("admin_service"), diags)
		entry.inherit(&model.settingsModel)
		admin.inherit(&parent)
		admin.fillFromKerberos(getenv, exists)
		settings, err := entry.settings(name, p.userAgent(), admin)
		if err != nil {
			diags.AddAttributeError(at, "Unusable provider argument", err.Error())
		}
		resolved[name] = settings
	}
	return resolved
}

// adminService reads the nested argument; the arguments of an unknown one are unknown.
func adminService(ctx context.Context, object types.Object, at path.Path, diags *diag.Diagnostics) adminServiceModel {
	if object.IsUnknown() {
		return unknownAdminService()
	}
	model := adminServiceModel{}
	if object.IsNull() {
		return model
	}
	for _, d := range object.As(ctx, &model, basetypes.ObjectAsOptions{}) {
		diags.Append(diag.WithPath(at, d))
	}
	return model
}
