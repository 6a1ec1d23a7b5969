package serviceconnectionpointproxy

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

const timeout = 5 * time.Minute

// Create implements resource.Resource. When it is not known whether the write was done, the state has the resource, tainted:
// the next apply then puts back what was found, and sets the proxy anew. Without a state, it would take its own proxy for
// what was there before.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	var unsure *unsureError
	done := r.Do(ctx, m.call(m.Timeouts.Create, "set the proxy of %s", &resp.Diagnostics).Keeping(resp.Private), func(ctx context.Context, t *tenant.Tenant) error {
		err := m.create(ctx, t, &resp.Diagnostics)
		errors.As(err, &unsure)
		return err
	})
	if done || unsure != nil {
		core.Save(ctx, &resp.State, resp.Identity, &m, &resp.Diagnostics)
	}
}

// Update implements resource.Resource.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	if r.Do(ctx, m.call(m.Timeouts.Update, "change the proxy of %s", &resp.Diagnostics).Keeping(resp.Private), func(ctx context.Context, t *tenant.Tenant) error {
		return m.update(ctx, t, &resp.Diagnostics)
	}) {
		core.Save(ctx, &resp.State, resp.Identity, &m, &resp.Diagnostics)
	}
}

// Read implements resource.Resource.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	r.Refresh(ctx, m.call(m.Timeouts.Read, "read the proxy of %s", &resp.Diagnostics).Audited(m.audit()), resp, &m, m.refresh)
}

// Delete implements resource.Resource.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	r.Do(ctx, m.call(m.Timeouts.Delete, "put back the proxy of %s", &resp.Diagnostics), func(ctx context.Context, t *tenant.Tenant) error {
		return m.putBack(ctx, t, &resp.Diagnostics)
	})
}

// call is the frame of an operation; doing has a place for the server.
func (m *model) call(limit core.Timeout, doing string, diags *diag.Diagnostics) core.Call {
	return core.Call{Tenant: &m.TenantFields, Timeout: limit, Default: timeout, Doing: fmt.Sprintf(doing, m.subject()), Diags: diags}
}

// create sets the proxy of the server that has the service connection point.
func (m *model) create(ctx context.Context, t *tenant.Tenant, diags *diag.Diagnostics) error {
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	at, err := locate(ctx, c)
	if err != nil {
		return err
	}
	if !m.Server.IsUnknown() && !strings.EqualFold(m.Server.ValueString(), at.point.Host()) {
		return fmt.Errorf("the service connection point has moved to %s since the plan was made. Plan again", at.point.Host())
	}
	m.place(at.system)
	if err := m.complete(t); err != nil {
		return err
	}
	before, err := c.SystemRow(ctx, at.system.Key)
	if err != nil {
		return err
	}
	found, err := before.FoundProxy()
	if err != nil {
		return rowError(before, err)
	}
	if err := m.keep(found); err != nil {
		return err
	}
	if before.Role.Proxy().Same(m.proxy()) { // as the plan has said
		return nil
	}
	return m.write(ctx, c, before, diags)
}

// complete sets what a plan could not know yet.
func (m *model) complete(t *tenant.Tenant) error {
	m.Enabled = types.BoolValue(true)
	if !m.WinHTTPCommand.IsUnknown() {
		return nil
	}
	entries, err := reached(t.Cloud().Name)
	if err != nil {
		return err
	}
	command, err := m.command(entries, endpoint.InternalOf(m.bypass()))
	m.WinHTTPCommand = types.StringValue(command)
	return err
}

func (m *model) write(ctx context.Context, c *adminservice.Client, before adminservice.SystemRow, diags *diag.Diagnostics) error {
	edited, err := before.WithProxy(m.proxy())
	if err != nil {
		return rowError(before, err)
	}
	return write(ctx, c, before, edited, diags)
}

