// Package status is the data source tenantattach_status: one picture of an attachment, from the site and from Microsoft Graph,
// in which one thing that cannot be read does not hide the others.
package status

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

var _ datasource.DataSourceWithConfigure = (*DataSource)(nil)

// DataSource is tenantattach_status.
type DataSource struct{ core.DataSource }

// NewDataSource returns a new data source.
func NewDataSource() datasource.DataSource { return &DataSource{} }

// Metadata implements datasource.DataSource.
func (d *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_status"
}

// Read implements datasource.DataSource.
func (d *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if d.Do(ctx, core.Call{Tenant: &m.TenantFields, Timeout: m.Timeouts.Read, Default: core.ReadTimeout, Doing: "read the status of the attachment", Diags: &resp.Diagnostics}, m.read) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

// read fails for a tenant that is not configured rightly, for an interrupted run, and when nothing at all can be read.
func (m *model) read(ctx context.Context, t *tenant.Tenant) error {
	site, err := t.AdminService()
	if err != nil {
		return err
	}
	g, err := t.Graph()
	if err != nil {
		return err
	}
	p := look(ctx, site, g, t.ID())
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	if failed := p.failures(); nothing(failed) {
		return fmt.Errorf("nothing could be read, neither from the site nor from Microsoft Graph: %w", distinct(failed))
	}
	m.set(p, t)
	return nil
}

// distinct joins errors, each text once: several reads may meet the same sign-in that is refused.
func distinct(failed map[string]error) error {
	var all []error
	seen := map[string]bool{}
	for _, o := range origins() {
		if err := failed[o.name]; err != nil && !seen[err.Error()] {
			seen[err.Error()] = true
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}
