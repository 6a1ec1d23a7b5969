package acceptance

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestSteps: each way in which a step is not what it should be fails.
func TestSteps(t *testing.T) {
	t.Parallel()
	e := New(t)
	drifts := func(*state) error {
		e.Drift(world.Change{Object: "SMS_CoMgmtConfigs", Match: map[string]any{"TenantID": e.Tenant("contoso").ID}, Set: map[string]any{"CollectionSiteID": "P0100020"}})
		return nil
	}
	s := newSteps(t)
	s.write("main.tf", e.scopeOf("P0100014"))
	for _, tt := range []struct {
		name, want string // no words: it works
		step       resource.TestStep
	}{
		{"not applied", "something to do: true", resource.TestStep{PlanOnly: true}},
		{"drifts", "something to do: true", resource.TestStep{Check: drifts}},
		{"check", "client_id", resource.TestStep{Check: resource.TestCheckResourceAttr(cloudEnvironment, "client_id", "x")}},
		{"nothing to do", "something to do: false", resource.TestStep{ExpectNonEmptyPlan: true}},
		{"state", "scope", resource.TestStep{ConfigStateChecks: []statecheck.StateCheck{value(collectionUpload, "scope", knownvalue.StringExact("x"))}}},
		{"plan", "the plan changes map[]", resource.TestStep{ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{Changes{collectionUpload: {"scope"}}}}}},
		{"all is well", "", resource.TestStep{Check: resource.TestCheckResourceAttr(collectionUpload, "scope", "P0100014")}},
	} {
		err := s.try(tt.step)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: the error is %v, want %q", tt.name, err, tt.want)
		}
	}
	s.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}
