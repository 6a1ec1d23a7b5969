package endpoint

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// Class says who can be asked about a case.
type Class string

// The classes of cases.
const (
	// Plain is a URL that all software reads alike: every product must decide as Allowed says.
	Plain Class = "plain"
	// Odd is written so that some software refuses it, or tidies it up before it decides. It may be denied though it is
	// allowed; and where As is set, what tidies up decides as for that.
	Odd Class = "odd"
	// Kept has something that clients never send: user information or a fragment. Only what reads the text can be asked.
	Kept Class = "kept"
	// Malformed is no URL that a client sends. Only what reads the text can be asked.
	Malformed Class = "malformed"
)

// Case is a URL, and whether a list of entries allows it.
type Case struct {
	URL     string
	Allowed bool
	Class   Class
	// Hidden is set where the path of https makes the difference, which TLS encrypts. Who does not see it decides as Match
	// does with HostOnly, however oddly the path is written.
	Hidden bool
	// As is the URL that an odd one becomes in software that tidies up first: without zeros before the port, without further
	// dots after the host, or with a slash for an encoded one. Empty if nothing of that is known.
	As string
	// Why says what is special about it.
	Why string
}

// Cases makes URLs for a list of entries: those that they allow, and many that they nearly do. It is for tests: of Match, of
// what renderers write, and of the real proxies that read it. It does not ask Match, but builds each URL from parts of which it
// knows. The order is that of the entries, and no URL is there twice.
func Cases(entries []Entry) []Case {
	m := &maker{entries: entries, seen: map[string]bool{}}
	for _, e := range entries {
		m.allowed(e)
		m.schemesAndPorts(e)
		m.hosts(e)
		m.authorities(e)
		m.paths(e)
	}
	m.strangers()
	return m.out
}

type maker struct {
	entries []Entry
	seen    map[string]bool
	out     []Case
}

// keep takes a case, unless its URL is there already.
func (m *maker) keep(c Case) {
	if !m.seen[c.URL] {
		m.seen[c.URL] = true
		m.out = append(m.out, c)
	}
}

// add keeps a case whose target is known; whether it is allowed follows from the parts.
func (m *maker) add(class Class, t target, url, why string) {
	m.keep(Case{URL: url, Allowed: m.reached(t), Class: class, Why: why})
}

// never keeps a case that no list allows.
func (m *maker) never(class Class, url, why string) {
	m.keep(Case{URL: url, Class: class, Why: why})
}

// tidied keeps a case that no list allows as it is written.
func (m *maker) tidied(url, as, why string) {
	m.keep(Case{URL: url, Class: Odd, As: as, Why: why})
}

func (m *maker) reached(t target) bool {
	return slices.ContainsFunc(m.entries, func(e Entry) bool { return reaches(e, t) })
}

// reaches is what an entry stands for, in other words than those of Match.
func reaches(e Entry, t target) bool {
	if e.Scheme != t.scheme || e.Port != t.port {
		return false
	}
	if e.wildcard() && !strings.HasSuffix(t.host, e.Host[1:]) || !e.wildcard() && t.host != e.Host {
		return false
	}
	below := strings.TrimSuffix(e.Path, "/") + "/"
	return e.Path == "" || t.path == e.Path || !e.Exact && strings.HasPrefix(t.path, below)
}

// sample is a target that an entry allows.
func sample(e Entry) target {
	t := target{scheme: e.Scheme, host: e.Host, port: e.Port, path: e.Path}
	if e.wildcard() {
		t.host = "gateway." + e.base()
	}
	if t.path == "" {
		t.path = "/some/path"
	}
	return t
}

// text writes a target as a URL.
func (t target) text() string {
	port := ""
	if t.port != defaultPort(t.scheme) {
		port = ":" + strconv.Itoa(t.port)
	}
	return t.scheme + "://" + t.host + port + t.path
}

func (t target) withHost(host string) target { t.host = host; return t }
func (t target) withPath(path string) target { t.path = path; return t }

