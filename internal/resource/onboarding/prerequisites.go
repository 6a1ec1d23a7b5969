package onboarding

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/prerequisite"
)

// What a plan that begins to attach does with prerequisites that are not met.
const (
	preflightEnforce = "enforce"
	preflightWarn    = "warn"
	preflightOff     = "off"
)

// preflightTime is for how long the prerequisites are looked at: what has not answered by then is not known.
const preflightTime = time.Minute

// checkPrerequisites says all that is not met at once, before anything is changed. Terraform plans once more while it applies:
// nothing is refused then, when it would be in the middle of the change.
func (c clients) checkPrerequisites(ctx context.Context, plan *model, replaces bool, diags *diag.Diagnostics) {
	mode := plan.Preflight.ValueString()
	if plan.Preflight.IsUnknown() || mode == preflightOff || unknownSkip(plan) || c.tenant.Changing() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, preflightTime)
	defer cancel()
	report, err := prerequisite.Run(ctx, c.tenant, plan.prerequisites(ctx, replaces, diags))
	if err != nil {
		diags.AddAttributeError(path.Root("preflight_skip"), "Unknown check", err.Error())
		return
	}
	about := plan.about()
	if failed := listing(report, prerequisite.Fail); failed != "" && mode == preflightEnforce {
		diags.AddAttributeError(path.Root("preflight"), "Prerequisites are not met ("+about+")", "Nothing was changed in this tenant."+failed)
	} else if failed != "" {
		core.WarnAt(diags, path.Root("preflight"), about, "Prerequisites are not met", "Apply goes on all the same, since preflight is \""+preflightWarn+"\"."+failed)
	}
	if warned := listing(report, prerequisite.Warn); warned != "" {
		core.WarnAt(diags, path.Root("preflight"), about, "Prerequisites that need a look", strings.TrimSpace(warned))
	}
	if unread := listUnread(report); unread != "" {
		core.WarnAt(diags, path.Root("preflight"), about, "Prerequisites that could not be checked", "They are not taken for met."+unread)
	}
}

func unknownSkip(m *model) bool {
	if m.PreflightSkip.IsUnknown() {
		return true
	}
	for _, v := range m.PreflightSkip.Elements() {
		if v.IsUnknown() {
			return true
		}
	}
	return false
}

// prerequisites are what the checks are about: what this resource does. Those whose answers only people know belong to the data
// source, and the secret that the site holds is about to be replaced.
func (m *model) prerequisites(ctx context.Context, replaces bool, diags *diag.Diagnostics) prerequisite.Options {
	validity, _ := m.durations()
	makes := !m.ownSecret() && !m.console()
	o := prerequisite.Options{
		ClientID: m.ClientID.ValueString(), IdentifierURI: m.IdentifierURI.ValueString(), ApplicationName: m.ApplicationName.ValueString(),
		SecretValidity: validity, NoSecret: !makes, Needs: graph.NeedsOfHandover(makes),
		Skip: append(core.Texts(ctx, m.PreflightSkip, diags), prerequisite.OfPeople()...),
	}
	if o.Skip = append(o.Skip, prerequisite.SecretExpiry); replaces { // what is attached now is taken down first
		o.Skip = append(o.Skip, prerequisite.AlreadyAttached)
	}
	return o
}

// listing are the results with a status, one paragraph each.
func listing(report prerequisite.Report, status prerequisite.Status) string {
	var b strings.Builder
	for _, one := range report {
		if one.Status == status {
			fmt.Fprintf(&b, "\n\n- %s: %s\n  %s\n  %s", one.ID, one.Title, one.Evidence, one.Remedy)
		}
	}
	return b.String()
}

// listUnread are the checks that could not be done, by the permission that was missing.
func listUnread(report prerequisite.Report) string {
	by, order := map[string][]string{}, []string{}
	for _, one := range report {
		if !one.Unread {
			continue
		}
		why := one.Evidence
		if one.Missing != "" {
			why = "missing: " + one.Missing
		}
		if !slices.Contains(order, why) {
			order = append(order, why)
		}
		by[why] = append(by[why], one.ID)
	}
	var b strings.Builder
	for _, why := range order {
		fmt.Fprintf(&b, "\n\n- %s: %s", strings.Join(by[why], ", "), why)
	}
	return b.String()
}
