package provider

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// requireDocumented holds the committed documentation to the schemas: `make generate` writes it anew.
func requireDocumented(t *testing.T, page string, descriptions ...string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
	if err != nil {
		t.Fatalf("%v: run make generate", err)
	}
	for _, d := range descriptions {
		if !strings.Contains(string(data), d) {
			t.Errorf("docs/%s does not say %q: run make generate", page, d)
		}
	}
}
