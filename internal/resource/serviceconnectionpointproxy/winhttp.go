package serviceconnectionpointproxy

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// command is the command that sets the proxy of the model for Windows. entries are what must go through the proxy: a bypass
// list that lets one past it is refused.
func (m *model) command(entries []endpoint.Entry, past endpoint.Internal) (string, error) {
	command, err := endpoint.WinHTTPCommand(entries, endpoint.WinHTTPOptions{
		Proxy: fmt.Sprintf("%s:%d", m.ProxyServer.ValueString(), m.ProxyPort.ValueInt64()), Internal: past, Bare: true,
	})
	return strings.TrimSpace(command), err
}

// reached are the endpoints that the service connection point connects to in a cloud.
func reached(cloudName string) ([]endpoint.Entry, error) {
	all, err := endpoint.For(cloudName)
	return endpoint.Select(all, endpoint.Filter{Connectors: []endpoint.Connector{endpoint.ServiceConnectionPoint}}), err
}

// commandKnown reports whether all that the command is made of is known.
func (m *model) commandKnown() bool {
	if m.ProxyServer.IsUnknown() || m.ProxyPort.IsUnknown() || m.Bypass.IsUnknown() {
		return false
	}
	for _, name := range m.Bypass.Elements() {
		if name.IsUnknown() {
			return false
		}
	}
	return true
}

// bypass are the texts of the list.
func (m *model) bypass() []string {
	names := []string{}
	for _, element := range m.Bypass.Elements() {
		if name, ok := element.(types.String); ok {
			names = append(names, name.ValueString())
		}
	}
	return names
}
