package application

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Read implements resource.Resource.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	m.fillImported()
	known := m.permissions(ctx, &resp.Diagnostics)
	r.Refresh(ctx, m.call(m.Timeouts.Read, readTimeout, "read", &resp.Diagnostics).Audited(m.audit()), resp, &m, func(ctx context.Context, t *tenant.Tenant) (bool, error) {
		c, err := t.Graph()
		if err != nil {
			return false, err
		}
		picture, err := m.read(ctx, c, known)
		if err == nil && m.drifted(ctx, picture, known, req.State) {
			picture, err = graph.Steady(ctx, c, "the application", func(ctx context.Context) (*graph.Picture, error) { return m.read(ctx, c, known) })
		}
		if err != nil {
			return false, err
		}
		if picture == nil {
			return m.leftInBin(ctx, c, req, resp)
		}
		inUse(ctx, req, resp)
		m.set(ctx, picture, known, &resp.Diagnostics)
		return true, nil
	})
}

// drifted reports whether what was read is not what is in the state.
func (m *model) drifted(ctx context.Context, picture *graph.Picture, known []permission, state tfsdk.State) bool {
	if picture == nil {
		return true
	}
	var diags diag.Diagnostics
	after, now := tfsdk.State{Schema: state.Schema, Raw: state.Raw}, *m
	now.set(ctx, picture, known, &diags)
	diags.Append(after.Set(ctx, &now)...)
	return diags.HasError() || !after.Raw.Equal(state.Raw)
}

// read returns nil when the application is gone. known are the permissions whose APIs are looked up.
func (m *model) read(ctx context.Context, c *graph.Client, known []permission) (*graph.Picture, error) {
	if m.ClientID.ValueString() == "" {
		app, err := byEitherID(ctx, c, m.ID.ValueString())
		if graph.IsNotFound(err) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		m.ClientID = types.StringValue(app.AppID)
	}
	if len(known) == 0 {
		known = documented()
	}
	p, err := c.Picture(ctx, m.ClientID.ValueString(), m.apis().appIDs(known)...)
	if err != nil || p.Application == nil {
		return nil, err
	}
	return p, nil
}

// byEitherID finds an application that is to be imported: people have the client id at hand as often as the object id.
func byEitherID(ctx context.Context, c *graph.Client, id string) (*graph.Application, error) {
	app, err := c.Application(ctx, id)
	if graph.IsNotFound(err) {
		return c.ApplicationByAppID(ctx, id)
	}
	return app, err
}

// fillImported gives the settings that only this provider has their defaults after an import.
func (m *model) fillImported() {
	if m.MicroserviceAppID.IsNull() {
		m.MicroserviceAppID = types.StringValue(cloud.MicroserviceAppID)
	}
	if m.IfSoftDeleted.IsNull() {
		m.IfSoftDeleted = types.StringValue(softDeletedRestore)
	}
	if m.PurgeOnDestroy.IsNull() {
		m.PurgeOnDestroy = types.BoolValue(false)
	}
}
