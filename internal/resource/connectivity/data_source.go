// Package connectivity is the data source tenantattach_connectivity: what the service connection point itself found of the
// endpoints that it needs and, if asked, what the machine that runs Terraform finds.
package connectivity

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/sitecheck"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

var (
	_ datasource.DataSourceWithConfigure      = (*DataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*DataSource)(nil)
)

// DataSource is tenantattach_connectivity.
type DataSource struct{ core.DataSource }

// NewDataSource returns a new data source.
func NewDataSource() datasource.DataSource { return &DataSource{} }

// Metadata implements datasource.DataSource.
func (d *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_connectivity"
}

// Read implements datasource.DataSource. With probe, a site that cannot be asked does not stop the probe: that is when it
// is wanted most.
func (d *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if d.Do(ctx, core.Call{Tenant: &m.TenantFields, Timeout: m.Timeouts.Read, Default: core.ReadTimeout, Doing: "read what the service connection point can reach", Diags: &resp.Diagnostics}, func(ctx context.Context, t *tenant.Tenant) error {
		site, cancel := m.siteTime(ctx)
		defer cancel()
		if err := m.readSite(site, t); err != nil {
			if !m.Probe.ValueBool() {
				return err
			}
			m.set(sitecheck.Report{Verdict: sitecheck.Verdict{Status: sitecheck.StatusUnknown, Reason: "The site could not be asked: " + err.Error()}})
			core.Warn(&resp.Diagnostics, "tenant "+t.ID(), "The site could not be asked", "Only the probe was done. "+err.Error())
		}
		return m.runProbe(ctx, t)
	}) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

// siteTime leaves the probe, if there is one, half of the time: a site that is sick is asked for as long as there is any.
func (m *model) siteTime(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, limited := ctx.Deadline()
	if !limited || !m.Probe.ValueBool() {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(deadline)/2)
}
