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
	if r.Do(ctx, m.call(m.Timeouts.Create, "register %s at the hierarchy with the cloud environment "+m.Environment.ValueString(), &resp.Diagnostics).Keeping(resp.Private), m.create) {
		core.Save(ctx, &resp.State, resp.Identity, &m, &resp.Diagnostics)
	}
}

// Read implements resource.Resource.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	r.Refresh(ctx, m.call(m.Timeouts.Read, "read the registration of %s at the hierarchy", &resp.Diagnostics).Audited(m.audit()), resp, &m, m.refresh)
}

// Update implements resource.Resource: only the name can change in place.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	if r.Do(ctx, m.call(m.Timeouts.Update, "rename the registration of %s at the hierarchy", &resp.Diagnostics).Keeping(resp.Private), m.update) {
		core.Save(ctx, &resp.State, resp.Identity, &m, &resp.Diagnostics)
	}
}

// Delete implements resource.Resource.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	r.Do(ctx, m.call(m.Timeouts.Delete, "remove the registration of %s at the hierarchy", &resp.Diagnostics), func(ctx context.Context, t *tenant.Tenant) error {
		return remove(ctx, t, &resp.Diagnostics)
	})
}

// call is the frame of an operation; doing has a place for the tenant.
func (m *model) call(limit core.Timeout, doing string, diags *diag.Diagnostics) core.Call {
	return core.Call{Tenant: &m.TenantFields, Timeout: limit, Default: timeout, Doing: fmt.Sprintf(doing, m.subject()), Diags: diags}
}

// create registers the tenant, or takes over the row that an interrupted create left.
func (m *model) create(ctx context.Context, t *tenant.Tenant) error {
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	id, err := m.plannedEnvironment(ctx, c)
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
		return registeredOtherwise(ctx, c, *row)
	case row.Name != want.Name:
		want.RowID = row.RowID
		err = c.UpdateTenant(ctx, want)
	}
	return m.confirm(ctx, c, err)
}

// plannedEnvironment is the number that was planned; while a plan does not know the name or the tenant, it has none.
func (m *model) plannedEnvironment(ctx context.Context, c *adminservice.Client) (int, error) {
	if !m.EnvironmentID.IsUnknown() && !m.EnvironmentID.IsNull() {
		return int(m.EnvironmentID.ValueInt64()), nil
	}
	environments, err := c.Environments(ctx)
	if err != nil {
		return 0, err
	}
	return environmentID(environments, m.Environment.ValueString())
}

// confirm reads the row back. A write whose answer was lost may have been done: what the site shows decides.
func (m *model) confirm(ctx context.Context, c *adminservice.Client, writeErr error) error {
	row, environments, err := lookUp(ctx, c, m.TenantID.ValueString())
	if err != nil {
		return errors.Join(writeErr, err)
	}
	planned := *m
	if row != nil {
		err = m.set(*row, environments)
	}
	if err != nil || row == nil || !m.Name.Equal(planned.Name) || !m.Environment.Equal(planned.Environment) {
		return errors.Join(writeErr, err, fmt.Errorf("the hierarchy does not show what was written to SMS_AAD_Tenant_Ex for tenant %s", m.TenantID.ValueString()))
	}
	return nil
}

// refresh reads the row; it reports whether there is one.
func (m *model) refresh(ctx context.Context, t *tenant.Tenant) (known bool, err error) {
	if err := core.CheckImported(m.ID, t.ID()); err != nil {
		return false, err
	}
	c, err := t.AdminService()
	if err != nil {
		return false, err
	}
	row, environments, err := lookUp(ctx, c, t.ID())
	if err != nil || row == nil {
		return false, err
	}
	return true, m.set(*row, environments)
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
	held, err := holders(ctx, c, row.RowID)
	if err != nil {
		return err
	}
	if len(held) > 0 {
		core.Warn(diags, "tenant "+t.ID(), "Tenant stays registered",
			fmt.Sprintf("These applications still belong to tenant %s at the hierarchy, perhaps for another Azure service such as Cloud Management:\n%s\n"+
				"So row %d of SMS_AAD_Tenant_Ex was left as it is. To remove it, remove those services in the console first.", t.ID(), describe(held), row.RowID))
		return nil
	}
	if err := c.DeleteTenant(ctx, row.RowID); err != nil && !adminservice.IsNotFound(err) {
		return err
	}
	return nil
}
