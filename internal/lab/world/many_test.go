package world

import (
	"strconv"
	"testing"

	"github.com/jonboulle/clockwork"
)

// TestMultiply: nothing by which a tenant is addressed is there twice, and a world can be made of them.
func TestMultiply(t *testing.T) {
	const count = 12
	seed := DefaultSeed()
	seed.Multiply(count)
	if len(seed.Tenants) != count {
		t.Fatalf("%d tenants", len(seed.Tenants))
	}
	seen := map[string]bool{}
	for i, tenant := range seed.Tenants {
		h := tenant.Hierarchy
		for name, value := range map[string]string{"name": tenant.Name, "id": tenant.ID, "domain": tenant.Domain, "server": h.Server, "gateway": h.GatewayID, "app": h.ServerApp} {
			if value == "" || seen[name+value] {
				t.Errorf("%s %q of tenant %s is there twice, or empty", name, value, strconv.Itoa(i))
			}
			seen[name+value] = true
		}
		if len(tenant.Collections) == 0 {
			t.Errorf("tenant %s has no collections", tenant.Name)
		}
	}
	w, err := New(seed, clockwork.NewFakeClock())
	if err != nil {
		t.Fatal(err)
	}
	for _, tenant := range seed.Tenants {
		if found, ok := w.TenantByID(tenant.ID); !ok || found.Name != tenant.Name {
			t.Errorf("%s is not found by its id", tenant.Name)
		}
	}
}
