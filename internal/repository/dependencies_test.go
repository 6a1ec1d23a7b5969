package repository

import (
	"encoding/json"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestDependencies: DESIGN.md says of each direct requirement of go.mod what it is for, and of nothing else.
func TestDependencies(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var module struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(out, &module); err != nil {
		t.Fatal(err)
	}
	required := []string{}
	for _, r := range module.Require {
		if !r.Indirect {
			required = append(required, r.Path)
		}
	}
	_, section, _ := strings.Cut(read(t, "DESIGN.md"), "\n## Dependencies\n")
	section, _, _ = strings.Cut(section, "\n## ")
	justified := []string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| .*\\S.* \\|$").FindAllStringSubmatch(section, -1) {
		justified = append(justified, row[1])
	}
	slices.Sort(required)
	slices.Sort(justified)
	if !slices.Equal(required, justified) {
		t.Errorf("go.mod requires\n%s\nand DESIGN.md says what these are for:\n%s", strings.Join(required, "\n"), strings.Join(justified, "\n"))
	}
}
