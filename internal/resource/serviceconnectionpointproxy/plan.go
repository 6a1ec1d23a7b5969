package serviceconnectionpointproxy

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

const planTimeout = 5 * time.Minute

// ModifyPlan implements resource.ResourceWithModifyPlan: what the site would not take fails here, and the plan says what the
// proxy is not.
func (r *Resource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	t := r.PlanTenant(ctx, req, resp)
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
	if plan != nil {
		plan.planCommand(ctx, t, resp)
	}
	if t == nil || resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	c, err := t.AdminService()
	if err != nil {
		core.Fail(&resp.Diagnostics, "plan the proxy of the service connection point", err)
		return
	}
	p := planner{client: c, diags: &resp.Diagnostics}
	if plan == nil {
		p.destroy(ctx, state)
		return
	}
	p.set(ctx, plan, state, resp)
}

// planCommand plans the command that sets the proxy of Windows. Without a tenant, that the bypass list lets no endpoint of
// its cloud past the proxy is checked at apply.
func (m *model) planCommand(ctx context.Context, t *tenant.Tenant, resp *resource.ModifyPlanResponse) {
	m.WinHTTPCommand = types.StringUnknown()
	if m.commandKnown() {
		past := endpoint.InternalOf(m.bypass())
		command, err := m.command(nil, past)
		if err == nil && t != nil {
			entries, cloudErr := reached(t.Cloud().Name)
			if err = cloudErr; err == nil {
				_, err = m.command(entries, past)
			}
		}
		if err != nil {
			resp.Diagnostics.AddAttributeError(path.Root("bypass"), "No command for the proxy of Windows", err.Error()+".")
			return
		}
		m.WinHTTPCommand = types.StringValue(command)
	}
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("winhttp_command"), m.WinHTTPCommand)...)
}

// planner looks at what a plan would do at one hierarchy.
type planner struct {
	client *adminservice.Client
	diags  *diag.Diagnostics
}

// set checks a plan that has a proxy; state is nil for a create.
func (p planner) set(ctx context.Context, plan, state *model, resp *resource.ModifyPlanResponse) {
	roles, err := p.client.SystemRoles(ctx)
	if err != nil {
		core.Fail(p.diags, "find the service connection point", err)
		return
	}
	at, err := find(roles)
	if err != nil {
		p.noServer(plan, state, elsewhere(ctx, p.client, err))
		return
	}
	planned := *plan
	planned.Server, planned.SiteCode = types.StringNull(), types.StringNull()
	if state != nil && plan.TenantID.Equal(state.TenantID) {
		planned.Server, planned.SiteCode = state.Server, state.SiteCode // spelled as they are
	}
	planned.place(at.system)
	for name, value := range map[string]types.String{"id": planned.ID, "server": planned.Server, "site_code": planned.SiteCode} {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(name), value)...)
	}
	exists := state != nil && planned.TenantID.Equal(state.TenantID)
	moved := exists && !planned.on(state)
	if moved {
		resp.RequiresReplace.Append(path.Root("server"))
		p.warnMoved(state, &planned)
	}
	// Of a replacement Terraform asks twice, and shows the warnings of the first answer only.
	created := !exists || moved
	if created || !planned.same(state) {
		p.write(ctx, &planned, at)
	}
	if created {
		p.preview(&planned, at)
	}
	if created || !planned.WinHTTPCommand.Equal(state.WinHTTPCommand) {
		p.warnWindows(&planned)
	}
}

// noServer says that there is nothing to set a proxy of. While nothing is to be written, that is a warning only.
func (p planner) noServer(plan, state *model, err error) {
	if state != nil && plan.TenantID.Equal(state.TenantID) && plan.same(state) {
		core.Warn(p.diags, plan.about(), "Service connection point is not found", "Nothing is to be written for now, but: "+err.Error()+".")
		return
	}
	core.Fail(p.diags, "set the proxy of the service connection point", err)
}

