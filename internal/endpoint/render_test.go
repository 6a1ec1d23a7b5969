package endpoint

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// renderers are all of them, with usual options.
func renderers() map[string]func([]Entry, string) (string, error) {
	out := map[string]func([]Entry, string) (string, error){
		"squid":        func(e []Entry, c string) (string, error) { return Squid(e, SquidOptions{Cloud: c}) },
		"nginx":        func(e []Entry, c string) (string, error) { return Nginx(e, NginxOptions{Cloud: c}) },
		"nginx stream": func(e []Entry, c string) (string, error) { return Nginx(e, NginxOptions{Cloud: c, Stream: true}) },
		"pac": func(e []Entry, c string) (string, error) {
			return PAC(e, PACOptions{Cloud: c, Proxies: []string{"proxy:8080"}, Fallback: true})
		},
		"winhttp": func(e []Entry, c string) (string, error) {
			return WinHTTPCommand(e, WinHTTPOptions{Cloud: c, Proxy: "proxy:8080", Internal: Internal{Local: true, Names: []string{"*.corp"}}})
		},
		"markdown": func(e []Entry, c string) (string, error) { return Markdown(e, MarkdownOptions{Cloud: c}) },
	}
	for _, target := range Targets() {
		out[target.Name] = func(e []Entry, c string) (string, error) {
			return FQDNList(e, FQDNOptions{Cloud: c, Target: target.Name})
		}
	}
	return out
}

func TestRenderersAreDeterministic(t *testing.T) {
	for name, render := range renderers() {
		entries := everything(t)
		want, err := render(entries, "gcc")
		if err != nil {
			t.Fatal(name, err)
		}
		rand.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		if got, err := render(entries, "public"); err != nil || got != want {
			t.Errorf("%s depends on the order, or on the name of the cloud: %v\n%s\n%s", name, err, got, want)
		}
	}
}

func TestRenderersSayWhatTheyAreOf(t *testing.T) {
	entries := everything(t)
	hash := Hash(entries)
	for name, render := range renderers() {
		text, err := render(entries, "public")
		if err != nil {
			t.Fatal(name, err)
		}
		silent := slices.ContainsFunc(Targets(), func(t Target) bool { return t.Name == name && t.Comment == "" })
		if !silent && (!strings.Contains(text, Version) || !strings.Contains(text, hash) || !regexp.MustCompile(`cloud[:?]* public`).MatchString(text)) {
			t.Errorf("%s does not say of what it is:\n%s", name, text)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r > '~' || r < ' ' && r != '\n' }) || !strings.HasSuffix(text, "\n") {
			t.Errorf("%s: not plain ASCII", name)
		}
	}
}

func TestRenderersRefuse(t *testing.T) {
	good := everything(t)[:1]
	bad := []Entry{good[0].clone()}
	bad[0].Host = "evil.example\nhttp_access allow all"
	for name, render := range renderers() {
		if text, err := render(bad, "public"); err == nil {
			t.Errorf("%s wrote:\n%s", name, text)
		}
		if _, err := render(good, "mars"); err == nil {
			t.Errorf("%s does not know of a cloud mars", name)
		}
		if text, err := render(nil, ""); err != nil {
			t.Errorf("%s of nothing: %v\n%s", name, err, text)
		}
	}
	if _, err := WindowsBypass(bad, WindowsBypassOptions{Endpoints: true}); err == nil {
		t.Error("the bypass list wrote it")
	}
}

