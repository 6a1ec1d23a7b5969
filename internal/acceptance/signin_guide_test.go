package acceptance

import (
	"regexp"
	"testing"
)

// TestSignInGuide: every configuration in the guide is valid.
func TestSignInGuide(t *testing.T) {
	t.Parallel()
	e := New(t)
	blocks := regexp.MustCompile("(?s)```terraform\n(.*?)```").FindAllStringSubmatch(readFile(t, "../../templates/guides/sign-in-entra.md"), -1)
	if len(blocks) < 5 {
		t.Fatalf("the guide has %d configurations: this test would show nothing", len(blocks))
	}
	for _, block := range blocks {
		e.Process(block[1]).want(0, "validate", "-no-color")
	}
}
