package onboarding

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// Delete implements resource.Resource.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	timeout, d := m.Timeouts.Delete(ctx, m.writeTimeout())
	resp.Diagnostics.Append(d...)
	t := r.Guard(&m.TenantFields, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	c, err := clientsOf(t)
	if err == nil {
		err = c.end(ctx, &m)
	}
	if err != nil {
		core.Fail(&resp.Diagnostics, fmt.Sprintf("off-board application %s from the hierarchy", m.ClientID.ValueString()), err)
	}
}

// end off-boards at the site and removes the secrets that this resource made from Entra.
func (c clients) end(ctx context.Context, m *model) error {
	var err error
	if m.console() {
		err = c.awaitOffboarded(ctx, m)
	} else {
		err = c.offboard(ctx, m.ClientID.ValueString())
	}
	if err != nil || m.console() || m.ownSecret() {
		return err
	}
	return c.retire(ctx, m.ClientID.ValueString(), "", m.KeyID.ValueString())
}
