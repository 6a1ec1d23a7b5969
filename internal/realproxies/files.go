package realproxies

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
)

// directory is where a proxy has its files. It belongs to the user that the proxy runs as, and goes with the test.
type directory struct {
	path  string
	owner child.Owner
}

// newDirectory makes a directory that is not the test's: nobody else can enter that, and a proxy may run as another user.
func newDirectory(t testing.TB, name string, as child.Owner) directory {
	t.Helper()
	path, err := os.MkdirTemp("", name+"-")
	if err != nil {
		t.Fatalf("making a directory for %s: %v", name, err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(path) })
	if err := as.Give(path); err != nil {
		t.Fatalf("making a directory for %s: %v", name, err)
	}
	return directory{path: path, owner: as}
}

func (d directory) file(name string) string { return filepath.Join(d.path, name) }

func (d directory) write(name, text string) error {
	if err := os.WriteFile(d.file(name), []byte(text), 0o600); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return d.owner.Give(d.file(name))
}

func (d directory) mustWrite(t testing.TB, name, text string) {
	t.Helper()
	if err := d.write(name, text); err != nil {
		t.Fatal(err)
	}
}
