package tenant

import (
	"testing"

	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// TestPool: connections to the cloud are shared by tenants that trust the same, and by no others.
func TestPool(t *testing.T) {
	p := newPool(adminservice.NewLimits(clockwork.NewFakeClock()))
	way := func(of trust) any {
		t.Helper()
		made, err := p.of(of)
		if err != nil {
			t.Fatal(err)
		}
		return made.cloud
	}
	if way(trust{}) != way(trust{}) {
		t.Error("two tenants that trust the same have connections of their own")
	}
	if made, err := p.of(trust{siteProxied: true}); err != nil || !made.site.proxied {
		t.Errorf("a site behind a proxy: %v, %v", made.site.proxied, err)
	}
	for range 2 { // an error is not kept for a certificate
		if _, err := p.of(trust{caPEM: "not PEM"}); err == nil {
			t.Error("a broken certificate is trusted")
		}
	}
}
