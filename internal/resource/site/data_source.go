// Package site is the data source tenantattach_site.
package site

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

var _ datasource.DataSourceWithConfigure = (*DataSource)(nil)

// DataSource is tenantattach_site.
type DataSource struct{ core.DataSource }

// NewDataSource returns a new data source.
func NewDataSource() datasource.DataSource { return &DataSource{} }

// Metadata implements datasource.DataSource.
func (d *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_site"
}

// Read implements datasource.DataSource.
func (d *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if d.Do(ctx, core.Call{Tenant: &m.TenantFields, Timeout: m.Timeouts.Read, Default: core.ReadTimeout, Doing: "read the site", Diags: &resp.Diagnostics}, m.read) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

func (m *model) read(ctx context.Context, t *tenant.Tenant) error {
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	sites, err := c.Sites(ctx)
	if err != nil {
		return err
	}
	top, err := adminservice.TopSite(sites)
	if err != nil {
		return err
	}
	roles, err := c.SystemRoles(ctx)
	if err != nil {
		return err
	}
	m.set(top, sites, roles)
	return nil
}
