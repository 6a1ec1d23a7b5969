package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/compat"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/provider"
)

// snapshot takes a new snapshot of the schemas, unless one of the changes since the last breaks configurations and the
// changelog does not announce it.
func snapshot(root string) error {
	file := filepath.Join(root, "internal", "provider", "testdata", "schema.json")
	now, err := compat.Take(context.Background(), providerserver.NewProtocol6(provider.New("docgen")())())
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("reading the last snapshot: %w", err)
	}
	before, err := compat.Parse(text)
	if err != nil {
		return err
	}
	changelog, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		return fmt.Errorf("reading the changelog: %w", err)
	}
	for _, b := range compat.Unannounced(compat.Compare(before, now), string(changelog)) {
		return fmt.Errorf("%s %s, which CHANGELOG.md does not announce: its newest section must name it in a list after the line \"Breaking changes:\"", b.Name, b.What)
	}
	if text, err = now.JSON(); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}