// write checks that the site takes what is to be written.
func (p planner) write(ctx context.Context, plan *model, at located) {
	err := core.CheckWrites(ctx, p.client, adminservice.NeedProxyWrite())
	if err == nil {
		err = checkSite(ctx, p.client, at.point)
	}
	if err == nil {
		err = p.client.CheckSystemRow(ctx, at.system.Key)
	}
	if err != nil {
		core.Fail(p.diags, "write the proxy of "+plan.subject(), err)
		return
	}
	if offline, _ := at.point.Offline(); offline {
		core.Warn(p.diags, plan.about(), "Service connection point is offline", fmt.Sprintf("The service connection point on %s is in offline mode: it connects to nothing, with or without a proxy, and tenant attach needs it online. "+
			"Apply sets the proxy, which is best there before the mode changes. Then change the mode in the console, Properties of the role Service connection point, or by the cmdlet Set-CMServiceConnectionPoint -Mode Online.", at.point.Host()))
	}
}

// preview says what a create would find.
func (p planner) preview(plan *model, at located) {
	is := at.system.Proxy()
	switch {
	case p.diags.HasError() || !is.On || plan.ProxyServer.IsUnknown() || plan.ProxyPort.IsUnknown() || plan.ProxyAccessAccount.IsUnknown():
	case is.Same(plan.proxy()):
		core.Warn(p.diags, plan.about(), "Proxy is set already", fmt.Sprintf("%[1]s has %[2]s already, as configured. Unless this plan replaces the resource, nothing is written, and destroying will leave it so. If an earlier apply of this configuration was interrupted, what was there before that is not known any more. "+
			"If destroying is to switch the proxy off, import it: terraform import tenantattach_service_connection_point_proxy.NAME [TENANT/]%[1]s", plan.subject(), is))
	default:
		core.Warn(p.diags, plan.about(), "Server has another proxy", fmt.Sprintf("%s has %s now; apply changes that to %s. Destroying puts the former back.", plan.subject(), is, plan.proxy()))
	}
}

// warnWindows says that the proxy of Windows is another thing, and how to set it (AdminService notes §3.8).
func (p planner) warnWindows(plan *model) {
	how := "The attribute winhttp_command has the command that sets it, once it is known."
	if !plan.WinHTTPCommand.IsUnknown() {
		how = "Run this on the server, as an administrator:\n\n" + plan.WinHTTPCommand.ValueString()
	}
	core.Warn(p.diags, plan.about(), "The proxy of Windows is not set by this", fmt.Sprintf("This sets the proxy that Configuration Manager uses on %s. The check of certificate revocation uses that of Windows (WinHTTP) instead, which no setting of the site reaches. %s", plan.subject(), how))
}

// warnMoved says why a plan replaces the resource.
func (p planner) warnMoved(state, plan *model) {
	core.WarnAt(p.diags, path.Root("server"), plan.about(), "Service connection point has moved", fmt.Sprintf("It was on %s, and is on %s now. A proxy belongs to its server: apply puts back what the former had before, and sets the proxy of the latter. "+
		"While other roles on the former still need the proxy, keep it there by removing the resource from the state instead (terraform state rm), and apply then.", state.subject(), plan.subject()))
}

// destroy says what a destroy comes to.
func (p planner) destroy(ctx context.Context, state *model) {
	if p.diags.HasError() {
		return
	}
	if err := core.CheckWrites(ctx, p.client, adminservice.NeedProxyWrite()); err != nil {
		core.Fail(p.diags, "put back the proxy of "+state.subject(), err)
		return
	}
	found, err := state.found()
	switch {
	case err != nil:
		core.Fail(p.diags, "put back the proxy of "+state.subject(), err)
	case found == nil && state.Enabled.ValueBool():
		core.Warn(p.diags, state.about(), "Destroying switches the proxy off", fmt.Sprintf("%s then connects without a proxy. It was imported, so what was there before is not known; the name, the port and the account stay at the site.", state.subject()))
	case found != nil && !found.Proxy().Same(state.proxy()):
		core.Warn(p.diags, state.about(), "Destroying puts back what was there", fmt.Sprintf("%s then has %s again, as before the first apply.", state.subject(), found.Proxy()))
	}
}
