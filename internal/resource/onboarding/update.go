package onboarding

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Update implements resource.Resource.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m, config, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if r.Do(ctx, m.call(m.Timeouts.Update, m.writeTimeout(), "update the onboarding of application", &resp.Diagnostics).Keeping(resp.Private), func(ctx context.Context, t *tenant.Tenant) error {
		c, err := clientsOf(t)
		if err != nil {
			return err
		}
		return c.update(ctx, &m, &config, &state)
	}) {
		core.Save(ctx, &resp.State, resp.Identity, &m, &resp.Diagnostics)
	}
}

func (c clients) update(ctx context.Context, m, config, state *model) error {
	// What was not known at plan is known now, and so is whether a rotation that was only possible is due.
	rotate := m.SecretExpiry.IsUnknown() && m.rotation(state, c.tenant.Clock().Now()) != ""
	if !rotate {
		m.KeyID, m.SecretExpiry = state.KeyID, state.SecretExpiry
	}
	if m.console() {
		former := ""
		if rotate {
			former = state.SecretExpiry.ValueString()
		}
		return c.awaitConsole(ctx, m, former)
	}
	app, err := c.atSite(ctx, m.ClientID.ValueString())
	if err != nil {
		return err
	}
	if app == nil {
		return errors.New("it has been removed from the site since the plan was made. Plan again: the new plan creates it")
	}
	row, err := c.tenantRow(ctx)
	if err != nil {
		return err
	}
	if rotate {
		m.KeyID = state.KeyID
		app, err = c.handOver(ctx, m, config)
	} else if app.Name != m.ApplicationName.ValueString() || app.IdentifierURI != m.IdentifierURI.ValueString() || app.TenantRowID != row {
		app, _, err = c.register(ctx, m, nil)
	}
	if err != nil {
		return err
	}
	if err := c.serve(ctx, m, app); err != nil {
		return err
	}
	return c.finish(ctx, m, rotate)
}
