package provider

import (
	"context"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
)

// Schema implements provider.Provider.
func (p *tenantAttach) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	attributes := settingsAttributes(true)
	attributes["tenants"] = schema.MapNestedAttribute{
		Optional: true,
		MarkdownDescription: "Several tenants in one provider: resources name one by its key in the argument `tenant`. " +
			"An entry inherits what it leaves out from the provider block; one that sets any argument of the sign-in inherits none of them but `client_id`.",
		NestedObject: schema.NestedAttributeObject{Attributes: settingsAttributes(false)},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Attach Configuration Manager hierarchies to Intune tenants (*tenant attach*). " +
			"The arguments of the provider block are the default tenant and the defaults of each entry of `tenants`. " +
			"Configuring the provider contacts nothing; a tenant is signed in to when it is first used.",
		Attributes: attributes,
	}
}

func settingsAttributes(top bool) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{"admin_service": adminServiceAttribute(top)}
	for _, a := range arguments() {
		description := describe(a.description, a.env, top)
		if a.flag != nil {
			attributes[a.name] = schema.BoolAttribute{Optional: true, MarkdownDescription: description}
			continue
		}
		attributes[a.name] = schema.StringAttribute{
			Optional: true, Sensitive: a.sensitive, MarkdownDescription: description, Validators: a.validators,
		}
	}
	return attributes
}

func adminServiceAttribute(top bool) schema.Attribute {
	nested := map[string]schema.Attribute{}
	for _, a := range adminServiceArguments() {
		nested[a.name] = schema.StringAttribute{
			Optional: true, MarkdownDescription: describe(a.description, a.env, top), Validators: a.validators,
		}
	}
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "How to reach the administration service (AdminService) of the hierarchy. Its traffic never goes through an HTTP proxy: the service does not work through one.",
		Attributes:          maps.Clone(nested),
	}
}

func describe(text string, env []string, top bool) string {
	if !top {
		return text + " Inherited from the provider block when left out."
	}
	if len(env) == 0 {
		return text
	}
	return text + " Environment: `" + strings.Join(env, "`, `") + "`."
}
