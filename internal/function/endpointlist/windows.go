package endpointlist

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// winHTTPCommand is the command that sets the proxy of Windows' services.
func winHTTPCommand() *listFunction {
	return &listFunction{
		name: "winhttp_proxy_command",
		definition: function.Definition{
			Summary: "The command that sets the proxy for the services of Windows",
			MarkdownDescription: "Writes the `netsh winhttp` command for the server of the service connection point. Its check for revoked certificates uses this proxy, and not the one in the properties of the site. " +
				"The endpoints are those that must go through the proxy: it is an error if the bypass list lets one past it.",
			Parameters: []function.Parameter{
				endpointsParameter(),
				function.StringParameter{Name: "proxy", MarkdownDescription: "The proxy, as `host:port`."},
			},
			Return: function.StringReturn{},
		},
		options: []option{
			bypassOption("Default: `<local>`."),
			{"shell", text, "For which shell the comments are: `cmd` or `powershell`. The command is the same. Default: `cmd`."},
			{"comments", flag, "Whether comments come before the command. Without them there is no line break after it. Default: true."},
			cloudOption(),
		},
		run: func(ctx context.Context, a *arguments) any {
			entries, proxy, o := a.entries(ctx, 0), a.text(ctx, 1), a.options(ctx)
			_, err := endpoint.WinHTTPCommand(nil, endpoint.WinHTTPOptions{Proxy: proxy})
			a.fail(1, err)
			a.fail(a.fixed, oneOf("shell", o.text["shell"], "cmd", "powershell"))
			comments, given := o.flags["comments"]
			bare := given && !comments
			out, err := endpoint.WinHTTPCommand(entries, endpoint.WinHTTPOptions{
				Cloud: o.text["cloud"], Proxy: proxy, Internal: o.bypass(endpoint.Local), PowerShell: o.text["shell"] == "powershell", Bare: bare,
			})
			a.failed(o, err)
			if bare {
				return strings.TrimSpace(out)
			}
			return out
		},
	}
}

// bypassResult is a bypass list.
type bypassResult struct {
	Text  string   `tfsdk:"text"`
	Notes []string `tfsdk:"notes"`
}

// windowsBypass is the bypass list of a proxy of Windows.
func windowsBypass() *listFunction {
	return &listFunction{
		name: "windows_proxy_bypass",
		definition: function.Definition{
			Summary: "The bypass list of a proxy of Windows",
			MarkdownDescription: "Writes the list of what bypasses the proxy, separated by semicolons: for WinHTTP, the Internet options or a group policy. It is an error if it lets an endpoint past the proxy, unless the endpoints are to go direct. The result is an object:\n\n" +
				"- `text`: the list.\n- `notes`: what the list cannot say of the endpoints in it: it knows hosts only, so that each bypasses the proxy with every scheme, port and path.",
			Parameters: []function.Parameter{
				endpointsParameter(),
				textsParameter("bypass", "Names that clients reach without a proxy, such as `server.contoso.com`, or `*.contoso.com` for all that is below; `<local>` stands for every name without a dot. It can be empty."),
			},
			Return: function.ObjectReturn{AttributeTypes: map[string]attr.Type{"text": types.StringType, "notes": types.ListType{ElemType: types.StringType}}},
		},
		options: []option{{"direct", flag, "Whether the endpoints go direct, too, and so are in the list. Default: false."}},
		run: func(ctx context.Context, a *arguments) any {
			entries, past, o := a.entries(ctx, 0), a.texts(ctx, 1), a.options(ctx)
			settings := endpoint.WindowsBypassOptions{Internal: endpoint.InternalOf(past), Endpoints: o.flags["direct"]}
			list, err := endpoint.WindowsBypass(entries, settings)
			a.fail(1, err)
			notes, err := endpoint.WindowsBypassNotes(entries, settings)
			a.fail(0, err)
			return bypassResult{list, sentences(notes)}
		},
	}
}
