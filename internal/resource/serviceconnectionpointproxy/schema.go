package serviceconnectionpointproxy

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

const (
	// defaultPort is that of the site for a proxy (AdminService notes §2.5).
	defaultPort = 80
	maxPort     = 65535
	// local stands in a bypass list of Windows for all names without a dot.
	local = endpoint.Local
)

const description = "The proxy through which the server of the service connection point reaches Microsoft: that of the site system role (`SMS Site System`) of the server that has the role *SMS Dmp Connector*. " +
	"A server has one proxy for all of its site system roles. Everything else in its row of `SMS_SCI_SysResUse` is sent back as it was found.\n\n" +
	"It does not set the proxy of Windows (WinHTTP), which the check of certificate revocation uses: `winhttp_command` is the command that does, and the plan says so when it changes.\n\n" +
	"**Destroying** puts back what the first apply found (`previous_proxy`), be it no proxy or another one. What was there before an import is not known: after one, destroying switches the proxy off and leaves its name, port and account, unless it is another proxy by then than the one in the state. " +
	"An apply that finds the very proxy that is configured, as after one that was killed, cannot tell what was there before: the plan says that destroying leaves the proxy then. " +
	"`create_before_destroy` does not fit a setting of which a server has one: the destroy would undo the create.\n\n" +
	"**When the service connection point moves** to another server, the plan replaces the resource: what was found on the old server is put back, and the proxy is set on the new one. The proxy belongs to the server.\n\n" +
	"**Somebody else at the same time**: the service takes whole rows and offers no way to refuse a write when the row has changed meanwhile. The row is read right before it is written, and again afterwards; what differs then in anything but the proxy is a warning. " +
	"What somebody writes to the same row between the first read and the write, a moment, is lost without a trace.\n\n" +
	"That the row can be read by its keys, and written, through the administration service is inferred, not documented. The plan tries the former; a site that does not expose them fails the plan with the console step and the cmdlet that do the same."

// Schema implements resource.Resource.
func (r *Resource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := computed()
	for name, a := range arguments() {
		attributes[name] = a
	}
	resp.Schema = schema.Schema{MarkdownDescription: description, Attributes: core.Attributes(ctx, "Default: 5 minutes.", attributes)}
}

func arguments() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"proxy_server": schema.StringAttribute{
			Required: true, MarkdownDescription: "The name or the IPv4 address of the proxy, without scheme and port, such as `proxy.corp.contoso.com`.",
			Validators: []validator.String{proxyServer{}},
		},
		"proxy_port": schema.Int64Attribute{
			Optional: true, Computed: true, Default: int64default.StaticInt64(defaultPort),
			MarkdownDescription: "The TCP port of the proxy. Default: `80`, as in the console.",
			Validators:          []validator.Int64{int64validator.Between(1, maxPort)},
		},
		"proxy_access_account": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "The account that the server signs in to the proxy with, as `DOMAIN\\user`. It must be among the accounts that ConfigMgr knows already (Administration, Security, Accounts): its password is set there, and never by this provider. " +
				"Left out: no account. While no account is used, a name that is left at the site is no drift.",
			Validators: []validator.String{account{}},
		},
		"bypass": schema.ListAttribute{
			Optional: true, Computed: true, ElementType: types.StringType,
			Default: listdefault.StaticValue(types.ListValueMust(types.StringType, []attr.Value{types.StringValue(local)})),
			MarkdownDescription: "What `winhttp_command` leaves out of the proxy: hosts, names below one such as `*.corp.contoso.com`, and `" + local + "` for all names without a dot. Default: `[\"" + local + "\"]`. It is not written to the site, which has no such list. " +
				"A name that lets an endpoint of Microsoft's past the proxy is refused.",
			Validators: []validator.List{listvalidator.UniqueValues(), listvalidator.ValueStringsAre(bypassed{})},
		},
	}
}

func computed() map[string]schema.Attribute {
	kept := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	return map[string]schema.Attribute{
		"id":        schema.StringAttribute{Computed: true, MarkdownDescription: "The FQDN of the server.", PlanModifiers: kept},
		"server":    schema.StringAttribute{Computed: true, MarkdownDescription: "The FQDN of the server whose proxy this is: the one with the service connection point.", PlanModifiers: kept},
		"site_code": schema.StringAttribute{Computed: true, MarkdownDescription: "The code of the site that the server belongs to.", PlanModifiers: kept},
		"enabled": schema.BoolAttribute{
			Computed: true, MarkdownDescription: "Whether the server uses the proxy. It is after every apply; when somebody switches it off, the next plan shows `false`, and apply switches it on again.",
			PlanModifiers: []planmodifier.Bool{alwaysOn{}},
		},
		"previous_proxy": schema.StringAttribute{
			Computed: true, PlanModifiers: kept,
			MarkdownDescription: "What the first apply found in the five properties, as JSON: what destroying puts back. Null after an import.",
		},
		"winhttp_command": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The command that sets the same proxy for Windows on the server, for `cmd` and for PowerShell. Run it as an administrator. Null after an import of a proxy whose name cannot be quoted safely.",
		},
	}
}
