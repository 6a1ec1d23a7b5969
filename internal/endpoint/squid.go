package endpoint

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// SquidOptions say how to write an ACL for Squid.
type SquidOptions struct {
	// Cloud is the cloud that the entries are for; it is named in the comments.
	Cloud string
	// Prefix begins the names of all ACLs; empty means "tenantattach".
	Prefix string
	// Clients are addresses or networks (CIDR): only for these the file allows or denies. None means for everybody, so that
	// no rule after the file is ever looked at.
	Clients []string
}

// Squid writes an include file for squid.conf: https only as CONNECT to the port of the entry, http only as itself, and
// a deny at the end.
//
// A dstdomain with a leading dot would match the name itself, too (Squid, directive acl; urlInitialize in its source), so
// names are anchored regular expressions, compared without a reverse lookup of addresses (-n), which whoever owns an
// address could answer as he likes. Squid lower-cases hosts and takes the dots at their end away before that. It compares
// paths after it has decoded them once.
func Squid(entries []Entry, o SquidOptions) (string, error) {
	list, err := rules(entries)
	if err != nil {
		return "", err
	}
	if o.Prefix == "" {
		o.Prefix = "tenantattach"
	}
	if err := validIdentifier(o.Prefix); err != nil {
		return "", err
	}
	clients, err := parseClients(o.Clients)
	if err != nil {
		return "", err
	}
	lines, err := heading(o.Cloud, entries)
	if err != nil {
		return "", err
	}
	s := &squid{prefix: o.Prefix, clients: clients, rules: list}
	comment(&s.b, "#", append(lines, s.meaning()...)...)
	s.definitions()
	s.hosts()
	s.paths()
	s.deny()
	return s.b.String(), nil
}

type squid struct {
	b       strings.Builder
	prefix  string
	clients []string
	rules   []rule
}

func (s *squid) meaning() []string {
	lines := []string{
		"For Squid 4 or newer (checked with 5.7): include this file before other http_access rules.",
		"A name is an anchored regular expression: dstdomain .example.com would allow example.com itself, too.",
	}
	if s.any(func(r rule) bool { return r.Scheme == HTTPS }) {
		lines = append(lines, "https is allowed as CONNECT only, which shows host and port; whether TLS is spoken inside, and for which path, Squid cannot see.")
	}
	if s.any(pathOnHTTP) {
		lines = append(lines,
			"A path of http is compared after Squid has decoded it once: an encoded slash counts as a slash. Denied are a query",
			"right after the path of the endpoint and, in path or query, encoded or not: a percent sign, a slash with a dot after",
			"it, and anything but letters, digits, blanks and the marks ._~!$&'()*+,;=:@/?-")
	}
	if len(s.clients) == 0 {
		return append(lines, "The rules are for every client, and the last one denies the rest: nothing after this file is looked at.")
	}
	return append(lines, "The rules are for the given clients only, to whom the last one denies the rest.")
}

func (s *squid) any(is func(rule) bool) bool { return slices.ContainsFunc(s.rules, is) }

func pathOnHTTP(r rule) bool { return r.Scheme == HTTP && r.Path != "" }

// definitions are the ACLs that the rules share; only those that are used, each once.
func (s *squid) definitions() {
	if len(s.clients) > 0 {
		s.acl("clients", "src", strings.Join(s.clients, " "))
	}
	if len(s.rules) == 0 {
		return
	}
	s.acl("connect", "method", "CONNECT")
	ports := []int{}
	for _, r := range s.rules {
		ports = append(ports, r.Port)
	}
	slices.Sort(ports)
	for _, port := range slices.Compact(ports) {
		s.acl("port_"+strconv.Itoa(port), "port", strconv.Itoa(port))
	}
	if s.any(func(r rule) bool { return r.Scheme == HTTP }) {
		s.acl("http", "proto", "HTTP")
		s.acl("login", "urllogin", ".")
	}
	if s.any(pathOnHTTP) {
		s.acl("odd", "urlpath_regex", `[^A-Za-z0-9[:blank:]._~!$&'()*+,;=:@/?-]`)
		s.acl("odd", "urlpath_regex", `[[:cntrl:]]`)
		s.acl("odd", "urlpath_regex", `/\.`)
	}
}

