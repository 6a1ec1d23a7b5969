// Command docgen writes the pages of the documentation that come from tables in the code: evidence, permissions,
// forms of proxies and version gates; and those of list resources and actions, of which an older CLI knows nothing. `make generate` runs it before tfplugindocs, which renders templates/ into docs/.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if err := write(filepath.Join("templates", "guides"), pages()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	newer, err := newerPages(context.Background(), "examples")
	for dir, pages := range newer {
		err = errors.Join(err, write(filepath.Join("templates", dir), pages))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
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
