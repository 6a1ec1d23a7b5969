package collectionupload

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

const (
	// scopeAll uploads every device; the hierarchy has no mapping then (AdminService notes §2.1).
	scopeAll = "all_devices"
	// allSystems is the built-in collection whose members "all devices" are drawn from (AdminService notes §2.5).
	allSystems = "SMS00001"
)

// collectionID is a site code (or SMS) and five characters; built-in ones such as SMSDM003 are not all hexadecimal.
var collectionID = regexp.MustCompile(`^[A-Z0-9]{8}$`)

// Schema implements resource.Resource.
func (r *Resource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Whose devices are uploaded to Intune: all, or those of one device collection. " +
			"Create it before `tenantattach_onboarding` (`depends_on` there), so that no device outside the collection is ever uploaded. " +
			"Writing it uses methods of `SMS_CoMgmtConfigs` that are not documented for the administration service; a site that does not expose them fails the plan with the console step that does the same.",
		Attributes: core.Attributes(ctx, "Default: 5 minutes.", map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Computed: true, MarkdownDescription: "The GUID of the tenant.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"scope": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "`" + scopeAll + "`, or the id of one device collection such as `P0100014`. The collections limited to it are uploaded with it; the plan lists them. User collections are refused.",
				Validators: []validator.String{stringvalidator.Any(
					stringvalidator.OneOf(scopeAll),
					stringvalidator.RegexMatches(collectionID, "or the id of a collection: eight capital letters and digits, such as P0100014"),
				)},
			},
			"collection_name": schema.StringAttribute{
				Computed: true, MarkdownDescription: "The name of the collection; that of *All Systems* for `" + scopeAll + "`.",
			},
			"device_count": schema.Int64Attribute{
				Computed: true, MarkdownDescription: "How many members the collection has. Only those with a client are uploaded, so it is an upper bound.",
			},
		}),
	}
}
