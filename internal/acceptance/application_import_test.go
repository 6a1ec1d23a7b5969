package acceptance

import (
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// foreign inserts an application as the portal makes one: without a unique name, and not by the identity under test.
func (e *Env) foreign() (clientID string) {
	clientID = world.NewID()
	e.Drift(world.Change{Object: "application", Insert: true, Set: map[string]any{
		"appId": clientID, "displayName": "ConfigMgrSvc_1", "signInAudience": "AzureADMyOrg", "identifierUris": []any{}, "tags": []any{},
		"requiredResourceAccess": []any{}, "passwordCredentials": []any{}, "keyCredentials": []any{},
	}})
	return clientID
}

// TestApplicationImportForeign: an application without a unique name is imported and given one in place.
func TestApplicationImportForeign(t *testing.T) {
	t.Parallel()
	e := New(t)
	clientID := e.foreign()
	importing := Block("import", Attrs{"to": application, "id": Q(clientID)})
	p := e.Process(importing + e.Provider("admin") + Resource("application", ApplicationAttrs()))
	if out := p.plan(2); !said("1 to import, 0 to add, 1 to change, 0 to destroy").MatchString(out) {
		t.Errorf("the plan is:\n%s", out)
	}
	p.apply()
	p.plan(0)
	if app, ok := e.Tenant("contoso").Directory.Head().ApplicationByUniqueName("attach"); !ok || app.AppID != clientID {
		t.Errorf("the unique name is that of %q, want %s", app.AppID, clientID)
	}
	p.destroy()
}

// TestApplicationImportTakenName: a unique name that somebody else has fails the plan.
func TestApplicationImportTakenName(t *testing.T) {
	t.Parallel()
	e := New(t)
	clientID := e.foreign()
	e.Drift(world.Change{Object: "application", Insert: true, Set: map[string]any{"appId": world.NewID(), "displayName": "other", "uniqueName": "attach"}})
	p := e.Process(Block("import", Attrs{"to": application, "id": Q(clientID)}) + e.Provider("admin") + Resource("application", ApplicationAttrs()))
	if out := p.plan(1); !said("Unique name is taken").MatchString(out) {
		t.Errorf("the plan is:\n%s", out)
	}
}
