package serviceconnectionpointproxy

import (
	"context"
	"net/netip"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// alwaysOn plans that the proxy is used, whatever was found.
type alwaysOn struct{}

// Description implements planmodifier.Describer.
func (alwaysOn) Description(context.Context) string { return "is true after every apply" }

// MarkdownDescription implements planmodifier.Describer.
func (m alwaysOn) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

// PlanModifyBool implements planmodifier.Bool.
func (alwaysOn) PlanModifyBool(_ context.Context, _ planmodifier.BoolRequest, resp *planmodifier.BoolResponse) {
	resp.PlanValue = types.BoolValue(true)
}

// proxyServer takes the name or the address of a proxy.
type proxyServer struct{}

// Description implements validator.Describer.
func (proxyServer) Description(context.Context) string {
	return "must be the name or the IPv4 address of the proxy, without scheme and port"
}

// MarkdownDescription implements validator.Describer.
func (v proxyServer) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (proxyServer) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if said := notAHost(req.ConfigValue.ValueString()); said != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Not the name of a proxy", said)
	}
}

// notAHost says what is wrong with the name of a proxy; nothing when it is right. What it lets through can be quoted.
func notAHost(name string) string {
	switch {
	case strings.Contains(name, "://"):
		return "Leave the scheme out: the site takes a name or an address, such as proxy.corp.contoso.com."
	case strings.Count(name, ":") == 1:
		return "Leave the port out: it is in proxy_port."
	case strings.Contains(name, ":"):
		return "An IPv6 address is not taken: the command that sets the proxy of Windows has no documented form for one. Give a name."
	case strings.HasPrefix(name, "*"):
		return "A proxy is one host: no wildcard is possible."
	}
	if address, err := netip.ParseAddr(name); err == nil && address.Is4() {
		return ""
	}
	m := model{ProxyServer: types.StringValue(name), ProxyPort: types.Int64Value(defaultPort)}
	if _, err := m.command(nil, endpoint.Internal{}); err != nil || strings.ContainsFunc(name, func(r rune) bool { return r > '~' }) {
		return "It is neither a host name nor an IPv4 address. A name with other letters than those of ASCII is written as the DNS has it (xn--…)."
	}
	return ""
}

// accountName is a domain and a user, without the characters that Windows has in neither.
var accountName = regexp.MustCompile(`^[^\x00-\x1f"/\\\[\]:;|=,+*?<>@]+\\[^\x00-\x1f"/\\\[\]:;|=,+*?<>@]+$`)

// account takes an account in the form in which ConfigMgr has it.
type account struct{}

// Description implements validator.Describer.
func (account) Description(context.Context) string { return `must be an account as DOMAIN\user` }

// MarkdownDescription implements validator.Describer.
func (account) MarkdownDescription(context.Context) string {
	return "must be an account as `DOMAIN\\user`"
}

// ValidateString implements validator.String.
func (account) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || accountName.MatchString(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Not an account", `Give it as ConfigMgr shows it among its accounts: DOMAIN\user. In HCL, "DOMAIN\\user". Leave it out for a proxy without an account.`)
}

// bypassed takes what may stand in the bypass list.
type bypassed struct{}

// Description implements validator.Describer.
func (bypassed) Description(context.Context) string {
	return "must be " + local + ", a host, or *. and a host"
}

// MarkdownDescription implements validator.Describer.
func (bypassed) MarkdownDescription(context.Context) string {
	return "must be `" + local + "`, a host, or `*.` and a host"
}

// ValidateString implements validator.String.
func (bypassed) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	switch {
	case req.ConfigValue.IsUnknown():
		return
	case req.ConfigValue.IsNull():
		resp.Diagnostics.AddAttributeError(req.Path, "Not an internal name", "null is no name.")
		return
	}
	m := model{ProxyServer: types.StringValue("proxy"), ProxyPort: types.Int64Value(defaultPort)}
	if _, err := m.command(nil, endpoint.InternalOf([]string{req.ConfigValue.ValueString()})); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Not an internal name", "It cannot stand in the command that sets the proxy of Windows: "+err.Error()+".")
	}
}
