package collectionupload

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

const timeout = 5 * time.Minute

// Create implements resource.Resource.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	limit, d := m.Timeouts.Create(ctx, timeout)
	resp.Diagnostics.Append(d...)
	if r.write(ctx, &m, limit, &resp.Diagnostics) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

// Update implements resource.Resource.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	limit, d := m.Timeouts.Update(ctx, timeout)
	resp.Diagnostics.Append(d...)
	if r.write(ctx, &m, limit, &resp.Diagnostics) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

// Read implements resource.Resource.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	limit, d := m.Timeouts.Read(ctx, timeout)
	resp.Diagnostics.Append(d...)
	t := r.Guard(&m.TenantFields, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	c, err := t.AdminService()
	known := false
	if err == nil {
		core.CheckImported(m.ID, t.ID(), &resp.Diagnostics)
		known, err = registered(ctx, c, t.ID())
	}
	if err == nil && !known {
		resp.State.RemoveResource(ctx)
		return
	}
	if err == nil {
		err = m.read(ctx, c)
	}
	if err != nil {
		core.Fail(&resp.Diagnostics, fmt.Sprintf("read the upload scope of tenant %s", m.TenantID.ValueString()), err)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func (m *model) read(ctx context.Context, c *adminservice.Client) error {
	current, err := c.CollectionMapping(ctx, m.TenantID.ValueString())
	if err != nil {
		return err
	}
	return m.set(ctx, c, current)
}

// Delete implements resource.Resource.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	limit, d := m.Timeouts.Delete(ctx, timeout)
	resp.Diagnostics.Append(d...)
	t := r.Guard(&m.TenantFields, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	c, err := t.AdminService()
	known := false
	if err == nil {
		known, err = registered(ctx, c, t.ID())
	}
	if err == nil && known {
		err = write(ctx, c, t.ID(), "")
	}
	if err != nil {
		core.Fail(&resp.Diagnostics, fmt.Sprintf("remove the upload scope of tenant %s", m.TenantID.ValueString()), err)
	}
}
