// Command docgen writes the pages of the documentation that come from tables in the code: evidence, permissions,
// forms of proxies and version gates. `make generate` runs it before tfplugindocs, which renders templates/ into docs/.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := filepath.Join("templates", "guides")
	for name, page := range pages() {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(page), 0o600); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
