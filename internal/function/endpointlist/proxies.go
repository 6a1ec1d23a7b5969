package endpointlist

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// squidACL is an include file for Squid.
func squidACL() *listFunction {
	return &listFunction{
		name: "squid_acl",
		definition: function.Definition{
			Summary: "The endpoints as an include file for Squid",
			MarkdownDescription: "Writes ACLs and rules for `squid.conf`: https only as CONNECT to the port of the endpoint, http only as itself, and a deny at the end. Include the file before other `http_access` rules. " +
				"The path of https is hidden from Squid; where that widens a rule, a comment says so.",
			Parameters: []function.Parameter{endpointsParameter()},
			Return:     function.StringReturn{},
		},
		options: []option{
			{"prefix", text, "The beginning of the names of all ACLs: at most 32 lower-case letters, digits and underscores. Default: `tenantattach`."},
			{"clients", texts, "Addresses or networks, such as `10.0.0.0/24`: only for these the file allows or denies. Default: for every client, so that no rule after the file is ever looked at."},
			cloudOption(),
		},
		run: func(ctx context.Context, a *arguments) any {
			entries, o := a.entries(ctx, 0), a.options(ctx)
			out, err := endpoint.Squid(entries, endpoint.SquidOptions{Cloud: o.text["cloud"], Prefix: o.text["prefix"], Clients: o.texts["clients"]})
			a.failed(o, err)
			return out
		},
	}
}

// pacFile is a proxy auto-configuration file.
func pacFile() *listFunction {
	return &listFunction{
		name: "pac_file",
		definition: function.Definition{
			Summary: "The endpoints as a proxy auto-configuration file",
			MarkdownDescription: "Writes a PAC file that sends the endpoints to the proxies and everything else direct, or the inverse. It needs nothing newer than ECMAScript 3, as WinHTTP has it. " +
				"The path of https is never looked at, since browsers keep it from the file; where that widens a rule, a comment says so.",
			Parameters: []function.Parameter{
				endpointsParameter(),
				textsParameter("proxies", "The proxies, as `host:port`, one at least. The first is tried first."),
			},
			Return: function.StringReturn{},
		},
		options: []option{
			{"fallback", flag, "Whether a client goes direct when no proxy answers. Default: false."},
			{"inverse", flag, "Whether the endpoints go direct and everything else to the proxies. Default: false."},
			bypassOption("Only with `inverse`: otherwise they go direct anyway."),
			cloudOption(),
		},
		run: func(ctx context.Context, a *arguments) any {
			entries, proxies, o := a.entries(ctx, 0), a.texts(ctx, 1), a.options(ctx)
			_, err := endpoint.PAC(nil, endpoint.PACOptions{Proxies: proxies})
			a.fail(1, err)
			if _, given := o.texts["bypass"]; given && !o.flags["inverse"] {
				a.fail(a.fixed, errors.New("the option bypass means something with inverse only: without it all but the endpoints goes direct"))
			}
			out, err := endpoint.PAC(entries, endpoint.PACOptions{
				Cloud: o.text["cloud"], Proxies: proxies, Fallback: o.flags["fallback"], Inverse: o.flags["inverse"], Internal: o.bypass(),
			})
			a.failed(o, err)
			return out
		},
	}
}

// nginxMap is a map for nginx.
func nginxMap() *listFunction {
	return &listFunction{
		name: "nginx_map",
		definition: function.Definition{
			Summary: "The endpoints as a map for nginx",
			MarkdownDescription: "Writes a `map` that sets a variable to 1 for what is allowed and to 0 for the rest. In the context `http` nginx must see the whole request; in the context `stream` it passes TLS on and sees the name in its first message (`ssl_preread`) and the port. " +
				"What the context cannot see, such as the path of https in `stream`, widens a rule, and a comment says so.",
			Parameters: []function.Parameter{endpointsParameter()},
			Return:     function.StringReturn{},
		},
		options: []option{
			{"variable", text, "The name of the variable, without the dollar sign: at most 32 lower-case letters, digits and underscores. Default: `tenantattach_allowed`."},
			{"context", text, "Where the map stands: `http` or `stream`. Default: `http`."},
			cloudOption(),
		},
		run: func(ctx context.Context, a *arguments) any {
			entries, o := a.entries(ctx, 0), a.options(ctx)
			a.fail(a.fixed, oneOf("context", o.text["context"], "http", "stream"))
			out, err := endpoint.Nginx(entries, endpoint.NginxOptions{Cloud: o.text["cloud"], Variable: o.text["variable"], Stream: o.text["context"] == "stream"})
			a.failed(o, err)
			return out
		},
	}
}

// oneOf is the error for an option that is neither left out nor one of two values.
func oneOf(name, value, first, second string) error {
	if value == "" || value == first || value == second {
		return nil
	}
	return fmt.Errorf("the option %s is %q: use %s or %s", name, value, first, second)
}
