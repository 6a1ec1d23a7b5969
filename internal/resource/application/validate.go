package application

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
)

// configured is an element of required_permissions as it stands in the configuration.
type configured struct {
	API  types.String `tfsdk:"api"`
	Name types.String `tfsdk:"name"`
	Type types.String `tfsdk:"type"`
}

// ValidateConfig implements resource.ResourceWithValidateConfig: a permission may be spelled in several ways, and a set
// takes them for different ones.
func (r *Resource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	at := path.Root("required_permissions")
	var set types.Set
	var microservice types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, at, &set)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("microservice_app_id"), &microservice)...)
	if set.IsNull() || set.IsUnknown() || microservice.IsUnknown() || resp.Diagnostics.HasError() {
		return
	}
	if microservice.IsNull() {
		microservice = types.StringValue(cloud.MicroserviceAppID)
	}
	names := apis{microservice: microservice.ValueString()}
	seen := []permission{}
	for _, element := range set.Elements() {
		p, known := permissionOf(ctx, element, resp)
		if !known {
			continue
		}
		if slices.ContainsFunc(seen, func(o permission) bool { return names.same(o, p) }) {
			resp.Diagnostics.AddAttributeError(at, "Permission given twice",
				fmt.Sprintf("%s of %s (client id %s, type %s) stands there more than once, in different spellings. Leave one.", p.Name, p.API, names.appID(p.API), p.Type))
			return
		}
		seen = append(seen, p)
	}
}

// permissionOf converts an element all of which is known.
func permissionOf(ctx context.Context, element any, resp *resource.ValidateConfigResponse) (permission, bool) {
	object, ok := element.(types.Object)
	if !ok || object.IsNull() || object.IsUnknown() {
		return permission{}, false
	}
	var c configured
	resp.Diagnostics.Append(object.As(ctx, &c, basetypes.ObjectAsOptions{})...)
	if c.API.IsUnknown() || c.Name.IsUnknown() || c.Type.IsUnknown() {
		return permission{}, false
	}
	return permission{API: c.API.ValueString(), Name: c.Name.ValueString(), Type: c.Type.ValueString()}, true
}
