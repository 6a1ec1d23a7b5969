package onboarding

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/prerequisite"
)

// What a plan that begins to attach does with prerequisites that are not met.
const (
	preflightEnforce = "enforce"
	preflightWarn    = "warn"
	preflightOff     = "off"
)

// checkPrerequisites says all that is not met at once, before anything is changed.
func (c clients) checkPrerequisites(ctx context.Context, plan *model, replaces bool, diags *diag.Diagnostics) {
	if plan.Preflight.ValueString() == preflightOff {
		return
	}
	validity, _ := plan.durations()
	o := prerequisite.Options{ClientID: plan.ClientID.ValueString(), IdentifierURI: plan.IdentifierURI.ValueString(), Skip: core.Texts(ctx, plan.PreflightSkip, diags)}
	if !plan.ownSecret() && !plan.console() {
		o.SecretValidity = validity
	}
	if replaces { // what is attached now is taken down first
		o.Skip = append(o.Skip, prerequisite.AlreadyAttached)
	}
	report, err := prerequisite.Run(ctx, c.tenant, o)
	if err != nil {
		diags.AddAttributeError(path.Root("preflight_skip"), "Unknown check", err.Error())
		return
	}
	failed, warned := list(report, prerequisite.Fail), list(report, prerequisite.Warn)
	open := ""
	if ids := report.With(prerequisite.Unknown); len(ids) > 0 {
		open = fmt.Sprintf("\n\nNot known: %s. The data source tenantattach_prerequisites says why of each.", strings.Join(ids, ", "))
	}
	if failed != "" && plan.Preflight.ValueString() == preflightEnforce {
		diags.AddAttributeError(path.Root("preflight"), "Prerequisites are not met", "Nothing was changed."+failed+open)
		failed, open = "", ""
	}
	if failed != "" {
		diags.AddAttributeWarning(path.Root("preflight"), "Prerequisites are not met", "Apply will go on all the same, since preflight is \""+preflightWarn+"\"."+failed+open)
		open = ""
	}
	if warned != "" {
		diags.AddAttributeWarning(path.Root("preflight"), "Prerequisites that need a look", strings.TrimSpace(warned+open))
	}
}

// list are the results with a status, one paragraph each.
func list(report prerequisite.Report, status prerequisite.Status) string {
	var b strings.Builder
	for _, one := range report {
		if one.Status == status {
			fmt.Fprintf(&b, "\n\n- %s: %s\n  %s\n  %s", one.ID, one.Title, one.Evidence, one.Remedy)
		}
	}
	return b.String()
}
