package serviceconnectionpointproxy

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// model is the resource in configuration, plan and state.
type model struct {
	core.TenantFields
	ID                 types.String   `tfsdk:"id"`
	Server             types.String   `tfsdk:"server"`
	SiteCode           types.String   `tfsdk:"site_code"`
	ProxyServer        types.String   `tfsdk:"proxy_server"`
	ProxyPort          types.Int64    `tfsdk:"proxy_port"`
	ProxyAccessAccount types.String   `tfsdk:"proxy_access_account"`
	Bypass             types.List     `tfsdk:"bypass"`
	Enabled            types.Bool     `tfsdk:"enabled"`
	PreviousProxy      types.String   `tfsdk:"previous_proxy"`
	WinHTTPCommand     types.String   `tfsdk:"winhttp_command"`
	Timeouts           timeouts.Value `tfsdk:"timeouts"`
}

// subject names the server for messages, as far as it is known.
func (m *model) subject() string {
	for _, name := range []types.String{m.Server, m.ID} {
		if name.ValueString() != "" {
			return name.ValueString()
		}
	}
	return "the server of the service connection point"
}

// about names the tenant and the server for summaries.
func (m *model) about() string { return "tenant " + m.TenantID.ValueString() + ", " + m.subject() }

// proxy is the proxy of a configuration, or of a state.
func (m *model) proxy() adminservice.Proxy {
	return adminservice.Proxy{
		On: m.Enabled.ValueBool(), Server: m.ProxyServer.ValueString(), Port: m.ProxyPort.ValueInt64(),
		Anonymous: m.ProxyAccessAccount.IsNull(), Account: m.ProxyAccessAccount.ValueString(),
	}
}

// keep sets what was found before anything was written.
func (m *model) keep(found adminservice.FoundProxy) error {
	data, err := json.Marshal(found)
	m.PreviousProxy = types.StringValue(string(data))
	return err
}

// found is what the first apply found; nil when that is not known, as after an import.
func (m *model) found() (adminservice.FoundProxy, error) {
	if m.PreviousProxy.IsNull() || m.PreviousProxy.IsUnknown() {
		return nil, nil
	}
	var found adminservice.FoundProxy
	if err := json.Unmarshal([]byte(m.PreviousProxy.ValueString()), &found); err != nil {
		return nil, fmt.Errorf("previous_proxy in the state, which says what was there before, cannot be read: %w", err)
	}
	return found, nil
}

// same reports whether two models have the same proxy on the same server.
func (m *model) same(other *model) bool {
	return m.on(other) && m.Enabled.Equal(other.Enabled) && m.ProxyServer.Equal(other.ProxyServer) && m.ProxyPort.Equal(other.ProxyPort) && m.ProxyAccessAccount.Equal(other.ProxyAccessAccount)
}

// on reports whether two models are about the same server of the same hierarchy.
func (m *model) on(other *model) bool {
	return m.TenantID.Equal(other.TenantID) && strings.EqualFold(m.Server.ValueString(), other.Server.ValueString()) && strings.EqualFold(m.SiteCode.ValueString(), other.SiteCode.ValueString())
}

// place sets which server it is.
func (m *model) place(role adminservice.SystemRole) {
	m.Server, m.SiteCode = spelled(role.Host(), m.Server), spelled(role.SiteCode, m.SiteCode)
	m.ID = m.Server
}

// set takes over what the row of the server says. The command is what it was: it follows what is configured, not what
// somebody has changed.
func (m *model) set(role adminservice.SystemRole) {
	p := role.Proxy()
	m.place(role)
	m.Enabled = types.BoolValue(p.On)
	m.ProxyServer, m.ProxyPort = spelled(p.Server, m.ProxyServer), types.Int64Value(p.Port)
	m.ProxyAccessAccount = types.StringNull()
	if !p.Anonymous {
		m.ProxyAccessAccount = spelled(p.Account, m.ProxyAccessAccount)
	}
}

// imported completes what an import cannot read: the default bypass list, and the command, if the proxy can stand in one.
func (m *model) imported() {
	m.Bypass = types.ListValueMust(types.StringType, []attr.Value{types.StringValue(local)})
	m.WinHTTPCommand = types.StringNull()
	if command, err := m.command(nil, endpoint.Internal{Local: true}); err == nil {
		m.WinHTTPCommand = types.StringValue(command)
	}
}

// spelled keeps the case of a name that has none in Windows.
func spelled(name string, prior types.String) types.String {
	if strings.EqualFold(name, prior.ValueString()) && !prior.IsNull() && !prior.IsUnknown() {
		return prior
	}
	return types.StringValue(name)
}
