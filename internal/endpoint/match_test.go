package endpoint

import (
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	entries, err := For("public")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		url, want string // an ID; empty if it is not allowed
	}{
		{"https://aka.ms/configmgrgateway", "tenant_attach_discovery"},
		{"https://aka.ms/configmgrgateway?x=1#y", "tenant_attach_discovery"},
		{"https://aka.ms/%63onfigmgrgateway", "tenant_attach_discovery"},
		{"https://aka.ms/x/../configmgrgateway", "tenant_attach_discovery"},
		{"https://aka.ms/configmgrgateway/", ""},
		{"https://aka.ms/configmgrgateway/x", ""},
		{"https://aka.ms/Configmgrgateway", ""},
		{"https://aka.ms/", ""},
		{"https://aka.ms", ""},
		{"https://eu.gateway.manage.microsoft.com", "notification_channel"},
		{"https://eu.gateway.manage.microsoft.com?x", "notification_channel"},
		{"HTTPS://EU.Gateway.Manage.Microsoft.COM.:443/x", "notification_channel"},
		{"https://manage.microsoft.com/", ""},
		{"https://evilmanage.microsoft.com/", ""},
		{"https://manage.microsoft.com.evil.example/", ""},
		{"https://a..manage.microsoft.com/", ""},
		{"https://.manage.microsoft.com/", ""},
		{"https://a.manage.microsoft.com../", ""},
		{"https://a.manage.microsoft.com:8443/", ""},
		{"http://a.manage.microsoft.com:443/", ""},
		{"https://a.manage.microsoft.com:80/", ""},
		{"https://user@a.manage.microsoft.com/", ""},
		{"https://a.manage.microsoft.com@evil.example/", ""},
		{"https://a.manage.microsoft.com\\@evil.example/", ""},
		{"https://a\u0441.manage.microsoft.com/", ""},
		{"https://a.manage.microsoft\u3002com/", ""},
		{"https://a\u212Aa.ms/configmgrgateway", ""},
		{"http://www.microsoft.com/pkiops", "crl_microsoft_pkiops"},
		{"http://www.microsoft.com/pkiops/", "crl_microsoft_pkiops"},
		{"http://www.microsoft.com/pkiops/crl/Microsoft%20Secure%20Server%20CA%202.1.crl", "crl_microsoft_pkiops"},
		{"http://www.microsoft.com/./pkiops/crl", "crl_microsoft_pkiops"},
		{"http://www.microsoft.com/pkiops/../other", ""},
		{"http://www.microsoft.com/pkiops/%2e%2e/other", ""},
		{"http://www.microsoft.com/pkiops%2fcrl", ""},
		{"http://www.microsoft.com/pkiopsx", ""},
		{"http://www.microsoft.com/pkiops/..;/other", ""},
		{"http://www.microsoft.com/", ""},
		{"https://www.microsoft.com/pkiops", ""},
		{"http://oneocsp.microsoft.com/ocsp/MFQwUjBQME4%2BTDAJ%2F%3D", "ocsp_microsoft_oneocsp"},
		{"http://[::1]/", ""},
		{"", ""},
		{"https://", ""},
		{"https:aka.ms", ""},
	}
	for _, tt := range tests {
		got, ok := Match(tt.url, entries)
		if got.ID != tt.want || ok != (tt.want != "") {
			t.Errorf("%q: %q, want %q", tt.url, got.ID, tt.want)
		}
	}
}

func TestNormalPath(t *testing.T) {
	tests := []struct{ path, want string }{
		{"", "/"}, {"/", "/"}, {"/a/b", "/a/b"}, {"/a/./b/.", "/a/b/"}, {"/a/b/..", "/a/"}, {"/a/../..", "?"}, {"/..", "?"}, {"/a//b", "/a//b"}, {"/a//..", "?"},
		{"/%41%7e", "/A~"}, {"/%2f", "?"}, {"/%2e", "?"}, {"/.%2e", "?"}, {"/..%2E", "?"}, {"/a%2Eb", "/a.b"}, {"/a.%2e", "/a.."}, {"/%5C", "?"}, {"/%25", "?"}, {"/%00", "?"}, {"/%80", "?"}, {"/%3b", "/%3B"}, {"/%4", "?"}, {"/%", "?"}, {"/%4g", "?"},
		{"/a b", "?"}, {"/é", "?"}, {"/a\\b", "?"}, {"/.a", "?"}, {"/..;", "?"}, {"/...", "?"}, {"/a.b", "/a.b"}, {"a", "?"}, {"//", "//"}, {"//a", "//a"},
	}
	for _, tt := range tests {
		got, ok := normalPath(tt.path)
		if !ok {
			got = "?"
		}
		if got != tt.want {
			t.Errorf("%q: %q, want %q", tt.path, got, tt.want)
		}
	}
}

func TestOverlaps(t *testing.T) {
	for _, tt := range []struct {
		a, b            string
		overlap, covers bool
	}{
		{"a.example.com", "a.example.com", true, true}, {"*.example.com", "a.example.com", true, true}, {"*.example.com", "example.com", false, false},
		{"*.example.com", "*.example.com", true, true}, {"*.example.com", "*.a.example.com", true, true}, {"*.a.example.com", "*.example.com", true, false},
		{"*.a.example.com", "*.b.example.com", false, false}, {"example.com", "*.example.com", false, false}, {"a.example.com", "*.example.com", true, false},
		{"*.example.com", "xexample.com", false, false},
	} {
		if got := overlaps(tt.a, tt.b); got != tt.overlap || got != overlaps(tt.b, tt.a) {
			t.Errorf("%s and %s overlap: %t", tt.a, tt.b, got)
		}
		if got := covers(tt.a, tt.b); got != tt.covers {
			t.Errorf("%s covers %s: %t", tt.a, tt.b, got)
		}
	}
}

func TestLongURLs(t *testing.T) {
	entries := everything(t)
	for _, url := range []string{"https://" + strings.Repeat("a.", 200_000) + "manage.microsoft.com/", "http://www.microsoft.com/pkiops" + strings.Repeat("/a", 200_000), "https://" + strings.Repeat("%", 400_000)} {
		Match(url, entries)
	}
}
