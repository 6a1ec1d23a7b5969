package acceptance

import (
	"testing"

	"go.uber.org/goleak"
)

// TestGoroutines: the creation, a refresh and the destruction of what is attached leave no goroutine behind in the provider. Nothing is ignored but what was there before, that is the other tests, which wait for this one: it is not parallel.
// The connections that the provider keeps for its next request end with the lab, which closes them.
func TestGoroutines(t *testing.T) { //nolint:paralleltest // the goroutines of others would be counted
	before := goleak.IgnoreCurrent()
	t.Run("life", func(t *testing.T) {
		e := New(t)
		p := e.Protocol("admin")
		app := p.create("application", map[string]any{"unique_name": "attach", "display_name": "ConfigMgr attach", "purge_on_destroy": true})
		env := p.create("cloud_environment", map[string]any{"name": "Contoso", "environment": "AzurePublicCloud"})
		upload := p.create("collection_upload", map[string]any{"scope": "P0100014"})
		onboarding := p.create("onboarding", map[string]any{
			"handoff": "admin_service", "client_id": text(t, app.state, "client_id"), "application_name": "ConfigMgr attach",
			"identifier_uri": text(t, app.state, "identifier_uri"),
		})
		rbac := p.create("intune_rbac", map[string]any{"enabled": true})
		all := []instance{rbac, onboarding, upload, env, app}
		for _, i := range all {
			p.refresh(i)
		}
		for _, i := range all {
			p.destroy(i)
		}
	})
	if err := goleak.Find(before); err != nil {
		t.Error(err)
	}
}
