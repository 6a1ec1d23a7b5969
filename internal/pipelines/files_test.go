package pipelines

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const (
	root = "../.."
	dir  = root + "/examples/pipelines"
)

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// readYAML reads a file into a type that names all that may stand in it: what the type does not know is an error.
func readYAML[T any](t *testing.T, name string) T {
	t.Helper()
	var out T
	decoder := yaml.NewDecoder(strings.NewReader(readFile(t, name)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&out); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return out
}
