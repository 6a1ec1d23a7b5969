package intunerbac

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// box is the check box at the site that the switch works together with.
const box = "*Enforce Configuration Manager RBAC for cloud console requests that interact with Configuration Manager*"

const description = "The switch *Use Intune RBAC* of a tenant: whether the roles of Intune may decide who sees tenant-attached devices in the Microsoft Intune admin center, and acts on them.\n\n" +
	"**It is one switch for the whole tenant**, and so for every hierarchy that is attached to it. Keep it in one configuration only: two that want different values change it back and forth with each apply, and nothing can keep them from it. The plan says what changes for whom.\n\n" +
	"Each hierarchy has a setting of its own beside it, the check box " + box + " (version 2207 and newer; Administration, Cloud Services, Cloud Attach, Properties of CoMgmtSettingsProd, tab Configure upload). No published interface shows or sets that box, so this resource neither reads nor writes it. Together they mean:\n\n" +
	"| `enabled` | box of the hierarchy | who decides about its devices |\n|---|---|---|\n" +
	"| `true` | cleared | the roles of Intune alone, also for users that exist in the cloud only |\n" +
	"| `true` | ticked (default) | Configuration Manager's RBAC goes on to be enforced; users that exist in the cloud only get an error |\n" +
	"| `false` | cleared or ticked | Configuration Manager's RBAC is enforced, whatever the box says |\n\n" +
	"A change may take about ten minutes. Apply waits until several reads in a row show it; whether reads show it before it has taken effect is not documented.\n\n" +
	"**Destroying** puts back what was there before this resource wrote for the first time (`previously_enabled`), if the switch still is as this resource wrote it last. While nothing was written, because it was imported or was as configured, destroying leaves it as it is. " +
	"An apply that was killed right after it wrote leaves no state; the next one then finds the switch as configured, and cannot tell what was there before: the plan says so.\n\n" +
	"The interface is in the beta of Microsoft Graph and may change without notice. Microsoft's reference lists it for all clouds, but the machine-readable description of the beta is not published for the US Government clouds: whether it is there is not known, and it is tried. " +
	"In Azure China 21Vianet there is no tenant attach, and the plan is refused. " +
	"Which permission it takes to write is documented in two ways; see the guide *Permissions*. In the admin center a person needs the Intune permission *Roles/Update*; that a delegated sign-in, such as that of the Azure CLI, needs it here as well is inferred."

// Schema implements resource.Resource.
func (r *Resource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: description,
		Attributes: core.Attributes(ctx, "Default: 30 minutes, and 5 minutes to read.", map[string]schema.Attribute{
			"enabled": schema.BoolAttribute{Required: true, MarkdownDescription: "Whether Intune's RBAC is used, in the whole tenant. `false` is a value as well: it keeps the switch off."},
			"id": schema.StringAttribute{
				Computed: true, MarkdownDescription: "The GUID of the tenant.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			"previously_enabled": schema.BoolAttribute{
				Computed: true, MarkdownDescription: "What the switch was before this resource wrote it for the first time: what destroying puts back. Null while nothing was written, as after an import, or when it was as configured.",
				PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
			"unconfirmed": schema.BoolAttribute{
				Computed: true, Default: booldefault.StaticBool(false),
				MarkdownDescription: "Whether the last write is not shown by reads yet, and may still take effect: after an apply that ran out of time. Whoever replaces the resource then waits for it first.",
			},
		}),
	}
}
