package collectionupload

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

const planTimeout = 5 * time.Minute

// ModifyPlan implements resource.ResourceWithModifyPlan: an unusable collection fails here, and the plan says who is
// uploaded that one might not expect.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	t := r.PlanTenant(ctx, req, resp)
	if t == nil || req.Plan.Raw.Equal(req.State.Raw) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	c, err := t.AdminService()
	if err == nil {
		err = core.CheckWrites(ctx, c, adminservice.NeedMappingWrite())
	}
	if err != nil {
		core.Fail(&resp.Diagnostics, "write the upload scope", err)
		return
	}
	if req.Plan.Raw.IsNull() {
		var prior types.String
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("scope"), &prior)...)
		warnDestroy(ctx, c, prior.ValueString(), &resp.Diagnostics)
		return
	}
	var scope types.String
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root("scope"), &scope)...)
	if resp.Diagnostics.HasError() || scope.IsUnknown() || scope.ValueString() == scopeAll {
		return
	}
	checkCollection(ctx, c, scope.ValueString(), &resp.Diagnostics)
	if req.State.Raw.IsNull() {
		warnOtherScope(ctx, c, t.ID(), scope.ValueString(), &resp.Diagnostics)
	}
}

func checkCollection(ctx context.Context, c *adminservice.Client, id string, diags *diag.Diagnostics) {
	all, err := c.Collections(ctx)
	if err != nil {
		core.Fail(diags, "look up the collection "+id, err)
		return
	}
	at := path.Root("scope")
	found := slices.IndexFunc(all, func(x adminservice.Collection) bool { return x.ID == id })
	if found < 0 {
		diags.AddAttributeError(at, "Unknown collection",
			fmt.Sprintf("The hierarchy has no collection %s, or the account may not see it: ConfigMgr hides what the account's security scopes and collections do not include.", id))
		return
	}
	if all[found].Type != adminservice.CollectionDevice {
		diags.AddAttributeError(at, "Not a device collection", fmt.Sprintf("Collection %s %q is not a device collection: only devices are uploaded to Intune.", id, all[found].Name))
		return
	}
	if children := limitedTo(all, id); len(children) > 0 {
		diags.AddAttributeWarning(at, "Child collections are uploaded too",
			fmt.Sprintf("Microsoft uploads the collections that are limited to %s %q with it:\n%s", id, all[found].Name, strings.Join(children, "\n")))
	}
}

// limitedTo lists the collections limited to the one with this id, and those limited to them.
func limitedTo(all []adminservice.Collection, id string) []string {
	children := []string{}
	seen := map[string]bool{id: true}
	for queue := []string{id}; len(queue) > 0; queue = queue[1:] {
		for _, x := range all {
			if x.LimitToID == queue[0] && !seen[x.ID] {
				seen[x.ID] = true
				queue = append(queue, x.ID)
				children = append(children, fmt.Sprintf("- %s %q, %d members", x.ID, x.Name, x.MemberCount))
			}
		}
	}
	slices.Sort(children)
	return children
}

// warnOtherScope says that a create changes a scope that somebody chose.
func warnOtherScope(ctx context.Context, c *adminservice.Client, tenantID, scope string, diags *diag.Diagnostics) {
	known, err := registered(ctx, c, tenantID)
	if err != nil {
		core.Fail(diags, "look up the tenant at the hierarchy", err)
	}
	if err != nil || !known {
		return
	}
	current, err := c.CollectionMapping(ctx, tenantID)
	if err != nil {
		core.Fail(diags, "read the upload scope", err)
		return
	}
	if current != "" && current != scope {
		diags.AddAttributeWarning(path.Root("scope"), "Upload scope is set already", fmt.Sprintf("The hierarchy uploads collection %s now; apply changes that to %s.", current, scope))
	}
}

// warnDestroy says that without the restriction every device goes up, while the upload is on.
func warnDestroy(ctx context.Context, c *adminservice.Client, scope string, diags *diag.Diagnostics) {
	if scope == scopeAll {
		return
	}
	services, err := c.CloudServices(ctx)
	if err != nil {
		core.Fail(diags, "read the upload service", err)
		return
	}
	for _, s := range services {
		if s.ServiceType == adminservice.ServiceTypeTenantAttach && len(s.ApplicationRowIDs) > 0 {
			diags.AddWarning("Destroying widens the upload", fmt.Sprintf("Without this restriction to collection %s the hierarchy uploads all devices for as long as the upload is on. "+
				"Destroy tenantattach_onboarding before it, as the dependency (depends_on) of tenantattach_onboarding on this resource does by itself.", scope))
			return
		}
	}
}
