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
	if t == nil || resp.Diagnostics.HasError() {
		return
	}
	var plan, state *model
	if !req.Plan.Raw.IsNull() {
		plan = &model{}
		resp.Diagnostics.Append(resp.Plan.Get(ctx, plan)...)
	}
	if !req.State.Raw.IsNull() {
		state = &model{}
		resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	c, err := t.AdminService()
	if err != nil {
		core.Fail(&resp.Diagnostics, "plan the upload scope of tenant "+t.ID(), err)
		return
	}
	p := planner{client: c, tenantID: t.ID(), diags: &resp.Diagnostics}
	switch {
	case plan == nil:
		p.destroy(ctx, state)
	case state != nil && plan.Scope.Equal(state.Scope) && plan.TenantID.Equal(state.TenantID):
		if state.gone() { // nothing that is configured differs, but the plan must not say that nothing has changed
			core.WarnAt(&resp.Diagnostics, path.Root("scope"), "tenant "+t.ID(), "Uploaded collection is gone", missing(state.Scope.ValueString())+" Nothing says what is uploaded now. Configure another scope; apply fails until then.")
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("collection_name"), types.StringUnknown())...)
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("device_count"), types.Int64Unknown())...) // it may be back by then
		}
	default:
		p.write(ctx, plan, state)
	}
}

// planner looks at what a plan would do at the hierarchy of one tenant.
type planner struct {
	client   *adminservice.Client
	tenantID string
	diags    *diag.Diagnostics
}

func (p planner) destroy(ctx context.Context, state *model) {
	if state.Scope.ValueString() == scopeAll { // there is nothing to lift
		return
	}
	if p.mayWrite(ctx) {
		p.warnDestroy(ctx, state.Scope.ValueString())
	}
}

// write checks a plan that sets a scope; state is nil for a create.
func (p planner) write(ctx context.Context, plan, state *model) {
	if !p.mayWrite(ctx) || plan.Scope.IsUnknown() {
		return
	}
	scope := plan.Scope.ValueString()
	if scope != scopeAll {
		p.checkCollection(ctx, scope)
	}
	switch {
	case state == nil:
		p.warnOtherScope(ctx, scope)
	case scope == scopeAll && plan.TenantID.Equal(state.TenantID):
		core.WarnAt(p.diags, path.Root("scope"), "tenant "+p.tenantID, "Every device will be uploaded",
			fmt.Sprintf("Apply lifts the restriction to collection %s. %s", state.Scope.ValueString(), allDevices))
	}
}

// allDevices says what no restriction means, whether the upload is on already or not.
const allDevices = "Without a restriction the hierarchy uploads every device, for as long as the upload is on or from when it is turned on (tenantattach_onboarding)."

func (p planner) mayWrite(ctx context.Context) bool {
	err := core.CheckWrites(ctx, p.client, adminservice.NeedMappingWrite())
	if err != nil {
		core.Fail(p.diags, "write the upload scope of tenant "+p.tenantID, err)
	}
	return err == nil
}

func (p planner) checkCollection(ctx context.Context, id string) {
	all, err := p.client.Collections(ctx)
	if err != nil {
		core.Fail(p.diags, "look up the collection "+id, err)
		return
	}
	at := path.Root("scope")
	found := slices.IndexFunc(all, func(x adminservice.Collection) bool { return x.ID == id })
	if found < 0 {
		p.diags.AddAttributeError(at, "Unknown collection", missing(id))
		return
	}
	if all[found].Type != adminservice.CollectionDevice {
		p.diags.AddAttributeError(at, "Not a device collection", fmt.Sprintf("Collection %s %q is not a device collection: only devices are uploaded to Intune.", id, all[found].Name))
		return
	}
	if children := limitedTo(all, id); len(children) > 0 {
		core.WarnAt(p.diags, at, "tenant "+p.tenantID, "Child collections are uploaded too",
			fmt.Sprintf("Microsoft uploads the collections that are limited to %s %q with it:\n%s\n\nOnly collections that the account may see are listed; there may be more.", id, all[found].Name, strings.Join(children, "\n")))
	}
}

func missing(id string) string {
	return fmt.Sprintf("The hierarchy has no collection %s, or the account may not see it: ConfigMgr hides what the account's security scopes and collections do not include.", id)
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
func (p planner) warnOtherScope(ctx context.Context, scope string) {
	known, err := registered(ctx, p.client, p.tenantID)
	if err != nil {
		core.Fail(p.diags, "look up tenant "+p.tenantID+" at the hierarchy", err)
	}
	if err != nil || !known {
		return
	}
	current, err := p.client.CollectionMapping(ctx, p.tenantID)
	if err != nil {
		core.Fail(p.diags, "read the upload scope of tenant "+p.tenantID, err)
		return
	}
	if current == "" || current == scope {
		return
	}
	said := fmt.Sprintf("The hierarchy uploads collection %s now; apply changes that to %s.", current, named(scope))
	if scope == scopeAll {
		said += " " + allDevices
	}
	core.WarnAt(p.diags, path.Root("scope"), "tenant "+p.tenantID, "Upload scope is set already", said)
}

// warnDestroy says that without the restriction every device goes up, while the upload is on.
func (p planner) warnDestroy(ctx context.Context, scope string) {
	services, err := p.client.CloudServices(ctx)
	if err != nil {
		core.Fail(p.diags, "look up whether the upload is on", err)
		return
	}
	for _, s := range services {
		if s.ServiceType == adminservice.ServiceTypeTenantAttach && len(s.ApplicationRowIDs) > 0 {
			core.Warn(p.diags, "tenant "+p.tenantID, "Destroying widens the upload", fmt.Sprintf("Without this restriction to collection %s the hierarchy uploads all devices for as long as the upload is on. "+
				"Destroy tenantattach_onboarding before it, as the dependency (depends_on) of tenantattach_onboarding on this resource does by itself.", scope))
			return
		}
	}
}
