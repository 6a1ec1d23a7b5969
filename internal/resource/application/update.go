package application

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Update implements resource.Resource.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	want := m.desired(ctx, &resp.Diagnostics)
	want.dropped = state.apis().without(state.permissions(ctx, &resp.Diagnostics), want.apis, want.permissions)
	made := madeIDs(ctx, req.Private.GetKey, &resp.Diagnostics)
	want.made = func(id string) { made = made.record(ctx, id, resp.Private.SetKey, &resp.Diagnostics) }
	r.Do(ctx, m.call(m.Timeouts.Update, writeTimeout, "update", &resp.Diagnostics).Keeping(resp.Private), func(ctx context.Context, t *tenant.Tenant) error {
		c, err := t.Graph()
		if err != nil {
			return err
		}
		picture, err := c.Picture(ctx, m.ClientID.ValueString(), want.appIDs()...)
		if err != nil {
			return err
		}
		if picture.Application == nil {
			return errors.New("it has been deleted since the plan was made. Plan again: the new plan creates it")
		}
		if picture, err = want.reconcile(ctx, c, picture); err != nil {
			return err
		}
		m.set(ctx, picture, want.permissions, &resp.Diagnostics)
		core.Save(ctx, &resp.State, resp.Identity, &m, &resp.Diagnostics)
		return nil
	})
}
