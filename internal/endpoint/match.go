package endpoint

import "strings"

// Match reports whether a list of entries allows a URL, and by which entry, the first that does. It has one meaning,
// which every renderer keeps to as far as its product can:
//
//   - The scheme, https or http, must be that of the entry; so must the port, where one that is not given is the scheme's.
//   - "*.example.com" stands for any number of labels below example.com, one at least, and not for example.com itself.
//   - Upper and lower case are the same in scheme and host, not in a path; one dot after the host means nothing.
//   - An entry without a path allows any. A path stands for itself and for what is below it, after a slash; one that is
//     exact for itself only. The path of the URL is compared in its normal form; one that has none, because servers could
//     read it differently, is not matched by an entry with a path. The query and the fragment mean nothing.
//   - Never matched are: user information or a backslash before the path, white space or a control character anywhere, an
//     IPv6 address, an empty label, a host with an encoded or a non-ASCII character (names are compared in punycode), an
//     empty port or one with zeros before it.
func Match(rawURL string, entries []Entry) (Entry, bool) {
	t, ok := parseTarget(rawURL)
	if !ok {
		return Entry{}, false
	}
	for _, e := range entries {
		if e.admits(t) {
			return e.clone(), true
		}
	}
	return Entry{}, false
}

// target is what a URL points to, in its normal form.
type target struct {
	scheme, host string
	port         int
	path         string
	pathOK       bool // the path has a normal form
}

func (e Entry) admits(t target) bool {
	if e.Scheme != t.scheme || e.Port != t.port || !matchHost(e.Host, t.host) {
		return false
	}
	return e.Path == "" || t.pathOK && e.matchPath(t.path)
}

// parseTarget reads a URL strictly. net/url is too kind here: it takes user information, percent signs in hosts, and ports
// that no client agrees on.
func parseTarget(raw string) (target, bool) {
	if strings.ContainsFunc(raw, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return target{}, false
	}
	scheme, rest, ok := strings.Cut(raw, "://")
	t := target{scheme: asciiLower(scheme)}
	if t.port = defaultPort(t.scheme); !ok || t.port == 0 {
		return target{}, false
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, path := rest[:end], rest[end:]
	host, port, given := strings.Cut(authority, ":")
	if given {
		if t.port, ok = parsePort(port); !ok {
			return target{}, false
		}
	}
	if t.host, ok = normalHost(host); !ok {
		return target{}, false
	}
	if end := strings.IndexAny(path, "?#"); end >= 0 {
		path = path[:end]
	}
	t.path, t.pathOK = normalPath(path)
	return t, true
}
