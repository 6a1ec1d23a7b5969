package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPages holds the committed pages to the tables in the code: `make generate` writes them anew.
func TestPages(t *testing.T) {
	for name, want := range pages() {
		for _, dir := range []string{"templates", "docs"} {
			got, err := os.ReadFile(filepath.Join("..", "..", dir, "guides", name))
			if err != nil || string(got) != want {
				t.Errorf("%s/guides/%s is not what the code says (%v): run make generate", dir, name, err)
			}
		}
	}
}
