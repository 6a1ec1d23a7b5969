package onboarding

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// check fails what the site would refuse, before anything is changed, and says what people have to do.
func (c clients) check(ctx context.Context, plan, state *model, creating bool, reason string, diags *diag.Diagnostics) {
	begins := creating || plan.begins(state)
	if begins && (creating || !plan.ClientID.IsUnknown()) && !state.replacedBy(plan) {
		if err := c.refuseSecondTenant(ctx, plan.ClientID.ValueString(), plan.ApplicationName.ValueString()); err != nil {
			core.Fail(diags, "plan the onboarding", err)
			return
		}
	}
	o := observed{}
	if !plan.ClientID.IsUnknown() {
		var err error
		if o, err = c.observe(ctx, plan.ClientID.ValueString()); err != nil {
			core.Fail(diags, "look up the application at the site", err)
			return
		}
	}
	switch plan.Handoff.ValueString() {
	case handoffAdminService:
		if creating {
			warnTakeOver(plan, o, diags)
		}
		if err := core.CheckWrites(ctx, c.site, adminservice.NeedApplicationWrite(), adminservice.NeedCloudServiceWrite()); err != nil {
			core.Fail(diags, "hand the application over through the administration service", fmt.Errorf("%w\n\nOr set handoff = %q, which is the documented way", err, handoffConsole))
		}
	case handoffConsole:
		if reason != "" || len(plan.open(o, "")) > 0 {
			c.instruct(ctx, plan, creating, reason, diags)
		}
	}
}

// replacedBy reports whether a plan replaces the onboarding by that of another application.
func (m *model) replacedBy(plan *model) bool {
	return !m.ClientID.IsNull() && !strings.EqualFold(m.ClientID.ValueString(), plan.ClientID.ValueString())
}

func warnTakeOver(plan *model, o observed, diags *diag.Diagnostics) {
	if o.application != nil {
		core.Warn(diags, plan.about(), "Application is registered at the site already", fmt.Sprintf("Row %d of SMS_AAD_Application_Ex holds client id %s. Apply takes it over and hands over a new client secret. That is right after an interrupted apply; otherwise import it.",
			o.application.RowID, o.application.ClientID))
	}
}

// instruct shows what somebody has to do at the console while apply waits.
func (c clients) instruct(ctx context.Context, plan *model, creating bool, reason string, diags *diag.Diagnostics) {
	name, err := c.tenantName(ctx)
	if err != nil {
		core.Fail(diags, "look up the name of the tenant", err)
		return
	}
	steps := "In the console, change the onboarding to what is configured."
	switch {
	case creating:
		steps = wizardSteps
	case reason != "":
		steps = renewSteps
	}
	if plan.ClientID.IsUnknown() {
		steps = "The application does not exist yet, and apply prints nothing while it waits. To have all values at hand, make it first: terraform apply -target with the address of the tenantattach_application, then plan again.\n\n" + steps
	}
	core.Warn(diags, plan.about(), "Apply waits for somebody at the console", steps+"\n\n"+plan.wizard(name, c.tenant.ID()))
}
