package acceptance

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/sweep"
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

// TestReadOnlyScenarios: in every scenario of the sweep, all that the stack would write is refused, by an error that says what and
// on which tenant; not one write is in the journal; the lab and the state are to the letter what they were.
func TestReadOnlyScenarios(t *testing.T) {
	t.Parallel()
	dir, err := pluginDir()
	if err != nil {
		t.Fatal(err)
	}
	all, err := sweep.ReadOnly(t.Context(), sweep.Options{Terraform: terraformPath(t), ProviderDir: dir, Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	const (
		rbac  = `POST /beta/deviceManagement/tenantAttachRBAC/enable to`
		proxy = `PUT \S+/SMS_SCI_SysResUse\(.+\) to the administration service of`
	)
	// What each scenario would write first of each object that depends on no other.
	first := map[string][]string{
		"apply":   {`PATCH /v1.0/applications\(uniqueName='attach'\) to`, `POST \S+/SMS_AAD_Tenant_Ex to the administration service of`, rbac, proxy, `POST /beta/networkAccess/filteringPolicies to`},
		"update":  {`DELETE /v1.0/servicePrincipals/\S+ to`, `PUT \S+/SMS_AAD_Tenant_Ex\(\d+\) to the administration service of`, rbac, proxy, `DELETE /beta/networkAccess/filteringPolicies/\S+ to`},
		"rotate":  {`POST /v1.0/applications/\S+/addPassword to`},
		"destroy": {`PUT \S+/SMS_Azure_CloudService\(\d+\) to the administration service of`, rbac, proxy, `DELETE /beta/networkAccess/filteringProfiles/\S+ to`},
	}
	if len(all) != len(first) {
		t.Errorf("%d scenarios, want %d", len(all), len(first))
	}
	for _, r := range all {
		t.Run(r.Scenario, func(t *testing.T) {
			want := first[r.Scenario]
			if r.Exit != 1 || len(r.Errors) != len(want) {
				t.Errorf("exited with %d and %d errors, want %d:\n%s", r.Exit, len(r.Errors), len(want), strings.Join(r.Errors, "\n"))
			}
			for _, w := range want {
				refused := regexp.MustCompile(`refused to send ` + w + ` tenant c0117050-1111-4111-8111-111111111111: the provider is configured with read_only = true. Nothing was sent`)
				if !slices.ContainsFunc(r.Errors, refused.MatchString) {
					t.Errorf("no error says %s:\n%s", refused, strings.Join(r.Errors, "\n"))
				}
			}
			requireReadsOnly(t, r.Journal)
			for _, d := range r.Differences {
				t.Error(d)
			}
		})
	}
}

// requireReadsOnly looks through the journal: only sign-ins, GET, $batch of GET, and the read of the upload scope.
func (e *Env) requireReadsOnly() {
	e.t.Helper()
	requireReadsOnly(e.t, e.Lab.Recorder().Journal())
}

func requireReadsOnly(t *testing.T, entries []wire.Entry) {
	t.Helper()
	if len(entries) == 0 {
		t.Error("nothing was sent at all")
	}
	for _, r := range entries {
		switch {
		case r.Method == http.MethodGet || r.Kind == wire.KindEntra, strings.HasSuffix(r.Path, "/SMS_CoMgmtConfigs.GetTenantCollectionMapping"):
		case strings.HasSuffix(r.Path, "/$batch") && allReads(r.Parts):
		default:
			t.Errorf("%s %s was sent", r.Method, r.Path)
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
