package acceptance

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
)

// Changes is a plan check: the plan changes exactly these top-level attributes, by resource address, and nothing else
// anywhere. No address means an empty plan.
type Changes cli.Changes

// CheckPlan implements plancheck.PlanCheck.
func (want Changes) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	if got := cli.ChangesOf(req.Plan); !got.Equal(cli.Changes(want)) {
		resp.Error = fmt.Errorf("the plan changes %v, want %v", got, want)
	}
}
