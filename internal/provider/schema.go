package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
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
		description := describe(a.description, a.env, top)
		switch {
		case a.list != nil:
			nested[a.name] = schema.ListAttribute{
				Optional: true, ElementType: types.StringType, MarkdownDescription: description, Validators: []validator.List{listvalidator.ValueStringsAre(a.validators...)},
			}
		case a.flag != nil:
			nested[a.name] = schema.BoolAttribute{Optional: true, MarkdownDescription: description}
		default:
			nested[a.name] = schema.StringAttribute{Optional: true, Sensitive: a.sensitive, MarkdownDescription: description, Validators: a.validators}
		}
	}
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "How to reach the administration service (AdminService) of the hierarchy. " +
			"In an entry of `tenants`, one that sets any of `url`, `additional_urls` and `spn` inherits none of these, and one that sets any argument of the account (`username` to `krb5_conf_path`) inherits none of those.",
		Attributes: nested,
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
