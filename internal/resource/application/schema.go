package application

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// What a create does when a deleted application with the same unique name is still in Entra's recycle bin.
const (
	softDeletedRestore = "restore"
	softDeletedReplace = "replace"
	softDeletedRefuse  = "refuse"
)

// identifierURI are the two forms that ConfigMgr takes (Graph notes §1.2).
var identifierURI = regexp.MustCompile(`^(api|https)://[^/\s]+/\S+$`)

// hadUniqueName lets an application that has no unique name yet be given one in place.
func hadUniqueName(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
	resp.RequiresReplace = req.StateValue.ValueString() != ""
}

// Schema implements resource.Resource.
func (r *Resource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The third-party application that a hierarchy uses to talk to Intune: the app registration, its service principal, the permissions it requires, admin consent to them, and the first-party service principal *Configuration Manager Microservice*. " +
			"One application per hierarchy: sharing one between hierarchies is not supported by Microsoft. The client secret belongs to `tenantattach_onboarding`.",
		Attributes: core.Attributes(ctx, "Default: 20 minutes, and 5 minutes for a read.", map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed: true, MarkdownDescription: "The object id of the app registration.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"client_id": schema.StringAttribute{
				Computed: true, MarkdownDescription: "The application (client) id.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"service_principal_id": schema.StringAttribute{
				Computed: true, MarkdownDescription: "The object id of the application's service principal.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"microservice_service_principal_id": schema.StringAttribute{
				Computed: true, MarkdownDescription: "The object id of the service principal of the *Configuration Manager Microservice* in the tenant. It is made when it is missing, and deleted with the application when this resource made it and nothing else uses it. A create that fails or is killed after making it cannot note that it made it, nor can one whose answer was lost: then it stays.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"unique_name": schema.StringAttribute{
				Optional: true, Computed: true, MarkdownDescription: "The key that the application is created under (`uniqueName` in Microsoft Graph): unique in the tenant and immutable. A create needs it: one that was interrupted is found by it and continued instead of repeated; so do not use one key in two configurations. An application that was made in the portal has none, and needs none; when it is given here after an import, it is written, once. Changing it makes a new application.",
				Validators:    []validator.String{stringvalidator.LengthBetween(1, 120)},
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIf(hadUniqueName, "Changing it makes a new application.", "Changing it makes a new application.")},
			},
			"sign_in_audience": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString(audience),
				MarkdownDescription: "Whose accounts may use the application. ConfigMgr needs a single-tenant application, so `" + audience + "` is the only value, and the default; it is here so that a plan shows when somebody has changed it.",
				Validators:          []validator.String{stringvalidator.OneOf(audience)},
			},
			"display_name": schema.StringAttribute{
				Required: true, MarkdownDescription: "The display name of the app registration.",
				Validators: []validator.String{stringvalidator.LengthBetween(1, 256)},
			},
			"identifier_uri": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "The App ID URI: `api://<tenant id>/<text>` or `https://<verified domain>/<text>`. Default: `api://<tenant id>/<client id>`, which satisfies ConfigMgr and the strictest app management policy of Entra.",
				Validators:          []validator.String{stringvalidator.RegexMatches(identifierURI, "must be api://<tenant id>/<text> or https://<verified domain>/<text>")},
			},
			"required_permissions": schema.SetNestedAttribute{
				Optional: true, Computed: true, Default: setdefault.StaticValue(defaultPermissions()),
				MarkdownDescription: "The permissions that the application requires. Default: what ConfigMgr documents, `CmCollectionData.read` and `CmCollectionData.write` of the microservice and `Directory.Read.All` of Microsoft Graph, the latter as application and as delegated permission.",
				Validators:          []validator.Set{setvalidator.SizeAtLeast(1)},
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"api": schema.StringAttribute{
						Required: true, MarkdownDescription: "Whose permission it is: `" + apiMicroservice + "`, `" + apiGraph + "`, or the client id of another API.",
						Validators: []validator.String{stringvalidator.Any(stringvalidator.OneOf(apiMicroservice, apiGraph), core.MustBeGUID("or a GUID"))},
					},
					"name": schema.StringAttribute{
						Required: true, MarkdownDescription: "The name of the permission, such as `Directory.Read.All`; upper and lower case are the same. Its id is looked up in the tenant.",
						Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
					},
					"type": schema.StringAttribute{
						Required: true, MarkdownDescription: "`Role` for an application permission, `Scope` for a delegated one.",
						Validators: []validator.String{stringvalidator.OneOf(typeRole, typeScope)},
					},
				}},
			},
			"admin_consent": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(true),
				MarkdownDescription: "Whether an administrator's consent to all of `required_permissions` is given for the whole tenant. Without it the service answers 401 and nothing is uploaded. Default: `true`. When the consent is only partly there, the plan shows it as not being what is configured.",
			},
			"enabled": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(true),
				MarkdownDescription: "Whether the application and its service principal may sign in. Default: `true`.",
			},
			"notes": schema.StringAttribute{
				Optional: true, MarkdownDescription: "Notes for whoever administers the application.",
				Validators: []validator.String{stringvalidator.LengthBetween(1, 1024)},
			},
			"tags": schema.SetAttribute{
				Optional: true, ElementType: types.StringType, MarkdownDescription: "Tags of the app registration. Left out: none.",
			},
			"microservice_app_id": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString(cloud.MicroserviceAppID),
				MarkdownDescription: "The client id of the *Configuration Manager Microservice*. Default: `" + cloud.MicroserviceAppID + "`, known from public listings and not from a page of Microsoft; none is known for the US Government clouds.",
				Validators:          []validator.String{core.MustBeGUID("must be a GUID")},
			},
			"if_soft_deleted": schema.StringAttribute{
				Optional: true, Computed: true, Default: stringdefault.StaticString(softDeletedRestore),
				MarkdownDescription: "What a create does when a deleted application with the same `unique_name` is still in Entra's recycle bin, where it stays for 30 days: `restore` brings it back with its client id, without its old secrets, certificates and federated credentials; `replace` deletes it for good and makes a new one; `refuse` fails the plan. The plan says which application it found. Default: `restore`.",
				Validators:          []validator.String{stringvalidator.OneOf(softDeletedRestore, softDeletedReplace, softDeletedRefuse)},
			},
			"purge_on_destroy": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(false),
				MarkdownDescription: "Delete for good on destroy, instead of leaving the application in the recycle bin for 30 days. A destroy that is killed in between leaves it there. Default: `false`.",
			},
		}),
	}
}
