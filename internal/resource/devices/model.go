package devices

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

type model struct {
	core.TenantFields
	CollectionID  types.String   `tfsdk:"collection_id"`
	OnlyClients   types.Bool     `tfsdk:"only_clients"`
	Filter        *filterModel   `tfsdk:"filter"`
	Columns       types.Set      `tfsdk:"columns"`
	Limit         types.Int64    `tfsdk:"limit"`
	CountOnly     types.Bool     `tfsdk:"count_only"`
	Scope         *scopeModel    `tfsdk:"scope"`
	UploadEnabled types.Bool     `tfsdk:"upload_enabled"`
	Devices       list           `tfsdk:"devices"`
	DeviceCount   types.Int64    `tfsdk:"device_count"`
	TotalInScope  types.Int64    `tfsdk:"total_in_scope"`
	Truncated     types.Bool     `tfsdk:"truncated"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

type filterModel struct {
	NamePrefix    types.String `tfsdk:"name_prefix"`
	NameContains  types.String `tfsdk:"name_contains"`
	NameRegex     types.String `tfsdk:"name_regex"`
	Domain        types.String `tfsdk:"domain"`
	SiteCode      types.String `tfsdk:"site_code"`
	VersionPrefix types.String `tfsdk:"client_version_prefix"`
	Active        types.Bool   `tfsdk:"active"`
	Obsolete      types.Bool   `tfsdk:"obsolete"`
}

type scopeModel struct {
	AllDevices     types.Bool   `tfsdk:"all_devices"`
	CollectionID   types.String `tfsdk:"collection_id"`
	CollectionName types.String `tfsdk:"collection_name"`
	MemberCount    types.Int64  `tfsdk:"member_count"`
	VisibleCount   types.Int64  `tfsdk:"visible_count"`
}

func (m *model) onlyClients() bool { return m.OnlyClients.IsNull() || m.OnlyClients.ValueBool() }

// filter is that of the configuration. The expression was checked with the configuration.
func (m *model) filter() (adminservice.DeviceFilter, error) {
	f := adminservice.DeviceFilter{Clients: m.onlyClients()}
	if m.Filter == nil {
		return f, nil
	}
	f.NamePrefix, f.NameContains = m.Filter.NamePrefix.ValueString(), m.Filter.NameContains.ValueString()
	f.Domain, f.SiteCode, f.VersionPrefix = m.Filter.Domain.ValueString(), m.Filter.SiteCode.ValueString(), m.Filter.VersionPrefix.ValueString()
	f.Active, f.Obsolete = m.Filter.Active.ValueBoolPointer(), m.Filter.Obsolete.ValueBoolPointer()
	if m.Filter.NameRegex.IsNull() {
		return f, nil
	}
	var err error
	f.Name, err = regexp.Compile(m.Filter.NameRegex.ValueString())
	return f, err
}

// reader is what fills in the model.
func (m *model) reader(ctx context.Context, diags *diag.Diagnostics) *reader {
	r := &reader{model: m, columns: chosen(core.Texts(ctx, m.Columns, diags)), diags: diags}
	if !m.CountOnly.ValueBool() {
		r.table = newTable(r.columns)
	}
	return r
}
