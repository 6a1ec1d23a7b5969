package application

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// Update implements resource.Resource.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	timeout, d := m.Timeouts.Update(ctx, writeTimeout)
	resp.Diagnostics.Append(d...)
	t := r.Guard(&m.TenantFields, &resp.Diagnostics)
	want := m.desired(ctx, &resp.Diagnostics)
	want.dropped = without(state.permissions(ctx, &resp.Diagnostics), want.permissions)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	doing := fmt.Sprintf("update the application %q (object id %s)", want.displayName, m.ID.ValueString())
	c, err := t.Graph()
	if err != nil {
		core.Fail(&resp.Diagnostics, doing, err)
		return
	}
	picture, err := c.Picture(ctx, m.ClientID.ValueString(), want.appIDs()...)
	if err == nil && picture.Application == nil {
		err = errors.New("it has been deleted since the plan was made. Plan again: the new plan creates it")
	}
	if err != nil {
		core.Fail(&resp.Diagnostics, doing, err)
		return
	}
	if picture.Resources[want.apis.appID(apiMicroservice)] == nil {
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, madeMicroservice, []byte("true"))...)
	}
	picture, err = want.reconcile(ctx, c, picture)
	if err != nil {
		core.Fail(&resp.Diagnostics, doing, err)
		return
	}
	m.set(ctx, picture, want.permissions, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}
