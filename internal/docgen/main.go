// Command docgen writes what comes from the code: the pages of the documentation that are made of tables (evidence,
// permissions, prerequisites, forms of proxies, version gates), those of list resources and actions, of which an older CLI
// knows nothing, and the snapshot of the schemas. `make generate` runs it before tfplugindocs, which renders templates/ into
// docs/.
package main

import (
	"context"
	"errors"
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
	templates := filepath.Join(root, "templates")
	if err := write(filepath.Join(templates, "guides"), pages()); err != nil {
		return err
	}
	newer, err := newerPages(context.Background(), filepath.Join(root, "examples"))
	if err != nil {
		return err
	}
	for dir, pages := range newer {
		err = errors.Join(err, write(filepath.Join(templates, dir), pages))
	}
	return errors.Join(err, snapshot(root))
}

func write(dir string, pages map[string]string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, page := range pages {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(page), 0o600); err != nil {
			return err
		}
	}
	return nil
}
