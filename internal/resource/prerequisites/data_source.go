// Package prerequisites is the data source tenantattach_prerequisites: what must be so before a hierarchy is attached, checked
// one by one.
package prerequisites

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/prerequisite"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

var _ datasource.DataSourceWithConfigure = (*DataSource)(nil)

// DataSource is tenantattach_prerequisites.
type DataSource struct{ core.DataSource }

// NewDataSource returns a new data source.
func NewDataSource() datasource.DataSource { return &DataSource{} }

// Metadata implements datasource.DataSource.
func (d *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_prerequisites"
}

// Read implements datasource.DataSource. What a check finds, and that it could not be done, is in its result.
func (d *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if d.Do(ctx, core.Call{Tenant: &m.TenantFields, Timeout: m.Timeouts.Read, Default: core.ReadTimeout, Doing: "check the prerequisites", Diags: &resp.Diagnostics}, func(ctx context.Context, t *tenant.Tenant) error {
		report, err := prerequisite.Run(ctx, t, m.options(ctx, &resp.Diagnostics))
		if err == nil {
			m.set(report, t.Label())
		}
		return err
	}) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}
