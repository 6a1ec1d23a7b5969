package onboarding

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// durationBetween checks a duration in hours.
type durationBetween struct{ minHours, maxHours int }

// Description implements validator.Describer.
func (v durationBetween) Description(context.Context) string {
	return fmt.Sprintf("must be between %dh and %dh", v.minHours, v.maxHours)
}

// MarkdownDescription implements validator.Describer.
func (v durationBetween) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (v durationBetween) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	d, err := time.ParseDuration(req.ConfigValue.ValueString())
	if err != nil {
		return // the type of the attribute says so already
	}
	if d < time.Duration(v.minHours)*time.Hour || d > time.Duration(v.maxHours)*time.Hour {
		resp.Diagnostics.AddAttributeError(req.Path, "Duration out of range", fmt.Sprintf("%s: %s.", req.ConfigValue.ValueString(), v.Description(ctx)))
	}
}

// ValidateConfig implements resource.ResourceWithValidateConfig.
func (r *Resource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var m model
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	validity, before := m.durations()
	makes := m.ClientSecretVersion.IsNull() && m.Handoff.ValueString() != handoffConsole // the provider makes the secret
	if makes && validity > 0 && before >= validity {
		resp.Diagnostics.AddAttributeError(path.Root("rotate_before"), "Secret would be rotated at every apply",
			fmt.Sprintf("rotate_before (%s) must be shorter than secret_validity (%s).", before, validity))
	}
	if m.Handoff.ValueString() == handoffConsole && !m.ClientSecret.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("client_secret"), "Secret that would not be used",
			"With handoff = \"console\" the secret is typed into the wizard; the provider hands over none. Remove client_secret, client_secret_version and client_secret_expiry.")
	}
	if m.Handoff.ValueString() == handoffConsole && (!m.ServiceName.IsNull() || !m.Description.IsNull()) {
		resp.Diagnostics.AddAttributeError(path.Root("service_name"), "Name that nobody would write",
			"With handoff = \"console\" the wizard names the service and does not ask for a description. Remove service_name and description.")
	}
	if !m.ClientSecretVersion.IsNull() && m.ClientSecret.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("client_secret"), "Missing secret", "client_secret_version is set, so client_secret must be, too.")
	}
}
