// Package endpoints holds the data source tenantattach_endpoints.
package endpoints

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

var _ datasource.DataSourceWithConfigure = (*DataSource)(nil)

// DataSource is tenantattach_endpoints.
type DataSource struct{ core.DataSource }

// NewDataSource returns a new data source.
func NewDataSource() datasource.DataSource { return &DataSource{} }

// Metadata implements datasource.DataSource.
func (d *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_endpoints"
}

// Read implements datasource.DataSource. Nothing is contacted but the published list, when it is asked for.
func (d *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() || !d.locate(ctx, &m, &resp.Diagnostics) {
		return
	}
	m.fill(ctx, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

// locate finds the tenant, and with it the cloud if none is given. Where the cloud is given and no tenant named, it does
// without a tenant: the provider block may have none.
func (d *DataSource) locate(ctx context.Context, m *model, diags *diag.Diagnostics) bool {
	var found diag.Diagnostics
	locating := core.Call{Tenant: &m.TenantFields, Timeout: m.Timeouts.Read, Default: core.ReadTimeout, Doing: "list the endpoints", Diags: &found}
	ok := d.Do(ctx, locating, func(ctx context.Context, t *tenant.Tenant) error {
		if m.Cloud.IsNull() {
			m.Cloud = types.StringValue(t.Cloud().Name)
		}
		if m.PublishedURL.IsNull() {
			return nil
		}
		return m.compare(ctx, t)
	})
	if !ok && m.Tenant.IsNull() && !m.Cloud.IsNull() && m.PublishedURL.IsNull() {
		m.TenantID = types.StringNull()
		return true
	}
	diags.Append(found...)
	return ok
}

// fill brings the rest of the model up to date from the catalogue.
func (m *model) fill(ctx context.Context, diags *diag.Diagnostics) {
	entries, err := endpoint.For(m.Cloud.ValueString())
	if err != nil {
		diags.AddAttributeError(path.Root("cloud"), "Unusable cloud", err.Error())
		return
	}
	offered, reason, err := endpoint.Offered(m.Cloud.ValueString())
	if err != nil {
		diags.AddAttributeError(path.Root("cloud"), "Unusable cloud", err.Error())
		return
	}
	if !offered {
		core.WarnAt(diags, path.Root("cloud"), "cloud "+m.Cloud.ValueString(), "Tenant attach is not offered in this cloud", reason)
	}
	m.Offered, m.OfferedReason = types.BoolValue(offered), types.StringValue(reason)
	m.set(endpoint.Select(entries, m.filter(ctx, diags)))
}
