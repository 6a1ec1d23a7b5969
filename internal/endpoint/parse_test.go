package endpoint

import (
	"slices"
	"strings"
	"testing"
)

func TestParseEntry(t *testing.T) {
	tests := []struct{ text, want, err string }{
		{"https://proxy.contoso.com:8443/path", "https://proxy.contoso.com:8443/path", ""},
		{"*.contoso.com", "https://*.contoso.com", ""},
		{"http://*.Contoso.COM.:8080/", "http://*.contoso.com:8080", ""},
		{"HTTPS://contoso.com:443", "https://contoso.com", ""},
		{"contoso.com/a/b/", "https://contoso.com/a/b/", ""},
		{"https://bücher.example", "https://xn--bcher-kva.example", ""},
		{"https://BÜCHER.example", "https://xn--bcher-kva.example", ""},
		{"https://xn--bcher-kva.example", "https://xn--bcher-kva.example", ""},
		{"https://аpple.com", "https://xn--pple-43d.com", ""}, // a Cyrillic letter: seen for what it is
		{"http://192.0.2.7:8080", "http://192.0.2.7:8080", ""},
		{"*.azurewebsites.net", "https://*.azurewebsites.net", ""},
		{"", "", "empty"},
		{"*", "", "wildcard"},
		{"https://*", "", "wildcard"},
		{"*.", "", "no host"},
		{"*.com", "", "registry"},
		{"*.co.uk", "", "registry"},
		{"*.corp", "", "one label"},
		{"*.*.contoso.com", "", "first label"},
		{"www.*.contoso.com", "", "first label"},
		{"*contoso.com", "", "first label"},
		{"proxy", "", "one label"},
		{"https://user@contoso.com", "", "user information"},
		{"https://user:secret@contoso.com", "", "user information"},
		{"https://contoso.com?x", "", "query"},
		{"https://contoso.com#x", "", "fragment"},
		{"https://contoso.com/a b", "", "white space"},
		{"https://contoso.com\n", "", "white space"},
		{"https://contoso.com\x00", "", "control"},
		{"https://contoso.com\xff", "", "UTF-8"},
		{"https:\\\\contoso.com", "", "backslash"},
		{"https://contoso.com:0", "", "port"},
		{"https://contoso.com:65536", "", "port"},
		{"https://contoso.com:0443", "", "port"},
		{"https://contoso.com:", "", "port"},
		{"https://contoso.com:https", "", "port"},
		{"contoso.com:8443", "", "no scheme"},
		{"ftp://contoso.com", "", "neither"},
		{"//contoso.com", "", "no host"},
		{"https://", "", "no host"},
		{"https:///path", "", "no host"},
		{"https://[::1]", "", "IPv6"},
		{"https://::1", "", "IPv6"},
		{"*.192.0.2.7", "", "wildcards for IP"},
		{"https://192.0.2", "", "looks like an IP"},
		{"https://0x7f.1", "", "looks like an IP"},
		{"https://192.0.2.07", "", "looks like an IP"},
		{"https://con_toso.com", "", "no host name"},
		{"https://-contoso.com", "", "no host name"},
		{"https://contoso..com", "", "no host name"},
		{"https://.contoso.com", "", "no host name"},
		{"https://contoso%2ecom", "", "percent"},
		{"https://ｃontoso.com", "", "only look like"},
		{"https://contoso。com", "", "only look like"},
		{"https://" + strings.Repeat("a", 64) + ".com", "", "no host name"},
		{"https://" + strings.Repeat("a.", 130) + "com", "", "no host name"},
		{"https://contoso.com/" + strings.Repeat("a", 3000), "", "longer"},
		{"https://contoso.com/a/../b", "", "path"},
		{"https://contoso.com//a", "", "path"},
		{"https://contoso.com/a%20b", "", "path"},
		{"https://contoso.com/a$b", "", "path"},
		{"https://contoso.com/*", "", "path"},
		{"https://contoso.com/a:b", "", "path"},
		{"https://contoso.com/é", "", "path"},
	}
	for _, tt := range tests {
		e, err := ParseEntry(tt.text)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) || !strings.Contains(err.Error(), "is no endpoint") {
				t.Errorf("%q: %v, %v", tt.text, e.URL(), err)
			}
			continue
		}
		if err != nil || e.URL() != tt.want || e.Purpose != PurposeAdded || e.Grade != Configured || e.Required {
			t.Errorf("%q: %+v, %v", tt.text, e, err)
		}
	}
}

func TestParseEntryIDs(t *testing.T) {
	ids := []string{}
	for _, text := range []string{"a-b.example.com", "a.b.example.com", "*.b.example.com", "http://a.b.example.com", "https://a.b.example.com:8443", "a.b.example.com/x", strings.Repeat("long.", 12) + "name.example.com"} {
		e, err := ParseEntry(text)
		if err != nil || !validID(e.ID) || slices.Contains(ids, e.ID) {
			t.Errorf("%q: %q, %v", text, e.ID, err)
		}
		ids = append(ids, e.ID)
	}
}

func TestValidate(t *testing.T) {
	good, err := ParseEntry("https://contoso.com/path")
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Entry){
		"id": func(e *Entry) { e.ID = "a\nb" }, "scheme": func(e *Entry) { e.Scheme = "ftp" }, "host": func(e *Entry) { e.Host = "contoso.com$" },
		"upper": func(e *Entry) { e.Host = "Contoso.com" }, "bare": func(e *Entry) { e.Host = "*." }, "star": func(e *Entry) { e.Host = "*" },
		"empty": func(e *Entry) { e.Host = "" }, "address": func(e *Entry) { e.Host = "*.0.2.7" }, "port": func(e *Entry) { e.Port = 0 },
		"path": func(e *Entry) { e.Path = "/a'); evil('" }, "relative": func(e *Entry) { e.Path = "a" }, "root": func(e *Entry) { e.Path = "/" },
		"exact": func(e *Entry) { e.Path, e.Exact = "", true }, "cloud": func(e *Entry) { e.Clouds = []string{"gcc"} },
		"connector": func(e *Entry) { e.Connectors = []Connector{"x\ny"} }, "purpose": func(e *Entry) { e.Purpose = "fun" },
	} {
		bad := good.clone()
		change(&bad)
		if err := Validate([]Entry{bad}); err == nil {
			t.Errorf("%s: %+v is valid", name, bad)
		}
	}
	if err := Validate([]Entry{good}); err != nil {
		t.Error(err)
	}
	if err := Validate([]Entry{good, good}); err == nil || !strings.Contains(err.Error(), "two endpoints") {
		t.Error(err)
	}
}
