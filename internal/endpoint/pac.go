package endpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// PACOptions say how to write a proxy auto-configuration file.
type PACOptions struct {
	// Cloud is the cloud that the entries are for; it is named in the comments.
	Cloud string
	// Proxies are host:port, the first is tried first. One at least.
	Proxies []string
	// Fallback lets a client go direct when no proxy answers.
	Fallback bool
	// Inverse sends the entries direct and everything else to the proxies.
	Inverse bool
	// Internal are the names that go direct even if Inverse sends everything else to the proxies.
	Internal Internal
}

// PAC writes a proxy auto-configuration file: the entries go to the proxies, everything else goes direct, or the inverse.
// It uses no functions but those of the language, as of ECMAScript 3, since WinHTTP's engine knows no more.
//
// Browsers keep the path of https from the file: Chrome since version 75 without a way back, Firefox by default. So for
// https the path is never looked at, also where an engine gives it: the file means the same everywhere.
func PAC(entries []Entry, o PACOptions) (string, error) {
	list, err := rules(HostOnly(entries))
	if err != nil {
		return "", err
	}
	listed, rest, err := o.answers()
	if err != nil {
		return "", err
	}
	internal, err := o.Internal.patterns()
	if err != nil {
		return "", err
	}
	lines, err := heading(o.Cloud, entries)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	comment(&b, "//", append(lines, pacMeaning(o)...)...)
	pacRules(&b, list, entries)
	if o.Inverse {
		pacInternal(&b, internal)
	}
	fmt.Fprintf(&b, pacFunction, pacDirect(o), script(listed), script(rest))
	return b.String(), nil
}

// answers are what the file returns for the entries and for the rest.
func (o PACOptions) answers() (listed, rest string, err error) {
	if len(o.Proxies) == 0 {
		return "", "", errors.New("a PAC file needs a proxy, as host:port")
	}
	parts := []string{}
	for _, p := range o.Proxies {
		proxy, err := parseProxy(p)
		if err != nil {
			return "", "", err
		}
		parts = append(parts, "PROXY "+proxy)
	}
	if o.Fallback {
		parts = append(parts, "DIRECT")
	}
	if o.Inverse {
		return "DIRECT", strings.Join(parts, "; "), nil
	}
	return strings.Join(parts, "; "), "DIRECT", nil
}

func pacMeaning(o PACOptions) []string {
	lines := []string{"The endpoints go to the proxy; everything else goes direct, which a firewall may well deny."}
	if o.Inverse {
		lines = []string{"The endpoints go direct; everything else goes to the proxy."}
	}
	return append(lines,
		"Browsers keep the path of https from this file, so that there the host decides alone.",
		"A path of http is compared as it is written: with a segment that starts with a dot, or with an encoded dot, slash,",
		"backslash, percent sign, control or non-ASCII character, it is not one of the endpoints.")
}

func pacRules(b *strings.Builder, list []rule, entries []Entry) {
	b.WriteString("var tenantattachEndpoints = [\n")
	for i, r := range list {
		comment(b, "  //", r.title())
		for _, e := range entries {
			if e.Scheme == HTTPS && e.Path != "" && slices.Contains(r.ids, e.ID) {
				comment(b, "  //", fmt.Sprintf("  %s has the path %s, which is hidden: every path of the host is meant instead.", e.ID, e.Path))
			}
		}
		fmt.Fprintf(b, "  new RegExp(%s)%s\n", script(urlRegex(r.Entry)), comma(i, len(list)))
	}
	b.WriteString("];\n")
}

func pacInternal(b *strings.Builder, patterns []Entry) {
	b.WriteString("var tenantattachInternal = [\n")
	for i, p := range patterns {
		fmt.Fprintf(b, "  new RegExp(%s)%s\n", script("^"+hostRegex(p)+"$"), comma(i, len(patterns)))
	}
	b.WriteString("];\n")
}

// pacDirect is the part of the function that sends internal names direct.
func pacDirect(o PACOptions) string {
	if !o.Inverse {
		return ""
	}
	code := `  for (i = 0; i < tenantattachInternal.length; i++) {
    if (tenantattachInternal[i].test(name)) { return "DIRECT"; }
  }
`
	if o.Internal.Local {
		code = "  if (/^[a-z0-9_-]+$/.test(name)) { return \"DIRECT\"; }\n" + code
	}
	return code
}

// pacFunction reads a URL as strictly as Match does. Its parameters are the part for internal names, the answer for the
// endpoints and the one for everything else.
const pacFunction = `function FindProxyForURL(url, host) {
  var i;
  var parts = /^([A-Za-z]+):\/\/([A-Za-z0-9._-]+)(:([0-9]+))?([\/?#][^\x00-\x20\x7f]*)?$/.exec(url);
  var scheme = parts ? parts[1].toLowerCase() : "";
  var name = parts ? parts[2].toLowerCase().replace(/\.$/, "") : String(host).toLowerCase().replace(/\.$/, "");
  var port = parts && parts[4] ? parts[4] : (scheme === "https" ? "443" : "80");
  var path = parts && parts[5] ? parts[5].replace(/#.*$/, "") : "/";
  if (path.charAt(0) !== "/") { path = "/" + path; }
  if (scheme === "https") { path = "/"; }
%s  for (i = 0; i < tenantattachEndpoints.length; i++) {
    if (tenantattachEndpoints[i].test(scheme + "://" + name + ":" + port + path)) { return %s; }
  }
  return %s;
}
`

// script writes a text as a string of JavaScript, in ASCII.
func script(text string) string {
	quoted, err := json.Marshal(text) // also escapes what ends a line or a script
	if err != nil {                   // a string: it cannot happen
		panic(err)
	}
	return string(quoted)
}

func comma(i, n int) string {
	if i == n-1 {
		return ""
	}
	return ","
}
