package endpoint

import (
	"strings"
	"testing"
)

// everything is the public catalogue with entries of every form.
func everything(t testing.TB) []Entry {
	entries, err := For("public")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"https://proxy.contoso.com:8443/path", "*.contoso.example", "http://*.cdn.contoso.example:8080/a/b/", "https://bücher.example", "http://192.0.2.7",
	} {
		e, err := ParseEntry(text)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	exact, err := ParseEntry("http://exact.contoso.example/only.crl")
	if err != nil {
		t.Fatal(err)
	}
	exact.Exact = true
	return append(entries, exact)
}

func TestCasesAgreeWithMatch(t *testing.T) {
	entries := everything(t)
	classes, allowed := map[Class]int{}, 0
	for _, c := range Cases(entries) {
		classes[c.Class]++
		if _, got := Match(c.URL, entries); got != c.Allowed {
			t.Errorf("%q (%s, %s): Match says %t", c.URL, c.Class, c.Why, got)
		}
		if c.Allowed {
			allowed++
		}
	}
	t.Logf("%v, %d of them allowed", classes, allowed)
	if classes[Plain] < 500 || allowed < 200 {
		t.Errorf("too few: %v", classes)
	}
}

func TestCasesStayTheSame(t *testing.T) {
	entries := everything(t)
	first, second := Cases(entries), Cases(entries)
	for i := range first {
		if first[i] != second[i] {
			t.Fatalf("%v and %v", first[i], second[i])
		}
	}
}

// decides checks a decision about a case: "want" is what the entries say as far as the product sees them.
func decides(t *testing.T, c Case, got, want bool, seen []Entry) {
	t.Helper()
	switch {
	case got == want || c.Class == Odd && !c.Hidden && !got:
	case c.Class == Odd && got && c.As != "":
		if _, tidied := Match(c.As, seen); !tidied {
			t.Errorf("%q (%s) is allowed, though %q is not", c.URL, c.Why, c.As)
		}
	default:
		t.Errorf("%q (%s, %s): got %t", c.URL, c.Class, c.Why, got)
	}
}

func TestSquidOnCases(t *testing.T) {
	entries := everything(t)
	text, err := Squid(entries, SquidOptions{Cloud: "public"})
	if err != nil {
		t.Fatal(err)
	}
	file, seen := parseSquid(t, text), HostOnly(entries)
	for _, c := range Cases(entries) {
		if r, ok := squidRequest(c.URL); ok && c.Class != Malformed && c.Class != Kept {
			_, want := Match(c.URL, seen)
			decides(t, c, file.allows(r), want, seen)
		}
	}
}

func TestNginxOnCases(t *testing.T) {
	entries := everything(t)
	text, err := Nginx(entries, NginxOptions{Cloud: "public"})
	if err != nil {
		t.Fatal(err)
	}
	patterns := nginxPatterns(t, text)
	for _, c := range Cases(entries) {
		if source, ok := nginxText(c.URL); ok && c.Class != Malformed && c.Class != Kept {
			c.Hidden = false // it ends TLS
			decides(t, c, anyMatches(patterns, source), c.Allowed, entries)
		}
	}
}

func TestNginxStreamOnCases(t *testing.T) {
	entries := everything(t)
	text, err := Nginx(entries, NginxOptions{Cloud: "public", Stream: true})
	if err != nil {
		t.Fatal(err)
	}
	patterns, seen := nginxPatterns(t, text), HostOnly(entries)
	for _, c := range Cases(entries) {
		target, ok := parseTarget(c.URL)
		if !ok || target.scheme != HTTPS || c.Class == Kept {
			continue
		}
		_, want := Match(c.URL, seen)
		for _, name := range []string{target.host, target.host + ".", strings.ToUpper(target.host)} {
			if got := anyMatches(patterns, name+":"+portOf(target)); got != want {
				t.Errorf("%q (%s): nginx says %t for %s", c.URL, c.Why, got, name)
			}
		}
	}
}

func TestPACOnCases(t *testing.T) {
	entries := everything(t)
	const proxies = "PROXY proxy.contoso.com:8080; PROXY other:3128"
	options := PACOptions{Cloud: "public", Proxies: []string{"proxy.contoso.com:8080", "other:3128"}}
	inverse := options
	inverse.Inverse = true
	seen := HostOnly(entries)
	text, err := PAC(entries, options)
	if err != nil {
		t.Fatal(err)
	}
	turned, err := PAC(entries, inverse)
	if err != nil {
		t.Fatal(err)
	}
	engine, other := newPAC(t, text), newPAC(t, turned)
	for _, c := range Cases(entries) {
		got, opposite := engine.ask(c.URL), other.ask(c.URL)
		if got != proxies && got != "DIRECT" || (got == "DIRECT") == (opposite == "DIRECT") {
			t.Fatalf("%q: %q, and %q", c.URL, got, opposite)
		}
		_, want := Match(c.URL, seen)
		c.As = "" // a PAC file tidies nothing up
		decides(t, c, got == proxies, want, seen)
	}
}
