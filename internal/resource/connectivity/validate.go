package connectivity

import (
	"context"
	"net/url"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// ValidateConfig implements datasource.DataSourceWithValidateConfig.
func (d *DataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !m.MaxAge.IsUnknown() {
		if _, err := m.maxAge(); err != nil {
			resp.Diagnostics.AddAttributeError(path.Root("max_age"), "Unusable duration", err.Error())
		}
	}
	m.validateProbe(&resp.Diagnostics)
}

func (m *model) validateProbe(diags *diag.Diagnostics) {
	if !m.Probe.IsUnknown() && !m.Probe.ValueBool() {
		if !m.ProxyURL.IsNull() {
			diags.AddAttributeError(path.Root("proxy_url"), "Only with a probe", "proxy_url is for the probe: set probe = true, or leave it out.")
		}
		if m.IdleProbe.ValueInt64() > 0 {
			diags.AddAttributeError(path.Root("idle_probe_seconds"), "Only with a probe", "idle_probe_seconds is for the probe: set probe = true, or leave it out.")
		}
	}
	if m.ProxyURL.IsNull() || m.ProxyURL.IsUnknown() {
		return
	}
	u, err := url.Parse(m.ProxyURL.ValueString())
	switch {
	case err != nil || u.Scheme != "http" || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		diags.AddAttributeError(path.Root("proxy_url"), "Unusable proxy", "proxy_url must be of the form http://proxy.example:8080: a proxy that is spoken to in clear text, as the service connection point does.")
	case u.User != nil:
		diags.AddAttributeError(path.Root("proxy_url"), "Unusable proxy", "proxy_url holds a login, which would stand in the state. Leave it out: the probe then shows how far one gets without, and explains the answer 407.")
	}
}
