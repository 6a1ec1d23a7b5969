package endpoint

import (
	"slices"
	"testing"
)

// TestTexts: hosts and URLs are sorted and each is there once; of no entries there are none, and not null.
func TestTexts(t *testing.T) {
	entries := []Entry{
		{Scheme: HTTPS, Host: "b.example", Port: 443, Path: "/x"}, {Scheme: HTTP, Host: "b.example", Port: 8080}, {Scheme: HTTPS, Host: "*.a.example", Port: 443},
	}
	if got := Hosts(entries); !slices.Equal(got, []string{"*.a.example", "b.example"}) {
		t.Error(got)
	}
	if got := URLs(entries); !slices.Equal(got, []string{"http://b.example:8080", "https://*.a.example", "https://b.example/x"}) {
		t.Error(got)
	}
	if Hosts(nil) == nil || URLs(nil) == nil {
		t.Error("a list is null")
	}
}