func (m *maker) allowed(e Entry) {
	t := sample(e)
	m.add(Plain, t, t.text(), "the endpoint itself")
	explicit := fmt.Sprintf("%s://%s:%d%s", t.scheme, t.host, t.port, t.path)
	m.add(Plain, t, explicit, "the port is given")
	m.add(Plain, t, strings.ToUpper(t.scheme)+"://"+strings.ToUpper(t.host)+explicit[len(t.scheme+"://"+t.host):], "upper case")
	m.add(Plain, t, fmt.Sprintf("%s://%s.:%d%s", t.scheme, t.host, t.port, t.path), "a dot after the host")
	if !e.Exact {
		below := t.withPath(strings.TrimSuffix(t.path, "/") + "/below")
		m.add(Plain, below, below.text()+"?a=b&c=d", "a query")
	}
	m.add(Kept, t, t.text()+"#part", "a fragment")
	if !e.wildcard() {
		return
	}
	for _, below := range []string{"a", "a.b.c.d", "eu-1", "x_1", "xn--bcher-kva", "manage", strings.Repeat("a", maxLabel)} {
		t := t.withHost(below + "." + e.base())
		m.add(Plain, t, t.text(), "below the wildcard")
	}
}

func (m *maker) schemesAndPorts(e Entry) {
	t := sample(e)
	for _, scheme := range []string{HTTPS, HTTP} {
		for _, port := range []int{443, 80, 8443, 8080, 1, 4433, 65535} {
			other := target{scheme: scheme, host: t.host, port: port, path: t.path}
			m.add(Plain, other, other.text(), "another scheme or port")
		}
	}
	rest := t.host + t.path
	for _, scheme := range []string{"ftp", "ws", "wss", "httpss", "h", "javascript"} {
		m.never(Malformed, scheme+"://"+rest, "another scheme")
	}
	for _, port := range []string{":0", ":65536", ":99999999999", ":-1", ":+443", ":443x", ":0x1bb"} {
		m.never(Malformed, t.scheme+"://"+t.host+port+t.path, "no port")
	}
	for _, port := range []string{":", ":0" + strconv.Itoa(t.port), ":00000" + strconv.Itoa(t.port)} {
		m.tidied(t.scheme+"://"+t.host+port+t.path, tidyPort(t, port), "a port that is written oddly")
	}
}

// tidyPort is a target with an odd port, read kindly: none is that of the scheme.
func tidyPort(t target, port string) string {
	if port == ":" {
		t.port = defaultPort(t.scheme)
	}
	return t.text()
}

// hosts are names that look like the one of the entry.
func (m *maker) hosts(e Entry) {
	t := sample(e)
	for _, h := range lookAlikes(e) {
		other := t.withHost(h)
		m.add(Plain, other, other.text(), "another host")
	}
	name := e.base()
	m.tidied(t.withHost(t.host+"..").text(), t.text(), "two dots after the host")
	for _, h := range []string{"." + name, "x.." + name, "..", ".", ""} {
		m.never(Odd, t.scheme+"://"+h+t.path, "an empty label")
	}
	long := t.withHost(strings.Repeat("a", maxLabel+1) + "." + name)
	m.never(Plain, long.text(), "a label that is too long")
	for _, h := range foreign(name) {
		m.never(Malformed, t.scheme+"://"+h+t.path, "characters beyond ASCII")
		if puny, err := idna.ToASCII(h); err == nil && puny != name {
			other := t.withHost(puny)
			m.add(Plain, other, other.text(), "a look-alike in punycode")
		}
	}
}

// lookAlikes are ASCII names of other owners, and neighbours of the name itself.
func lookAlikes(e Entry) []string {
	name := e.base()
	first, parent, _ := strings.Cut(name, ".")
	out := []string{
		name, "x." + name, parent, "evil-" + name, "evil" + name, "x.evil" + name, name + ".evil.example", "gateway." + name + ".evil.example",
		name + "x", name + ".com", strings.Replace(name, ".", "-", 1), strings.ReplaceAll(name, ".", "-") + ".evil.example",
		strings.Replace(name, ".", "x", 1), first + "x." + parent, first[1:] + "x." + parent, "evil." + parent, "www." + parent,
		"login." + parent, "x." + first + "." + parent + ".co", name[:len(name)-1] + "_", strings.Replace(name, "m", "rn", 1),
		strings.Replace(name, "o", "0", 1), strings.Replace(name, "i", "1", 1), strings.Replace(name, "t", "tt", 1),
	}
	for i := range name {
		if name[i] == '.' {
			out = append(out, "gateway."+name[:i]+"x"+name[i+1:])
		}
	}
	return slices.DeleteFunc(out, func(h string) bool { return !strings.Contains(h, ".") || !validName(h) || numericEnd(h) })
}

