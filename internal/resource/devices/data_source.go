// Package devices is the data source tenantattach_devices: the devices in the upload scope of tenant attach, which Microsoft
// Graph does not list.
package devices

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

var (
	_ datasource.DataSourceWithConfigure      = (*DataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*DataSource)(nil)
)

// DataSource is tenantattach_devices.
type DataSource struct{ core.DataSource }

// NewDataSource returns a new data source.
func NewDataSource() datasource.DataSource { return &DataSource{} }

// Metadata implements datasource.DataSource.
func (d *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_devices"
}

// Read implements datasource.DataSource.
func (d *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	r := m.reader(ctx, &resp.Diagnostics)
	if d.Do(ctx, core.Call{Tenant: &m.TenantFields, Timeout: m.Timeouts.Read, Default: core.ReadTimeout, Doing: "list the devices", Diags: &resp.Diagnostics}, func(ctx context.Context, t *tenant.Tenant) error {
		c, err := t.AdminService()
		if err != nil {
			return err
		}
		r.site, r.tenantID = c, t.ID()
		return r.read(ctx)
	}) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}
