package driftreport

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestGuide: the guide and the help name every flag, every exit code and every status.
func TestGuide(t *testing.T) {
	text, err := os.ReadFile("../../templates/guides/drift-report.md")
	if err != nil {
		t.Fatal(err)
	}
	guide := string(text)
	for _, flag := range regexp.MustCompile(`(?m)^  -[\w-]+`).FindAllString(usage, -1) {
		if flag = strings.TrimSpace(flag); !strings.Contains(guide, "`"+flag) {
			t.Errorf("the guide does not say %s", flag)
		}
		if code, _, errs := run(flag+"=x", "-help"); code == ExitFailed && strings.Contains(errs, "not defined") {
			t.Errorf("there is no flag %s", flag)
		}
	}
	for _, s := range Statuses() {
		if !strings.Contains(guide, "| "+s.String()+" |") {
			t.Errorf("the guide does not say %q", s)
		}
	}
	for _, code := range []int{ExitNothing, ExitFailed, ExitDrift, ExitChanges, ExitUnknown, ExitOutdated} {
		if !strings.Contains(guide, fmt.Sprintf("| `%d` |", code)) || !strings.Contains(usage, fmt.Sprintf("\n  %d   ", code)) {
			t.Errorf("the guide or the help does not say what %d is", code)
		}
	}
	for text, number := range map[string]int{"after %d bytes": maxText, "the first %d attributes": maxDifferences} {
		if text = fmt.Sprintf(text, number); !strings.Contains(guide, text) {
			t.Errorf("the guide does not say %q", text)
		}
	}
}
