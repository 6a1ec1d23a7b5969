package endpoint

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

// request is what a proxy gets to see of a URL.
type request struct {
	connect          bool
	scheme, host     string
	port             int
	login, path, raw string
}

// squidRequest reads a URL as Squid does: it takes the last "@", lower-cases the host, takes all dots from its end, and
// reads digits only as a port. https comes as CONNECT.
func squidRequest(raw string) (request, bool) {
	scheme, rest, ok := strings.Cut(raw, "://")
	r := request{scheme: strings.ToLower(scheme), raw: raw}
	if r.port = defaultPort(r.scheme); !ok || r.port == 0 || strings.ContainsFunc(raw, func(c rune) bool { return c <= ' ' || c == 0x7f }) {
		return r, false
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	host := strings.ToLower(rest[:end])
	if r.path = rest[end:]; !strings.HasPrefix(r.path, "/") {
		r.path = "/" + r.path
	}
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		r.login, host = host[:at], host[at+1:]
	}
	if colon := strings.LastIndexByte(host, ':'); colon >= 0 {
		r.port, _ = strconv.Atoi(host[colon+1:])
		host = host[:colon]
	}
	r.host = strings.TrimRight(host, ".")
	r.connect = r.scheme == HTTPS
	return r, r.host != "" && !strings.Contains(r.host, "..") && r.host[0] != '.' && r.port > 0 && r.port < 65536
}

// squidFile evaluates an include file for Squid.
type squidFile struct {
	acls  map[string][]func(request) bool
	rules [][]string
}

func parseSquid(t testing.TB, text string) squidFile {
	f := squidFile{acls: map[string][]func(request) bool{}}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || strings.HasPrefix(words[0], "#"):
		case words[0] == "acl":
			f.acls[words[1]] = append(f.acls[words[1]], squidACL(t, words[2], words[3:]))
		case words[0] == "http_access":
			f.rules = append(f.rules, words[1:])
		default:
			t.Fatalf("what is %q?", line)
		}
	}
	return f
}

func squidACL(t testing.TB, kind string, values []string) func(request) bool {
	value := values[len(values)-1]
	pattern := func() *regexp.Regexp {
		r, err := regexp.Compile(value)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	switch kind {
	case "method":
		return func(r request) bool { return r.connect }
	case "port":
		return func(r request) bool { return strconv.Itoa(r.port) == value }
	case "proto":
		return func(r request) bool { return !r.connect && strings.EqualFold(r.scheme, value) }
	case "urllogin":
		return func(r request) bool { return r.login != "" }
	case "src":
		return func(request) bool { return true }
	case "dstdom_regex":
		if values[0] != "-n" {
			t.Fatal("names would be looked up")
		}
		host := pattern()
		return func(r request) bool { return host.MatchString(r.host) }
	case "urlpath_regex":
		path := pattern()
		return func(r request) bool { return path.MatchString(squidDecode(r.path)) }
	}
	t.Fatalf("what is the type %s?", kind)
	return nil
}

// squidDecode decodes once, and leaves alone what is not encoded rightly, and an encoded NUL.
func squidDecode(path string) string {
	return regexp.MustCompile(`%[0-9A-Fa-f]{2}`).ReplaceAllStringFunc(path, func(code string) string {
		if code == "%00" {
			return code
		}
		return string([]byte{unhex(code[1])<<4 | unhex(code[2])})
	})
}

func (f squidFile) allows(r request) bool {
	for _, words := range f.rules {
		all := true
		for _, name := range words[1:] {
			bare, not := strings.CutPrefix(name, "!")
			if f.acl(bare, r) == not {
				all = false
			}
		}
		if all {
			return words[0] == "allow"
		}
	}
	return false
}

func (f squidFile) acl(name string, r request) bool {
	if name == "all" {
		return true
	}
	for _, match := range f.acls[name] {
		if match(r) {
			return true
		}
	}
	return false
}

// nginxPatterns are the regular expressions of a map.
func nginxPatterns(t testing.TB, text string) []*regexp.Regexp {
	out := []*regexp.Regexp{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		pattern, ok := strings.CutPrefix(line, `"~`)
		if !ok {
			continue
		}
		pattern, ok = strings.CutSuffix(pattern, `" 1;`)
		if !ok || strings.Contains(pattern, `"`) {
			t.Fatalf("what is %q?", line)
		}
		if insensitive, ok := strings.CutPrefix(pattern, "*"); ok {
			pattern = "(?i)" + insensitive
		}
		out = append(out, regexp.MustCompile(strings.ReplaceAll(pattern, `\\`, `\`)))
	}
	return out
}

func anyMatches(patterns []*regexp.Regexp, text string) bool {
	for _, p := range patterns {
		if p.MatchString(text) {
			return true
		}
	}
	return false
}

// nginxText is the source of the map in the context http, for a client that sends the URL without user information and
// fragment, to the port of the URL.
func nginxText(raw string) (string, bool) {
	r, ok := squidRequest(raw)
	if !ok || strings.HasSuffix(strings.TrimRight(r.raw, "/"), "..") {
		return "", false
	}
	path, _, _ := strings.Cut(r.path, "#")
	return r.scheme + "://" + r.host + ":" + strconv.Itoa(r.port) + path, true
}

// pacEngine runs a PAC file.
type pacEngine struct {
	find func(string, string) string
	t    testing.TB
}

func newPAC(t testing.TB, text string) pacEngine {
	vm := goja.New()
	if _, err := vm.RunString(text); err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	e := pacEngine{t: t}
	if err := vm.ExportTo(vm.Get("FindProxyForURL"), &e.find); err != nil {
		t.Fatal(err)
	}
	return e
}

func (e pacEngine) ask(raw string) string {
	host := ""
	if u, err := url.Parse(raw); err == nil {
		host = u.Hostname()
	}
	return e.find(raw, host)
}

func portOf(t target) string { return strconv.Itoa(t.port) }
