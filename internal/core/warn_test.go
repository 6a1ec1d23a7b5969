package core

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// TestWarn: the summary names what the warning is about, so that none of two is folded away, and nothing in it can be taken
// for something else.
func TestWarn(t *testing.T) {
	var diags diag.Diagnostics
	Warn(&diags, "tenant a", "Stays", "x")
	Warn(&diags, "tenant b\x1b[31m\nc", "Stays", "x")
	WarnAt(&diags, path.Root("scope"), "tenant a", "Stays", "x")
	got := []string{}
	for _, d := range diags {
		got = append(got, d.Summary())
	}
	if text := strings.Join(got, "|"); text != "Stays (tenant a)|Stays (tenant b\uFFFD[31m\uFFFDc)|Stays (tenant a)" {
		t.Errorf("got %q", text)
	}
}

// TestWarningsNameTheirObject: no resource adds a warning but by Warn or WarnAt.
func TestWarningsNameTheirObject(t *testing.T) {
	direct, warned, seen := regexp.MustCompile(`\.Add(Attribute)?Warning\(|diag\.New(Attribute)?Warning`), regexp.MustCompile(`core\.Warn(At)?\(`), 0
	err := filepath.WalkDir("../resource", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" {
			return err
		}
		text, err := os.ReadFile(name)
		if found := direct.Find(text); found != nil {
			t.Errorf("%s: %s: the summary may be that of another object", name, found)
		}
		seen += len(warned.FindAll(text, -1))
		return err
	})
	if err != nil || seen < 30 {
		t.Errorf("%d warnings, %v", seen, err)
	}
}
