package acceptance

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestReadOnly: with read_only, a plan works fully and nothing that could change anything is ever sent, whatever the
// identity may do.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	e := New(t)
	readOnly := Attrs{"read_only": "true"}
	const refused = "read_only = true. Nothing was sent"
	e.Run(
		resource.TestStep{Config: e.Provider("admin", readOnly) + Stack(nil), ExpectError: said(refused)},
		resource.TestStep{PreConfig: func() { e.requireReadsOnly() }, Config: e.Provider("admin") + Stack(nil)},
		resource.TestStep{
			PreConfig: func() { e.Lab.Recorder().ClearJournal() },
			Config:    e.Provider("admin", readOnly) + Stack(nil), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{Changes{}}},
		},
		resource.TestStep{
			PreConfig: func() {
				e.Drift(world.Change{Object: "SMS_CoMgmtConfigs", Match: map[string]any{"TenantID": e.Tenant("contoso").ID}, Set: map[string]any{"CollectionSiteID": "P0100020"}})
			},
			Config: e.Provider("admin", readOnly) + Stack(nil), ConfigPlanChecks: action(collectionUpload, plancheck.ResourceActionUpdate), ExpectError: said(refused),
		},
		resource.TestStep{Config: e.Provider("admin", readOnly) + Stack(nil), Destroy: true, ExpectError: said(refused)},
		resource.TestStep{PreConfig: func() { e.requireReadsOnly() }, Config: e.Provider("admin") + Stack(nil)},
	)
}

// requireReadsOnly looks through the journal: only sign-ins, GET, $batch of GET, and the read of the upload scope.
func (e *Env) requireReadsOnly() {
	e.t.Helper()
	entries := e.Lab.Recorder().Journal()
	if len(entries) == 0 {
		e.t.Error("nothing was sent at all")
	}
	for _, r := range entries {
		switch {
		case r.Method == http.MethodGet || r.Kind == "entra", strings.HasSuffix(r.Path, "/SMS_CoMgmtConfigs.GetTenantCollectionMapping"):
		case strings.HasSuffix(r.Path, "/$batch") && allReads(r.Parts):
		default:
			e.t.Errorf("%s %s was sent", r.Method, r.Path)
		}
	}
}

func allReads(parts []string) bool {
	for _, p := range parts {
		if !strings.HasPrefix(p, "GET ") {
			return false
		}
	}
	return len(parts) > 0
}

// TestPipeline: the identity that only reads sees that nothing has changed, with the permissions that are documented
// for planning and no more.
func TestPipeline(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.Run(
		resource.TestStep{Config: e.Provider("admin") + Stack(nil)},
		resource.TestStep{Config: e.Provider("reader") + Stack(nil), PlanOnly: true},
		resource.TestStep{Config: e.Provider("admin") + Stack(nil), PlanOnly: true},
	)
}
