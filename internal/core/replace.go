package core

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// replacesKey is the private key of a plan that replaces an object.
const replacesKey = "replaces"

// PlansReplacement reports whether a plan that looks like a create is the second half of a replacement: Terraform asks
// for a replacement in two parts, first with the state and then, with the private data of the first part, as if there
// were none. What the object that goes away still holds is then not in the way. changed are the attributes whose change
// replaces the object in its tenant; in another tenant nothing of it is in the way in any case.
func PlansReplacement(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, changed ...string) bool {
	if req.State.Raw.IsNull() {
		mark, d := req.Private.GetKey(ctx, replacesKey)
		resp.Diagnostics.Append(d...)
		return mark != nil
	}
	for _, name := range changed {
		var before, after types.String
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root(name), &before)...)
		resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root(name), &after)...)
		if !before.Equal(after) {
			resp.Diagnostics.Append(resp.Private.SetKey(ctx, replacesKey, []byte("true"))...)
			return true
		}
	}
	return false
}