// rowError is that of a row that is not edited because it is not clear what counts in it.
func rowError(row adminservice.SystemRow, err error) error {
	return fmt.Errorf("the row of %s in SMS_SCI_SysResUse is not as it should be, so nothing was written: %w", row.Role.Host(), err)
}

// update sets the proxy of the server that is in the state.
func (m *model) update(ctx context.Context, t *tenant.Tenant, diags *diag.Diagnostics) error {
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	if err := m.complete(t); err != nil {
		return err
	}
	system, err := m.system(ctx, c)
	if err != nil {
		return err
	}
	if system == nil {
		return errors.New("the server has been removed from the site since the plan was made. Plan again")
	}
	if system.Proxy().Same(m.proxy()) && !m.spelledOtherwise(*system) { // only what stands in the state changes
		return nil
	}
	before, err := c.SystemRow(ctx, system.Key)
	if err != nil {
		return err
	}
	return m.write(ctx, c, before, diags)
}

// spelledOtherwise reports whether the site has a name in another case than the configuration.
func (m *model) spelledOtherwise(system adminservice.SystemRole) bool {
	is, want := system.Proxy(), m.proxy()
	return is.Server != want.Server || !want.Anonymous && is.Account != want.Account
}

// system is the row with the proxy of the server in the state; nil when the server is gone.
func (m *model) system(ctx context.Context, c *adminservice.Client) (*adminservice.SystemRole, error) {
	roles, err := c.SystemRoles(ctx)
	if err != nil {
		return nil, err
	}
	system, err := adminservice.SiteSystem(roles, m.Server.ValueString(), m.SiteCode.ValueString())
	if err == nil && system == nil && !sees(roles, m.SiteCode.ValueString()) {
		err = m.hidden()
	}
	return system, err
}

// refresh reads the proxy; it reports whether the server is still there. With an id and nothing else it is an import.
func (m *model) refresh(ctx context.Context, t *tenant.Tenant) (known bool, err error) {
	c, err := t.AdminService()
	if err != nil {
		return false, err
	}
	if m.Server.IsNull() {
		return true, m.takeOver(ctx, c, t)
	}
	system, err := m.system(ctx, c)
	if err != nil || system == nil {
		return false, err
	}
	m.set(*system)
	return true, nil
}

// takeOver reads what is imported: the id is the FQDN of the server, or the code of its site.
func (m *model) takeOver(ctx context.Context, c *adminservice.Client, t *tenant.Tenant) error {
	at, err := locate(ctx, c)
	if err != nil {
		return err
	}
	if id := m.ID.ValueString(); !strings.EqualFold(id, at.point.Host()) && !strings.EqualFold(id, at.point.SiteCode) {
		return fmt.Errorf("the import id names %s, but the service connection point of the hierarchy of tenant %s is on %s (site %s). Give that server, or put the key of another tenant before the id: \"key/server\"", id, t.ID(), at.point.Host(), at.point.SiteCode)
	}
	m.set(at.system)
	m.imported()
	return nil
}

// putBack brings the proxy back to what the first apply found. Without that, as after an import, the proxy is switched off,
// if it is the one in the state.
func (m *model) putBack(ctx context.Context, t *tenant.Tenant, diags *diag.Diagnostics) error {
	found, err := m.found()
	if err != nil {
		return err
	}
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	system, err := m.system(ctx, c)
	if err != nil || system == nil {
		return err
	}
	if found == nil && !system.Proxy().Same(m.proxy()) {
		core.Warn(diags, m.about(), "Proxy stays as it is", fmt.Sprintf("%s has %s by now, and not the one in the state. What was there before the import is not known, so it was left.", m.subject(), system.Proxy()))
		return nil
	}
	before, err := c.SystemRow(ctx, system.Key)
	if err != nil {
		return err
	}
	var edited adminservice.SystemRow
	if found == nil {
		edited, err = before.WithoutProxy()
	} else {
		edited, err = before.WithFound(found)
	}
	if err != nil {
		return rowError(before, err)
	}
	return write(ctx, c, before, edited, diags)
}
