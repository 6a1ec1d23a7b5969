package provider

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/compat"
)

// TestCompatible: the snapshot of the schemas is that of the code. `make generate` takes a new one, and refuses a change that
// breaks configurations while CHANGELOG.md does not announce it.
func TestCompatible(t *testing.T) {
	text, err := os.ReadFile("testdata/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	before, err := compat.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	now, err := compat.Take(context.Background(), providerserver.NewProtocol6(New("test")())())
	if err != nil {
		t.Fatal(err)
	}
	changelog, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range compat.Unannounced(compat.Compare(before, now), string(changelog)) {
		t.Errorf("%s %s: that breaks configurations. Announce it in the newest section of CHANGELOG.md, in a list after the line \"Breaking changes:\", or keep it as it was", b.Name, b.What)
	}
	if got, err := now.JSON(); err != nil || !bytes.Equal(got, text) {
		t.Errorf("the snapshot is not that of the schemas (%v): run make generate", err)
	}
	if len(now) < 20 || len(now["provider"]) == 0 || now["provider::tenantattach::endpoint"]["()"].Type == "" {
		t.Errorf("the snapshot has %d things, and not all of them", len(now))
	}
}