// foreign are names with letters of other scripts that look like ASCII, or that some software turns into it.
func foreign(name string) []string {
	out := []string{}
	for _, pair := range [][2]string{{"a", "\u0430"}, {"o", "\u043e"}, {"e", "\u0435"}, {"c", "\u0441"}, {"i", "\u0456"}, {"k", "\u212a"}} { // Cyrillic letters, and the sign of Kelvin
		if strings.Contains(name, pair[0]) {
			out = append(out, strings.Replace(name, pair[0], pair[1], 1))
		}
	}
	return append(out, strings.Replace(name, ".", "\u3002", 1), strings.Replace(name, "m", "\uff4d", 1), strings.Replace(name, "s", "\u017f", 1)+"\u200b", name+"\u00ad")
}

// authorities are URLs whose host is not what it seems to be.
func (m *maker) authorities(e Entry) {
	t := sample(e)
	start := t.scheme + "://"
	for _, user := range []string{"user@", "user:password@", "@", "evil.example@", "evil.example:443@"} {
		m.never(Kept, start+user+t.host+t.path, "user information")
	}
	for _, url := range []string{
		start + t.host + "@evil.example" + t.path, start + t.host + ":443@evil.example" + t.path, start + t.host + "%40evil.example" + t.path,
		start + t.host + "\\@evil.example" + t.path, start + "evil.example\\@" + t.host + t.path, start + t.host + "\\.evil.example" + t.path,
		t.scheme + ":\\\\" + t.host + t.path, t.scheme + ":/" + t.host + t.path, t.scheme + ":" + t.host + t.path, "//" + t.host + t.path,
		t.host + t.path, " " + start + t.host + t.path, start + " " + t.host + t.path, start + t.host + t.path + " x", start + t.host + t.path + "\r\nHost: evil.example",
		start + t.host + "\t.evil.example" + t.path, start + t.host + "\x00.evil.example" + t.path, start + t.host + "%00.evil.example" + t.path,
		start + "%" + fmt.Sprintf("%02x", t.host[0]) + t.host[1:] + t.path, start + strings.Replace(t.host, ".", "%2e", 1) + t.path,
		start + "[" + t.host + "]" + t.path, start + "[::1]" + t.path, start + "[::ffff:127.0.0.1]:443" + t.path, start + "*." + e.base() + t.path,
	} {
		m.never(Malformed, url, "the host is not what it seems to be")
	}
	for _, url := range []string{
		start + "evil.example/" + t.host + t.path, start + "evil.example/@" + t.host + t.path, start + "evil.example?" + start + t.host + t.path,
		start + "evil.example/?u=" + start + t.host + t.path, fmt.Sprintf("%sevil.example/?u=%s%s:%d%s", start, start, t.host, t.port, t.path),
	} {
		m.add(Plain, t.withHost("evil.example"), url, "another host, with the endpoint elsewhere")
	}
	for _, host := range []string{"127.0.0.1", "2130706433", "0x7f.1", "017700000001"} {
		m.add(Plain, t.withHost(host), t.withHost(host).text(), "an address")
	}
	m.never(Kept, start+"evil.example#@"+t.host+t.path, "another host, with the endpoint in the fragment")
}

