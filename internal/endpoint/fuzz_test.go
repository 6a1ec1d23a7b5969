package endpoint

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func seedURLs(f *testing.F) []Entry {
	entries := everything(f)
	for i, c := range Cases(entries) {
		if i%29 == 0 {
			f.Add(c.URL)
		}
	}
	return entries
}

// FuzzMatch: what is allowed is, for a parser that thinks differently, a URL of that host, port and scheme.
func FuzzMatch(f *testing.F) {
	entries := seedURLs(f)
	f.Fuzz(func(t *testing.T, raw string) {
		e, ok := Match(raw, entries)
		if !ok {
			return
		}
		if _, wider := Match(raw, HostOnly(entries)); !wider {
			t.Errorf("%q is allowed with its path, but not without", raw)
		}
		u, err := url.Parse(raw)
		if err != nil { // it knows bad escapes in paths that no entry restricts
			if e.Path != "" {
				t.Errorf("%q: %v", raw, err)
			}
			return
		}
		host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
		if u.User != nil || strings.ToLower(u.Scheme) != e.Scheme || !matchHost(e.Host, host) {
			t.Errorf("%q is not %s", raw, e.URL())
		}
		if port := u.Port(); port != "" && port != portOf(target{port: e.Port}) || port == "" && e.Port != defaultPort(e.Scheme) {
			t.Errorf("%q is not of port %d", raw, e.Port)
		}
		resolved := u.ResolveReference(&url.URL{Path: u.Path}).Path
		if e.Path != "" && resolved != e.Path && !strings.HasPrefix(resolved, strings.TrimSuffix(e.Path, "/")+"/") {
			t.Errorf("%q resolves to %q, which is not below %q", raw, resolved, e.Path)
		}
	})
}

// FuzzParseEntry: what is read is valid, reads as itself again, allows itself, and says what it is in plain ASCII.
func FuzzParseEntry(f *testing.F) {
	for _, text := range []string{"https://proxy.contoso.com:8443/path", "*.contoso.com", "http://bücher.example/a/b/", "192.0.2.7", "*.com", "https://user@x.y", "a.b:80", "https://[::1]", "ｃontoso.com", "xn--bcher-kva.example"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ParseEntry(text)
		if err != nil {
			return
		}
		if err := Validate([]Entry{e}); err != nil {
			t.Fatal(err)
		}
		again, err := ParseEntry(e.URL())
		if err != nil || Hash([]Entry{again}) != Hash([]Entry{e}) {
			t.Errorf("%q: %q does not read as itself: %v", text, e.URL(), err)
		}
		if !regexp.MustCompile(`^https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:[1-9][0-9]*)?(/[A-Za-z0-9._~/-]*)?$`).MatchString(e.URL()) {
			t.Errorf("%q: %q", text, e.URL())
		}
		if _, ok := Match(sample(e).text(), []Entry{e}); !ok {
			t.Errorf("%q does not allow itself", e.URL())
		}
	})
}

// FuzzParsePublished: no answer, whatever it is, breaks anything, and the comparison stays in bounds.
func FuzzParsePublished(f *testing.F) {
	f.Add([]byte(published))
	f.Add([]byte(`[{"id":1,"serviceArea":"MEM","urls":["*.*","..","*","a.b"],"tcpPorts":"1-65535"}]`))
	entries, err := For("public")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		sets, err := ParsePublished(data)
		if err != nil {
			return
		}
		for _, d := range Compare(entries, sets) {
			if d.Kind == "" || strings.ContainsFunc(d.Text, func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Errorf("%+v", d)
			}
		}
	})
}

// FuzzRenderers: for an entry and a URL, none of the products allows what the entry does not.
func FuzzRenderers(f *testing.F) {
	entries := everything(f)
	for i, c := range Cases(entries) {
		if i%101 == 0 {
			f.Add(entries[i%len(entries)].URL(), entries[i%len(entries)].Exact, c.URL)
		}
	}
	f.Add("http://a.example.com/x", true, "http://a.example.com/x?y")
	f.Fuzz(func(t *testing.T, text string, exact bool, raw string) {
		e, err := ParseEntry(text)
		if err != nil {
			return
		}
		e.Exact = exact && e.Path != ""
		notWider(t, []Entry{e}, raw)
		for i, c := range Cases([]Entry{e}) {
			if (i+len(raw))%29 == 0 {
				notWider(t, []Entry{e}, c.URL)
			}
		}
	})
}

func notWider(t *testing.T, entries []Entry, raw string) {
	squid, err := Squid(entries, SquidOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if r, ok := squidRequest(raw); ok && r.port < 65536 {
		as := target{scheme: r.scheme, host: r.host, port: r.port, path: strings.NewReplacer("%2f", "/", "%2F", "/").Replace(r.path)}
		if r.connect {
			as.path = "/" // it does not see it
		}
		if _, allowed := Match(as.text(), HostOnly(entries)); parseSquid(t, squid).allows(r) && !allowed {
			t.Errorf("%s: Squid allows %q", entries[0].URL(), raw)
		}
	}
	nginx, err := Nginx(entries, NginxOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if source, ok := nginxText(raw); ok {
		if _, allowed := Match(source, entries); anyMatches(nginxPatterns(t, nginx), source) && !allowed {
			t.Errorf("%s: nginx allows %q", entries[0].URL(), source)
		}
	}
	pac, err := PAC(entries, PACOptions{Proxies: []string{"p:1"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, allowed := Match(raw, HostOnly(entries)); newPAC(t, pac).ask(raw) != "DIRECT" && !allowed {
		t.Errorf("%s: the PAC file takes %q", entries[0].URL(), raw)
	}
}

// FuzzWinHTTP: whatever the proxy and the names are, there is one command, and it ends where it should.
func FuzzWinHTTP(f *testing.F) {
	f.Add("proxy:8080", "*.corp")
	f.Add(`p" & calc:80`, "a;b")
	f.Add("proxy.contoso.com:80", "$(x)")
	command := regexp.MustCompile(`^netsh winhttp set proxy proxy-server="[a-z0-9.-]+:[0-9]+"( bypass-list="<local>(;[a-z0-9.*-]+)*")\n$`)
	f.Fuzz(func(t *testing.T, proxy, name string) {
		text, err := WinHTTPCommand(nil, WinHTTPOptions{Proxy: proxy, Internal: Internal{true, []string{name}}, Bare: true})
		if err == nil && !command.MatchString(text) {
			t.Errorf("%q", text)
		}
	})
}
