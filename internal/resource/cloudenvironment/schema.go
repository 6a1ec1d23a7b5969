package cloudenvironment

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// The cloud environments, named as the wizard and the ConfigMgr cmdlets name them (AdminService notes §2.4).
const (
	environmentPublic       = "AzurePublicCloud"
	environmentUSGovernment = "AzureUSGovernmentCloud"
	environmentChina        = "AzureChinaCloud"
)

// Schema implements resource.Resource.
func (r *Resource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The tenant's registration at the hierarchy, with the Azure cloud environment that it lives in: a row of `SMS_AAD_Tenant_Ex`. " +
			"That the row can be written through the administration service is inferred, not documented; a site that does not expose it fails the plan with the console step that does the same.",
		Attributes: core.Attributes(ctx, "Default: 5 minutes.", map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed: true, MarkdownDescription: "The GUID of the tenant.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"name": schema.StringAttribute{
				Required: true, MarkdownDescription: "The name of the tenant as the console shows it.",
				Validators: []validator.String{stringvalidator.LengthBetween(1, 256)},
			},
			"environment": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "The Azure cloud environment: `" + environmentPublic + "` or `" + environmentUSGovernment + "` (ConfigMgr 2107 and newer). " +
					"It must be the cloud that the provider configuration names for the tenant. `" + environmentChina + "` is refused: uploading to Intune is not offered in Azure China 21Vianet. Changing it registers the tenant anew. The plan refuses that while applications belong to the registration, so destroy `tenantattach_onboarding` first. The upload scope may go with the registration, so destroy `tenantattach_collection_upload` too.",
				Validators:    []validator.String{stringvalidator.OneOf(environmentPublic, environmentUSGovernment, environmentChina), uploadOffered{}},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"environment_id": schema.Int64Attribute{
				Computed: true, MarkdownDescription: "The number that the hierarchy has for the environment, from `SMS_AzureEnvironments`.",
				PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
			"row_id": schema.Int64Attribute{
				Computed: true, MarkdownDescription: "The id of the row of `SMS_AAD_Tenant_Ex`.",
				PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
			"site_code": schema.StringAttribute{
				Computed: true, MarkdownDescription: "The code of the site that holds the row.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
		}),
	}
}

// uploadOffered refuses the cloud that has no tenant attach, with the reason.
type uploadOffered struct{}

// Description implements validator.Describer.
func (uploadOffered) Description(context.Context) string {
	return "must be a cloud in which Microsoft offers the upload to Intune"
}

// MarkdownDescription implements validator.Describer.
func (v uploadOffered) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (uploadOffered) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.ValueString() != environmentChina {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "No tenant attach in Azure China 21Vianet",
		"The upload to the Microsoft Intune admin center is disabled for Azure China 21Vianet (AzureChinaCloud), whatever the version of the site: "+
			"Microsoft Intune tenant attach, prerequisites. There is nothing that this provider could set up.")
}