// paths are those beside and below the one of the entry.
func (m *maker) paths(e Entry) {
	t := sample(e)
	p := strings.TrimSuffix(t.path, "/")
	for _, path := range []string{
		"/", p, p + "/", p + "/below", p + "/below/it.crl", p + "/with%20space.crl", p + "//below", p + "x", p + ".evil", p + "-x/below", p + ";x",
		strings.ToUpper(p), p[:len(p)-1], "/x" + p, "//x" + p, "/" + p, p + "%3Fx", p + "%23x", p + "/a+b=c&d~e", p + "/%41", "/x?" + p,
	} {
		plain, _, _ := strings.Cut(path, "?")
		m.path(Plain, t, path, strings.ReplaceAll(plain, "%41", "A"), "another path")
	}
	m.equivalents(t, p)
	m.ambiguous(t, p)
}

// path keeps a path of which it is known what it means: nothing if that is empty.
func (m *maker) path(class Class, t target, path, meaning, why string) {
	if meaning == "" {
		meaning = " " // no entry has it
	}
	m.keep(Case{
		URL: t.withPath(path).text(), Allowed: m.reached(t.withPath(meaning)), Class: class, Hidden: t.scheme == HTTPS, Why: why,
	})
}

// equivalents are paths that mean another, to whoever brings them into their normal form.
func (m *maker) equivalents(t target, p string) {
	encoded := "/%" + fmt.Sprintf("%02x", p[1]) + p[2:]
	for _, pair := range [][2]string{
		{p + "/../other", parentOf(p) + "other"}, {p + "/./below", p + "/below"}, {"/other/.." + p + "/below", p + "/below"},
		{p + "/..", parentOf(p)}, {p + "/below/../../other", parentOf(p) + "other"}, {encoded, p}, {encoded + "/below", p + "/below"},
		{p + "?a=b", p}, {p + "/it%2ecrl", p + "/it.crl"}, {p + "/below?u=/../other", p + "/below"}, {p + "/below?é=\\", p + "/below"},
	} {
		m.path(Odd, t, pair[0], pair[1], "dot segments, encoded letters, or a query that looks like a path")
	}
}

// ambiguous are paths that two servers could read differently. Where an entry has no path that does not matter.
func (m *maker) ambiguous(t target, p string) {
	slash := Case{URL: t.withPath(p + "%2fbelow").text(), Class: Odd, Hidden: t.scheme == HTTPS, As: t.withPath(p + "/below").text(), Why: "an encoded slash"}
	slash.Allowed = m.reached(t.withPath(" "))
	m.keep(slash)
	for _, path := range []string{
		p + "/%2e%2e/other", p + "/%2E./other", "/other/%2e%2e" + p, p + "/..%2felse", p + "%5cbelow", p + "/a%5cbelow", p + "/..%5cother", p + "\\..\\else",
		p + "/%252e%252e/other", p + "/..;/other", p + "/below/..;x=y/other", p + "/.hidden", p + "%00", p + "/%00", p + "/%0d%0aHost:%20evil.example",
		p + "/%zz", p + "/%", p + "/%2", p + "/%c0%ae%c0%ae/other", p + "/caf%C3%A9", p + "/café", "/../" + p, p + "//../other", p + "/../../other",
		p + "/a\"b", p + "/<b>",
	} {
		m.path(Odd, t, path, "", "a path that two servers could read differently")
	}
}

// parentOf is the path above, with a slash at its end.
func parentOf(path string) string { return path[:strings.LastIndexByte(path, '/')+1] }

// strangers are hosts that have nothing to do with any entry, but that are next to some in people's minds.
func (m *maker) strangers() {
	for _, host := range []string{
		"microsoft.com", "www.microsoft.com", "login.microsoft.com", "update.microsoft.com", "manage.microsoft.com", "manage.microsoft.us",
		"microsoft.us", "configmgr.microsoft.com", "visualstudio.com", "services.visualstudio.com", "digicert.com", "www.digicert.com",
		"d-trust.net", "msocsp.com", "ms", "aka.ms", "go.microsoft.com", "graph.microsoft.com", "login.windows.net", "example.com", "localhost",
	} {
		for _, scheme := range []string{HTTPS, HTTP} {
			t := target{scheme: scheme, host: host, port: defaultPort(scheme), path: "/"}
			m.add(Plain, t, t.text(), "a stranger")
		}
	}
}
