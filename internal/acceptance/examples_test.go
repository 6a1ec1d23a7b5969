package acceptance

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/function/endpointlist"
)

// TestExamples plans every example of a resource, data source or function against the lab, and validates that of the
// provider: what the documentation shows works.
func TestExamples(t *testing.T) {
	t.Parallel()
	files := []string{}
	for _, kind := range []string{"resources", "data-sources", "functions"} {
		found, err := filepath.Glob("../../examples/" + kind + "/*/*.tf")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	files = slices.DeleteFunc(files, func(file string) bool { return strings.HasPrefix(filepath.Base(file), "import") }) // they need something to import
	if functions := len(endpointlist.Functions()); len(files) != len(resourceSchemas())+len(dataSourceNames())+functions {
		t.Errorf("%d examples for %d resources, %d data sources and %d functions", len(files), len(resourceSchemas()), len(dataSourceNames()), functions)
	}
	e := New(t)
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			example, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			one := *e
			one.t = t
			one.Process(e.Provider("reader") + string(example)).plan(2)
		})
	}
	t.Run("provider", func(t *testing.T) {
		one := *e
		one.t = t
		one.ProcessIn("../../examples/provider").want(0, "validate", "-no-color")
	})
}
