package onboarding

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Delete implements resource.Resource.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	r.Do(ctx, m.call(m.Timeouts.Delete, m.writeTimeout(), "off-board the hierarchy from application", &resp.Diagnostics), func(ctx context.Context, t *tenant.Tenant) error {
		c, err := clientsOf(t)
		if err != nil {
			return err
		}
		return c.end(ctx, &m)
	})
}

// end off-boards at the site and removes the secrets that this resource made from Entra.
func (c clients) end(ctx context.Context, m *model) error {
	var err error
	if m.console() {
		err = c.awaitOffboarded(ctx, m)
	} else {
		err = c.offboard(ctx, m.ClientID.ValueString())
	}
	if err != nil {
		return err
	}
	made := ""
	if !m.console() && !m.ownSecret() {
		made = m.KeyID.ValueString()
	}
	return c.retire(ctx, m.ClientID.ValueString(), "", made)
}
