package cloudenvironment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

const timeout = 5 * time.Minute

// Create implements resource.Resource.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	if r.Do(ctx, m.call(m.Timeouts.Create, "register", &resp.Diagnostics), m.create) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

// Read implements resource.Resource.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	known := false
	if !r.Do(ctx, m.call(m.Timeouts.Read, "read", &resp.Diagnostics), func(ctx context.Context, t *tenant.Tenant) (err error) {
		known, err = m.refresh(ctx, t)
		return err
	}) {
		return
	}
	if !known {
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// Update implements resource.Resource: only the name can change in place.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	if r.Do(ctx, m.call(m.Timeouts.Update, "update", &resp.Diagnostics), m.update) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

// Delete implements resource.Resource.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	r.Do(ctx, m.call(m.Timeouts.Delete, "remove", &resp.Diagnostics), func(ctx context.Context, t *tenant.Tenant) error {
		return remove(ctx, t, &resp.Diagnostics)
	})
}

func (m *model) call(limit core.Timeout, verb string, diags *diag.Diagnostics) core.Call {
	return core.Call{Tenant: &m.TenantFields, Timeout: limit, Default: timeout, Doing: verb + " the registration of the tenant at the hierarchy", Diags: diags}
}

// create registers the tenant, or takes over the row that an interrupted create left.
func (m *model) create(ctx context.Context, t *tenant.Tenant) error {
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	environments, err := c.Environments(ctx)
	if err != nil {
		return err
	}
	id, err := environmentID(environments, m.Environment.ValueString())
	if err != nil {
		return err
	}
	row, err := find(ctx, c, m.TenantID.ValueString())
	if err != nil {
		return err
	}
	want := adminservice.Tenant{TenantID: m.TenantID.ValueString(), Name: m.Name.ValueString(), Environment: id}
	switch {
	case row == nil:
		_, err = c.CreateTenant(ctx, want)
	case row.Environment != id:
		err = fmt.Errorf("it is registered with the cloud environment %s (row %d of SMS_AAD_Tenant_Ex). Import it and let the plan replace it", environmentName(environments, row.Environment), row.RowID)
	case row.Name != want.Name:
		want.RowID = row.RowID
		err = c.UpdateTenant(ctx, want)
	}
	return m.confirm(ctx, c, err)
}

// confirm reads the row back. A write whose answer was lost may have been done: what the site shows decides.
func (m *model) confirm(ctx context.Context, c *adminservice.Client, writeErr error) error {
	row, environments, err := lookUp(ctx, c, m.TenantID.ValueString())
	if err != nil {
		return errors.Join(writeErr, err)
	}
	if row == nil || row.Name != m.Name.ValueString() || environmentName(environments, row.Environment) != m.Environment.ValueString() {
		return errors.Join(writeErr, fmt.Errorf("the hierarchy does not show what was written to SMS_AAD_Tenant_Ex for tenant %s", m.TenantID.ValueString()))
	}
	m.set(*row, environments)
	return nil
}

// refresh reads the row; it reports whether there is one.
func (m *model) refresh(ctx context.Context, t *tenant.Tenant) (known bool, err error) {
	c, err := t.AdminService()
	if err != nil {
		return false, err
	}
	row, environments, err := lookUp(ctx, c, t.ID())
	if err != nil || row == nil {
		return false, err
	}
	if err := core.CheckImported(m.ID, t.ID()); err != nil {
		return false, err
	}
	m.set(*row, environments)
	return true, nil
}

func (m *model) update(ctx context.Context, t *tenant.Tenant) error {
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	row, err := find(ctx, c, m.TenantID.ValueString())
	if err != nil {
		return err
	}
	if row == nil {
		return errors.New("it has been removed since the plan was made. Plan again: the new plan creates it")
	}
	if row.Name != m.Name.ValueString() {
		changed := *row
		changed.Name = m.Name.ValueString()
		err = c.UpdateTenant(ctx, changed)
	}
	return m.confirm(ctx, c, err)
}

// remove deletes the row. While applications of other Azure services belong to it, it is theirs as well and stays.
func remove(ctx context.Context, t *tenant.Tenant, diags *diag.Diagnostics) error {
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	row, err := find(ctx, c, t.ID())
	if err != nil || row == nil {
		return err
	}
	applications, err := c.Applications(ctx)
	if err != nil {
		return err
	}
	for _, a := range applications {
		if a.TenantRowID == row.RowID {
			diags.AddWarning("Tenant stays registered",
				fmt.Sprintf("Application %q (client id %s, row %d of SMS_AAD_Application_Ex) still belongs to tenant %s at the hierarchy, perhaps for another Azure service such as Cloud Management. "+
					"So row %d of SMS_AAD_Tenant_Ex was left as it is. To remove it, remove that service in the console first.", a.Name, a.ClientID, a.RowID, t.ID(), row.RowID))
			return nil
		}
	}
	if err := c.DeleteTenant(ctx, row.RowID); err != nil && !adminservice.IsNotFound(err) {
		return err
	}
	return nil
}
