package collectionupload

import (
	"context"
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
	if r.Do(ctx, m.call(m.Timeouts.Create, "set the upload scope of %s to "+m.target(), &resp.Diagnostics).Keeping(resp.Private), m.write) {
		core.Save(ctx, &resp.State, resp.Identity, &m, &resp.Diagnostics)
	}
}

// Update implements resource.Resource.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	if r.Do(ctx, m.call(m.Timeouts.Update, "change the upload scope of %s to "+m.target(), &resp.Diagnostics).Keeping(resp.Private), m.write) {
		core.Save(ctx, &resp.State, resp.Identity, &m, &resp.Diagnostics)
	}
}

// Read implements resource.Resource.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	r.Refresh(ctx, m.call(m.Timeouts.Read, "read the upload scope of %s", &resp.Diagnostics).Audited(m.audit()), resp, &m, m.refresh)
}

// Delete implements resource.Resource.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	r.Do(ctx, m.call(m.Timeouts.Delete, "lift the limit of the upload of %s", &resp.Diagnostics), lift)
}

// call is the frame of an operation; doing has a place for the tenant.
func (m *model) call(limit core.Timeout, doing string, diags *diag.Diagnostics) core.Call {
	return core.Call{Tenant: &m.TenantFields, Timeout: limit, Default: timeout, Doing: fmt.Sprintf(doing, m.subject()), Diags: diags}
}

// refresh reads the scope; it reports whether the hierarchy knows the tenant at all.
func (m *model) refresh(ctx context.Context, t *tenant.Tenant) (known bool, err error) {
	if err := core.CheckImported(m.ID, t.ID()); err != nil {
		return false, err
	}
	c, err := t.AdminService()
	if err != nil {
		return false, err
	}
	if known, err = registered(ctx, c, t.ID()); err != nil || !known {
		return false, err
	}
	return true, m.read(ctx, c)
}

func (m *model) read(ctx context.Context, c *adminservice.Client) error {
	current, err := c.CollectionMapping(ctx, m.TenantID.ValueString())
	if err != nil {
		return err
	}
	return m.set(ctx, c, current)
}

// lift takes the restriction away, where the hierarchy still knows the tenant.
func lift(ctx context.Context, t *tenant.Tenant) error {
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	if known, err := registered(ctx, c, t.ID()); err != nil || !known {
		return err
	}
	return write(ctx, c, t.ID(), "")
}
