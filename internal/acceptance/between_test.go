package acceptance

import (
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// saved is the plan that a change is saved in.
const saved = "saved.plan"

// TestBetweenPlanAndApply: somebody deletes, after the plan was made, what it is to change. The apply says so and what to do,
// the next one makes it again, and a destroy leaves nothing.
func TestBetweenPlanAndApply(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		deleted world.Change
		says    string
	}{
		"application": {
			world.Change{Object: "application", Match: map[string]any{"uniqueName": "attach"}, Delete: true}, "it has been deleted since the plan was made. Plan again",
		},
		"registration of the tenant": {world.Change{Object: "SMS_AAD_Tenant_Ex", Delete: true}, "it has been removed since the plan was made. Plan again"},
		"collection":                 {world.Change{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100020"}, Delete: true}, "Unknown collection"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t, shared, func(s *world.Seed) { s.Lag = 0 })
			p := e.Process("variable \"x\" {\n  default = \"first\"\n}\nvariable \"scope\" {\n  default = \"P0100014\"\n}\n" + e.Provider("admin") + Stack(map[string]Attrs{
				"application": {"notes": "var.x"}, "cloud_environment": {"name": "var.x"}, "collection_upload": {"scope": "var.scope"}, "onboarding": {"description": "var.x"},
			}))
			p.apply()
			p.want(0, "plan", "-no-color", "-input=false", "-var=x=second", "-var=scope=P0100020", "-out="+saved)
			e.Drift(tt.deleted)
			e.sees(p.want(1, "apply", "-no-color", "-input=false", saved), tt.says)
			p.want(0, "apply", "-no-color", "-input=false", "-auto-approve", "-var=x=second")
			p.want(0, "plan", "-no-color", "-input=false", "-detailed-exitcode", "-var=x=second")
			e.requireWorking()
			p.destroy()
			if tt.deleted.Object == "SMS_Collection" { // it stays deleted
				return
			}
			if err := e.RequireInitial(); err != nil {
				t.Error(err)
			}
		})
	}
}
