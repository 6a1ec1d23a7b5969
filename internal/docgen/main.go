// Command docgen writes what comes from the code: the pages of the documentation that are made of tables (evidence,
// permissions, prerequisites, forms of proxies, version gates), and the snapshot of the schemas. `make generate` runs it
// before tfplugindocs, which renders templates/ into docs/.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := generate("."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// generate writes all of it below the root of the repository.
func generate(root string) error {
	for name, page := range pages() {
		if err := os.WriteFile(filepath.Join(root, "templates", "guides", name), []byte(page), 0o600); err != nil {
			return err
		}
	}
	return snapshot(root)
}
