package acceptance

import (
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestDriftAttributionIntuneHidden: without the permission to read the log of Intune, which one is missing is said.
func TestDriftAttributionIntuneHidden(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.attributing() + Resource("intune_rbac", Attrs{"enabled": "true"}))
	p.apply()
	e.Drift(world.Change{Object: "tenantAttachRBAC", Set: map[string]any{"enabled": false}})
	e.sees(p.plan(2), "enabled: true → false", "could not be asked: could not read the audit log of Intune in tenant "+e.Tenant("contoso").ID, "DeviceManagementApps.Read.All")
	p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}
