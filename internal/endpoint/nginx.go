package endpoint

import (
	"fmt"
	"strconv"
	"strings"
)

// NginxOptions say how to write a map for nginx.
type NginxOptions struct {
	// Cloud is the cloud that the entries are for; it is named in the comments.
	Cloud string
	// Variable is the name of the variable that the map sets, without the dollar sign; empty means "tenantattach_allowed".
	Variable string
	// Stream makes the map for the context stream, where nginx passes TLS on and sees nothing but the name in its first
	// message (ssl_preread) and the port. Otherwise it is for the context http, where nginx sees the whole request.
	Stream bool
}

// Nginx writes a map that sets a variable to 1 for what is allowed and to 0 for the rest.
//
// In the context http the map looks at $scheme, $host, $server_port and $request_uri: nginx has brought the host to lower
// case and taken a dot at its end away ($host, ngx_http_core_module), but the URI is as it was sent, which is also what
// nginx passes on. So a path that is not written plainly is denied, though it may mean an allowed one. The port is the one
// that nginx listens on: it must be that of the endpoint, as it is for names that the DNS points at nginx. In the context
// stream it looks at $ssl_preread_server_name and $server_port.
//
// The parameter hostnames of a map is not used: there, .example.com stands for the name itself, too (ngx_http_map_module).
func Nginx(entries []Entry, o NginxOptions) (string, error) {
	list, err := rules(entries)
	if err != nil {
		return "", err
	}
	if o.Variable == "" {
		o.Variable = "tenantattach_allowed"
	}
	if err := validIdentifier(o.Variable); err != nil {
		return "", err
	}
	lines, err := heading(o.Cloud, entries)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	comment(&b, "#", append(lines, nginxMeaning(o)...)...)
	if o.Stream {
		nginxStream(&b, list, o.Variable)
	} else {
		nginxHTTP(&b, list, o.Variable)
	}
	return b.String(), nil
}

func nginxMeaning(o NginxOptions) []string {
	if o.Stream {
		return []string{
			"For the context stream, with ssl_preread on. The names are compared with the one in the client's first TLS message;",
			"the port is the one that nginx listens on. To let through what is allowed, and nothing else:",
			fmt.Sprintf("  map $%s $%s_upstream { 1 $ssl_preread_server_name:$server_port; default \"\"; }", o.Variable, o.Variable),
			fmt.Sprintf("  server { listen 443; ssl_preread on; resolver <address of a name server>; proxy_pass $%s_upstream; }", o.Variable),
			"The resolver must not be one that leads these names to this nginx, or it would connect to itself.",
		}
	}
	return []string{
		"For the context http. The port is the one that nginx listens on; the URI is as it was sent. Use it in each server:",
		fmt.Sprintf("  if ($%s = 0) { return 403; }", o.Variable),
		"A path is compared as it is written: with a segment that starts with a dot, or with an encoded dot, slash, backslash,",
		"percent sign, control or non-ASCII character, it is denied.",
	}
}

func nginxHTTP(b *strings.Builder, list []rule, variable string) {
	fmt.Fprintf(b, "map \"$scheme://$host:$server_port$request_uri\" $%s {\n    default 0;\n", variable)
	for _, r := range list {
		comment(b, "    #", r.title())
		fmt.Fprintf(b, "    \"~%s\" 1;\n", urlRegex(r.Entry))
	}
	b.WriteString("}\n")
}

func nginxStream(b *strings.Builder, list []rule, variable string) {
	fmt.Fprintf(b, "map \"$ssl_preread_server_name:$server_port\" $%s {\n    default 0;\n", variable)
	for _, r := range list {
		comment(b, "    #", r.title())
		if r.Scheme != HTTPS {
			comment(b, "    #", "  http has no TLS and so no name that could be compared here: left out.")
			continue
		}
		if r.Path != "" {
			comment(b, "    #", "  The path is hidden in TLS: every path of the host is allowed instead.")
		}
		fmt.Fprintf(b, "    \"~*^%s[.]?:%s$\" 1;\n", hostRegex(r.Entry), strconv.Itoa(r.Port))
	}
	b.WriteString("}\n")
}