func TestNothingMeansNothing(t *testing.T) {
	text, err := Squid(nil, SquidOptions{})
	if err != nil || !strings.HasSuffix(text, "\nhttp_access deny all\n") || strings.Contains(text, "http_access allow") {
		t.Errorf("%v\n%s", err, text)
	}
	pac, err := PAC(nil, PACOptions{Proxies: []string{"proxy:80"}})
	if err != nil || newPAC(t, pac).ask("https://aka.ms/") != "DIRECT" {
		t.Errorf("%v\n%s", err, pac)
	}
	if nginx, err := Nginx(nil, NginxOptions{}); err != nil || len(nginxPatterns(t, nginx)) != 0 {
		t.Errorf("%v\n%s", err, nginx)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	entries := everything(t)[:1]
	for name, render := range map[string]func() (string, error){
		"prefix":     func() (string, error) { return Squid(entries, SquidOptions{Prefix: "a b"}) },
		"client":     func() (string, error) { return Squid(entries, SquidOptions{Clients: []string{"10.0.0.0/8\nallow"}}) },
		"all":        func() (string, error) { return Squid(entries, SquidOptions{Clients: []string{"all"}}) },
		"variable":   func() (string, error) { return Nginx(entries, NginxOptions{Variable: "$x"}) },
		"no proxy":   func() (string, error) { return PAC(entries, PACOptions{}) },
		"proxy":      func() (string, error) { return PAC(entries, PACOptions{Proxies: []string{`x"; evil(); "`}}) },
		"proxy port": func() (string, error) { return PAC(entries, PACOptions{Proxies: []string{"proxy"}}) },
		"internal": func() (string, error) {
			return PAC(entries, PACOptions{Proxies: []string{"p:1"}, Internal: Internal{Names: []string{"a b"}}})
		},
		"target":       func() (string, error) { return FQDNList(entries, FQDNOptions{Target: "abacus"}) },
		"target names": func() (string, error) { _, _, err := FQDNs(entries, FQDNOptions{Target: "abacus"}); return "", err },
	} {
		if text, err := render(); err == nil {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestSquidClients(t *testing.T) {
	text, err := Squid(everything(t), SquidOptions{Prefix: "ta", Clients: []string{"10.1.2.3", "10.0.0.5/8", "2001:db8::1"}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text, "acl ta_clients src 10.1.2.3 10.0.0.0/8 2001:db8::1\n") || !strings.HasSuffix(text, "\nhttp_access deny ta_clients\n") {
		t.Error(text)
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "http_access") && !strings.Contains(line, " ta_clients") {
			t.Error(line)
		}
	}
}

func TestSquidUserInformation(t *testing.T) {
	entries := everything(t)
	text, err := Squid(entries, SquidOptions{})
	if err != nil {
		t.Fatal(err)
	}
	file := parseSquid(t, text)
	for _, url := range []string{"http://user@crl3.digicert.com/", "http://a:b@www.microsoft.com/pkiops/x"} {
		if r, ok := squidRequest(url); !ok || file.allows(r) {
			t.Errorf("%s is allowed", url)
		}
	}
	if r, _ := squidRequest("https://aka.ms/configmgrgateway"); !file.allows(r) {
		t.Error("CONNECT is denied")
	} else if r.connect = false; file.allows(r) {
		t.Error("https is allowed without CONNECT")
	}
}

func TestPACInternal(t *testing.T) {
	options := PACOptions{Proxies: []string{"proxy:8080"}, Inverse: true, Fallback: true, Internal: Internal{Local: true, Names: []string{"*.corp", "intranet.contoso.com"}}}
	text, err := PAC(everything(t), options)
	if err != nil {
		t.Fatal(err)
	}
	engine := newPAC(t, text)
	for url, direct := range map[string]bool{
		"http://server/": true, "http://server.corp/": true, "http://a.b.corp/": true, "https://intranet.contoso.com:9/x": true, "https://aka.ms/": true,
		"http://corp.example/": false, "http://x.intranet.contoso.com/": false, "http://corp.evil.example/": false, "https://[2001:db8::1]/": false,
		"https://evilcorp.com/": false, "": false, "https:///": false,
	} {
		if got := engine.ask(url); got != map[bool]string{true: "DIRECT", false: "PROXY proxy:8080; DIRECT"}[direct] {
			t.Errorf("%q: %s", url, got)
		}
	}
}

func TestWinHTTPCommand(t *testing.T) {
	entries, _ := For("public")
	tests := []struct {
		proxy    string
		internal Internal
		want     string
		err      string
	}{
		{"proxy.contoso.com:8080", Internal{}, `netsh winhttp set proxy proxy-server="proxy.contoso.com:8080"`, ""},
		{"Proxy:3128", Internal{Local: true}, `netsh winhttp set proxy proxy-server="proxy:3128" bypass-list="<local>"`, ""},
		{"10.0.0.1:80", Internal{true, []string{"*.corp", "*.Contoso.com", "contoso.com", "*.contoso.com"}}, `netsh winhttp set proxy proxy-server="10.0.0.1:80" bypass-list="<local>;*.contoso.com;*.corp;contoso.com"`, ""},
		{"bücher.example:80", Internal{}, `netsh winhttp set proxy proxy-server="xn--bcher-kva.example:80"`, ""},
		{"proxy", Internal{}, "", "host:port"},
		{"", Internal{}, "", "host:port"},
		{`proxy:80" & calc`, Internal{}, "", "host:port"},
		{`pro"xy:80`, Internal{}, "", "no proxy"},
		{"%PATH%:80", Internal{}, "", "no proxy"},
		{"$(calc):80", Internal{}, "", "no proxy"},
		{"*.proxy.com:80", Internal{}, "", "host:port"},
		{"https://proxy.com:80", Internal{}, "", "host:port"},
		{"proxy:80", Internal{Names: []string{`x" & calc & "`}}, "", "no internal name"},
		{"proxy:80", Internal{Names: []string{"*"}}, "", "no internal name"},
		{"proxy:80", Internal{Names: []string{"*.com"}}, "", "registry"},
		{"proxy:80", Internal{Names: []string{"10.*"}}, "", "first label"},
		{"proxy:80", Internal{Names: []string{"a;b"}}, "", "no internal name"},
		{"proxy:80", Internal{Names: []string{"<local>"}}, "", "no internal name"},
		{"proxy:80", Internal{Names: []string{"https://x"}}, "", "no host"},
		{"proxy:80", Internal{Names: []string{"*.microsoft.com"}}, "", "past the proxy"},
		{"proxy:80", Internal{Names: []string{"gateway.manage.microsoft.com"}}, "", "past the proxy"},
		{"proxy:80", Internal{Names: []string{"aka.ms"}}, "", "past the proxy"},
	}
	for _, tt := range tests {
		got, err := WinHTTPCommand(entries, WinHTTPOptions{Proxy: tt.proxy, Internal: tt.internal, Bare: true})
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%q %v: %q, %v", tt.proxy, tt.internal, got, err)
			}
			continue
		}
		if err != nil || got != tt.want+"\n" {
			t.Errorf("%q %v: %q, %v", tt.proxy, tt.internal, got, err)
		}
	}
}

func TestWinHTTPComments(t *testing.T) {
	for _, powerShell := range []bool{true, false} {
		text, err := WinHTTPCommand(everything(t), WinHTTPOptions{Proxy: "proxy:80", PowerShell: powerShell})
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		if err != nil || !strings.Contains(text, "no bypass list") {
			t.Fatalf("%v\n%s", err, text)
		}
		for i, line := range lines {
			comment := strings.HasPrefix(line, map[bool]string{true: "# ", false: "rem "}[powerShell])
			if comment != (i < len(lines)-1) || comment && strings.ContainsAny(line, "%!^&|<>\"`$()") {
				t.Errorf("%q", line)
			}
		}
	}
}

func TestWindowsBypass(t *testing.T) {
	entries := everything(t)
	internal := Internal{true, []string{"*.corp"}}
	if got, err := WindowsBypass(entries, WindowsBypassOptions{Internal: internal}); err != nil || got != "<local>;*.corp" {
		t.Error(got, err)
	}
	if _, err := WindowsBypass(entries, WindowsBypassOptions{Internal: Internal{Names: []string{"*.microsoft.com"}}}); err == nil {
		t.Error("the endpoints bypass the proxy")
	}
	got, err := WindowsBypass(entries, WindowsBypassOptions{internal, true})
	if err != nil || !strings.HasPrefix(got, "<local>;*.cdn.contoso.example;") || strings.Count(got, "*.manage.microsoft.com") != 1 || strings.ContainsAny(got, " /:\n") {
		t.Error(got, err)
	}
	notes, err := WindowsBypassNotes(entries, WindowsBypassOptions{internal, true})
	if err != nil || len(notes) != 1+5 || !strings.Contains(notes[1].String(), "tenant_attach_discovery: ") {
		t.Error(notes, err)
	}
}

// TestFQDNs reads each list as its product is documented to read it, and looks whether it allows a host of which the
// entries and the notes know nothing.
func TestFQDNs(t *testing.T) {
	entries := everything(t)
	hosts := map[string]bool{}
	for _, c := range Cases(entries) {
		if target, ok := parseTarget(c.URL); ok {
			hosts[target.host] = hosts[target.host] || slices.ContainsFunc(entries, func(e Entry) bool { return matchHost(e.Host, target.host) })
		}
	}
	for _, target := range Targets() {
		lines, notes, err := FQDNs(entries, FQDNOptions{Target: target.Name})
		if err != nil || len(notes) < 2 || !slices.IsSorted(lines) {
			t.Fatalf("%s: %v, %v, %v", target.Name, lines, notes, err)
		}
		said := fmt.Sprint(notes)
		for host, want := range hosts {
			got := slices.ContainsFunc(lines, func(line string) bool { return fqdnAllows(target.Name, line, host) })
			excused := got && strings.Contains(said, "also allows "+host+" itself") || !got && target.Name == TargetAzureFirewallDestination
			if got != want && !excused {
				t.Errorf("%s: %s is allowed: %t", target.Name, host, got)
			}
		}
	}
}

// fqdnAllows is what the documentation of a product says of one line and a host.
func fqdnAllows(target, line, host string) bool {
	name, _, _ := strings.Cut(line, "/")
	if base, dot := strings.CutPrefix(name, "."); target == TargetZscaler && dot {
		return host == base || strings.HasSuffix(host, name) && strings.Count(strings.TrimSuffix(host, name), ".") < 5
	}
	if suffix, wild := strings.CutPrefix(name, "*"); wild {
		return strings.HasSuffix(host, suffix)
	}
	return name == host
}

func TestFQDNPaths(t *testing.T) {
	entries := everything(t)
	for _, tt := range []struct {
		options FQDNOptions
		want    []string
		not     []string
	}{
		{FQDNOptions{}, []string{"*.manage.microsoft.com", "aka.ms", "www.microsoft.com"}, []string{"manage.microsoft.com"}},
		{FQDNOptions{Target: TargetPaloAlto}, []string{"*.manage.microsoft.com/", "aka.ms/", "www.microsoft.com/pkiops/"}, []string{"www.microsoft.com/"}},
		{FQDNOptions{Target: TargetPaloAlto, Decrypts: true}, []string{"aka.ms/configmgrgateway"}, []string{"aka.ms/"}},
		{FQDNOptions{Target: TargetFortiGate}, []string{"*.manage.microsoft.com", "www.microsoft.com/pkiops/*"}, []string{"www.microsoft.com"}},
		{FQDNOptions{Target: TargetZscaler}, []string{".manage.microsoft.com", "www.microsoft.com/pkiops/", "aka.ms"}, []string{".aka.ms"}},
		{FQDNOptions{Target: TargetAzureFirewallTarget, Decrypts: true}, []string{"*.manage.microsoft.com", "aka.ms"}, nil},
		{FQDNOptions{Target: TargetAzureFirewallDestination}, []string{"aka.ms"}, []string{"*.manage.microsoft.com", "manage.microsoft.com"}},
	} {
		lines, notes, err := FQDNs(entries, tt.options)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range tt.want {
			if !slices.Contains(lines, want) {
				t.Errorf("%+v: %s is missing in %v", tt.options, want, lines)
			}
		}
		for _, not := range tt.not {
			if slices.Contains(lines, not) {
				t.Errorf("%+v: %s is there", tt.options, not)
			}
		}
		if tt.options.Target == TargetAzureFirewallDestination && !strings.Contains(fmt.Sprint(notes), "left out") {
			t.Error("nothing is said of the wildcards")
		}
	}
}

func TestMarkdown(t *testing.T) {
	entries := everything(t)
	entries[0].Source = "a | b\n| <script> [x](y) é"
	text, err := Markdown(entries, MarkdownOptions{Cloud: "public"})
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) != 4+len(entries) {
		t.Fatalf("%d lines:\n%s", len(lines), text)
	}
	for _, line := range lines[2:] {
		if cells := strings.Count(line, "|") - strings.Count(line, `\|`); cells != 9 || strings.ContainsAny(line, "<>") {
			t.Errorf("%d: %s", cells, line)
		}
	}
	if !strings.Contains(text, "| 3 min |") || !strings.Contains(text, "`https://aka.ms/configmgrgateway` (that path only)") {
		t.Error(text)
	}
}
