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

// TestNewerPages holds the committed pages of lists and actions to their schemas and examples.
func TestNewerPages(t *testing.T) {
	all, err := newerPages(t.Context(), filepath.Join("..", "..", "examples"))
	if err != nil || len(all["list-resources"]) == 0 || len(all["actions"]) == 0 {
		t.Fatalf("%v, %d", err, len(all))
	}
	for directory, pages := range all {
		for name, want := range pages {
			for _, dir := range []string{"templates", "docs"} {
				got, err := os.ReadFile(filepath.Join("..", "..", dir, directory, name))
				if err != nil || string(got) != want {
					t.Errorf("%s/%s/%s is not what the code says (%v): run make generate", dir, directory, name, err)
				}
			}
		}
	}
}