// hosts are the rules without a path: one for each scheme and port. For https that are all.
func (s *squid) hosts() {
	for _, scheme := range []string{HTTPS, HTTP} {
		for _, port := range s.ports(scheme) {
			name := scheme + "_" + strconv.Itoa(port)
			for _, r := range s.rules {
				if r.Scheme != scheme || r.Port != port || pathOnHTTP(r) {
					continue
				}
				comment(&s.b, "#", r.title())
				if r.Path != "" {
					comment(&s.b, "#", "  The path is hidden in TLS: every path of the host is allowed instead.")
				}
				s.acl(name, "dstdom_regex", "-n ^"+hostRegex(r.Entry)+"$")
			}
			s.allow(scheme, port, name)
		}
	}
}

func (s *squid) ports(scheme string) []int {
	out := []int{}
	for _, r := range s.rules {
		if r.Scheme == scheme && !pathOnHTTP(r) && !slices.Contains(out, r.Port) {
			out = append(out, r.Port)
		}
	}
	slices.Sort(out)
	return out
}

// paths are the rules with a path, which only http shows: each has a host and a path of its own.
func (s *squid) paths() {
	for i, r := range s.rules {
		if !pathOnHTTP(r) {
			continue
		}
		host, path := fmt.Sprintf("host_%d", i), fmt.Sprintf("path_%d", i)
		comment(&s.b, "#", r.title())
		s.acl(host, "dstdom_regex", "-n ^"+hostRegex(r.Entry)+"$")
		s.acl(path, "urlpath_regex", squidPath(r.Entry))
		s.allow(HTTP, r.Port, host, path, "!odd")
	}
}

// squidPath matches a path with its query, decoded. A question mark in it may have been an encoded one, which is a part of
// the path: so a query is only taken below the path.
func squidPath(e Entry) string {
	switch {
	case e.Exact:
		return "^" + regexp.QuoteMeta(e.Path) + "$"
	case strings.HasSuffix(e.Path, "/"):
		return "^" + regexp.QuoteMeta(e.Path)
	default:
		return "^" + regexp.QuoteMeta(e.Path) + "(/|$)"
	}
}

func (s *squid) acl(name, kind, value string) {
	fmt.Fprintf(&s.b, "acl %s_%s %s %s\n", s.prefix, name, kind, value)
}

func (s *squid) allow(scheme string, port int, names ...string) {
	all := []string{"connect"}
	if scheme == HTTP {
		all = []string{"!connect", "http", "!login"}
	}
	all = append(append(all, "port_"+strconv.Itoa(port)), names...)
	s.access("allow", all...)
}

func (s *squid) deny() {
	comment(&s.b, "#", "Nothing else.")
	if len(s.clients) > 0 {
		s.access("deny")
		return
	}
	s.b.WriteString("http_access deny all\n")
}

// access writes a rule, for the given clients if there are any.
func (s *squid) access(action string, names ...string) {
	if len(s.clients) > 0 {
		names = append([]string{"clients"}, names...)
	}
	s.b.WriteString("http_access " + action)
	for _, name := range names {
		name, not := strings.CutPrefix(name, "!")
		s.b.WriteString(" ")
		if not {
			s.b.WriteString("!")
		}
		s.b.WriteString(s.prefix + "_" + name)
	}
	s.b.WriteString("\n")
}

// parseClients reads addresses and networks, and writes them in their normal form.
func parseClients(clients []string) ([]string, error) {
	out := []string{}
	for _, c := range clients {
		if address, err := netip.ParseAddr(c); err == nil && address.Zone() == "" {
			out = append(out, address.String())
			continue
		}
		network, err := netip.ParsePrefix(c)
		if err != nil {
			return nil, fmt.Errorf("%q is neither an IP address nor a network such as 10.0.0.0/24", shorten(c))
		}
		out = append(out, network.Masked().String())
	}
	return out, nil
}
