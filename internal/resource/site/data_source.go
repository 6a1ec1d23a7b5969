// Package site is the data source tenantattach_site.
package site

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
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
	timeout, diags := m.Timeouts.Read(ctx, core.ReadTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	t := d.Lookup(&m.TenantFields, &resp.Diagnostics)
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	c, err := t.AdminService()
	if err == nil {
		err = m.read(ctx, c)
	}
	if err != nil {
		core.Fail(&resp.Diagnostics, "read the site", err)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func (m *model) read(ctx context.Context, c *adminservice.Client) error {
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
