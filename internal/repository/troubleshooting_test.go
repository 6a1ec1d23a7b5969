package repository

import (
	"regexp"
	"strings"
	"testing"
)

// TestTroubleshooting: the guide has every code of Entra that an error of the provider gives advice for, and the checks that
// the guides name are there.
func TestTroubleshooting(t *testing.T) {
	guide := read(t, "docs/guides/troubleshooting.md")
	codes := regexp.MustCompile(`"(AADSTS\d+)"`).FindAllStringSubmatch(read(t, "internal/credential/error.go"), -1)
	if len(codes) < 15 {
		t.Errorf("only %d codes were looked at", len(codes))
	}
	for _, code := range codes {
		if !strings.Contains(guide, "`"+code[1]+"`") {
			t.Errorf("the guide does not have %s", code[1])
		}
	}
	checks, n := read(t, "docs/guides/prerequisites.md"), 0
	for name := range pages(t) {
		if !strings.HasPrefix(name, "docs/guides/") {
			continue
		}
		for _, check := range regexp.MustCompile("\\bthe check `(\\w+)`").FindAllStringSubmatch(read(t, name), -1) {
			if n++; !strings.Contains(checks, "| `"+check[1]+"` |") {
				t.Errorf("%s: there is no check %s", name, check[1])
			}
		}
	}
	if n < 5 {
		t.Errorf("only %d checks were looked at", n)
	}
}
