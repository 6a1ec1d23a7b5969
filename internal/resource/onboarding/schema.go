package onboarding

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// How the application reaches the site.
const (
	handoffAdminService = "admin_service"
	handoffConsole      = "console"
)

// What is known of the secret that the site holds.
const (
	statusCurrent        = "current"
	statusMissing        = "missing_in_entra"
	statusReplaced       = "replaced_at_site"
	statusUnmatched      = "unmatched"
	defaultValidity      = "8760h"
	defaultRotateBefore  = "720h"
	defaultServiceName   = "Tenant attach"
	secretDisplayName    = "terraform-provider-tenantattach"
	longestValidityHours = 2 * 8784 // two years, the longest that the wizard offers; leap days counted
)

// Schema implements resource.Resource.
func (r *Resource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := registrationAttributes()
	for name, a := range secretAttributes() {
		attributes[name] = a
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Attaches the hierarchy: the application's registration at the site (`SMS_AAD_Application_Ex`), with a client secret that this resource makes, hands over in memory and never stores, and the upload service that uses it (`SMS_Azure_CloudService` of type 5). " +
			"No supported way to write these is published: with `handoff = \"admin_service\"` the provider writes what it infers from the classes, with `handoff = \"console\"` a person runs the documented wizard and the provider waits and watches. " +
			"Destroying off-boards the hierarchy; the service can take up to two hours to forget it, and a new onboarding should wait for that.",
		Attributes: core.Attributes(ctx, "Default: 20 minutes, 2 hours where somebody at the console is waited for, and 5 minutes for a read.", attributes),
	}
}

func registrationAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed: true, MarkdownDescription: "The client id of the application.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"handoff": schema.StringAttribute{
			Required: true,
			MarkdownDescription: "How the application reaches the site: `" + handoffAdminService + "`, the provider writes it through the administration service (inferred, not documented), or `" + handoffConsole + "`, somebody imports it in the console's wizard (documented) with the values that the plan shows, while apply waits. " +
				"Both end in the same state. There is no default: the choice is yours.",
			Validators: []validator.String{stringvalidator.OneOf(handoffAdminService, handoffConsole)},
		},
		"preflight": schema.StringAttribute{
			Optional: true, Computed: true, Default: stringdefault.StaticString(preflightWarn),
			MarkdownDescription: "What a plan that begins to attach the hierarchy does with the prerequisites, which it checks as `tenantattach_prerequisites` does: `" + preflightEnforce + "` refuses the plan when one is not met, `" + preflightWarn + "` warns, `" + preflightOff + "` checks nothing. All that is not met is said at once, before anything is changed; while an apply runs nothing is refused. What may not be read is named with the permission that is missing, and never refuses. The checks that are about people, and about where the service connection point is, are left to the data source. Default: `" + preflightWarn + "`.",
			Validators:          []validator.String{stringvalidator.OneOf(preflightEnforce, preflightWarn, preflightOff)},
		},
		"preflight_skip": schema.SetAttribute{
			Optional: true, ElementType: types.StringType, MarkdownDescription: "The ids of checks that `preflight` leaves out: what is known and accepted.",
		},
		"client_id": schema.StringAttribute{
			Required: true, MarkdownDescription: "The client id of the application, from `tenantattach_application`.",
			Validators:    []validator.String{core.MustBeGUID("must be a GUID")},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIf(anotherID, "Another application is onboarded anew.", "Another application is onboarded anew.")},
		},
		"application_name": schema.StringAttribute{
			Required: true, MarkdownDescription: "The name of the application at the site, from `tenantattach_application`.",
			Validators: []validator.String{stringvalidator.LengthBetween(1, 256)},
		},
		"identifier_uri": schema.StringAttribute{
			Required: true, MarkdownDescription: "The App ID URI of the application, from `tenantattach_application`.",
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"upload_enabled": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(true),
			MarkdownDescription: "Whether devices are uploaded to the Microsoft Intune admin center. Default: `true`.",
		},
		"service_name": schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "The name of the Azure service in the console; only with `handoff = \"" + handoffAdminService + "\"`, since the wizard does not ask for it. Left out: the name that it has; a new one is called `" + defaultServiceName + "`.",
			Validators:          []validator.String{stringvalidator.LengthBetween(1, 256)},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"description": schema.StringAttribute{
			Optional: true, MarkdownDescription: "The description of the Azure service in the console; only with `handoff = \"" + handoffAdminService + "\"`.",
			Validators: []validator.String{stringvalidator.LengthBetween(1, 512)},
		},
		"application_row_id": schema.Int64Attribute{
			Computed: true, MarkdownDescription: "The id of the row of `SMS_AAD_Application_Ex`.",
			PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
		"tenant_row_id": schema.Int64Attribute{
			Computed: true, MarkdownDescription: "The id of the row of `SMS_AAD_Tenant_Ex` that the application belongs to. When the tenant is registered anew, the plan moves the application to the new row.",
			PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
		"service_row_id": schema.Int64Attribute{
			Computed: true, MarkdownDescription: "The id of the row of `SMS_Azure_CloudService`.",
			PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		},
	}
}

func secretAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"secret_validity": schema.StringAttribute{
			Optional: true, Computed: true, CustomType: timetypes.GoDurationType{}, Default: stringdefault.StaticString(defaultValidity),
			MarkdownDescription: "For how long a new client secret is valid, as a duration such as `8760h` (one year, the default). At most two years, which is the longest that the wizard offers. It ends up to a thousandth of that earlier, so that no two secrets have the same end. A change applies from the next rotation on.",
			Validators:          []validator.String{durationBetween{minHours: 1, maxHours: longestValidityHours}},
		},
		"rotate_before": schema.StringAttribute{
			Optional: true, Computed: true, CustomType: timetypes.GoDurationType{}, Default: stringdefault.StaticString(defaultRotateBefore),
			MarkdownDescription: "How long before the end of the client secret the plan rotates it, as a duration. Default: `720h` (30 days). The console gives no warning for an imported application.",
			Validators:          []validator.String{durationBetween{minHours: 0, maxHours: longestValidityHours}},
		},
		"client_secret": schema.StringAttribute{
			Optional: true, Sensitive: true, WriteOnly: true,
			MarkdownDescription: "A client secret of your own to hand over, instead of one that this resource makes. Write-only: it is never stored. Needs Terraform 1.11, `client_secret_version` and `client_secret_expiry`.",
			Validators: []validator.String{
				stringvalidator.LengthAtLeast(1),
				stringvalidator.AlsoRequires(path.MatchRoot("client_secret_version"), path.MatchRoot("client_secret_expiry")),
			},
		},
		"client_secret_version": schema.StringAttribute{
			Optional: true, MarkdownDescription: "Any text; changing it hands over `client_secret` again.",
		},
		"client_secret_expiry": schema.StringAttribute{
			Optional: true, CustomType: timetypes.RFC3339Type{},
			MarkdownDescription: "When `client_secret` ends, as an RFC 3339 time such as `2027-06-30T00:00:00Z`. Changing it hands over `client_secret` again.",
			Validators:          []validator.String{stringvalidator.AlsoRequires(path.MatchRoot("client_secret_version"))},
		},
		"key_id": schema.StringAttribute{
			Computed: true, MarkdownDescription: "The id of the client secret in Entra (`keyId`) that was handed over. Null when it is not known: for a secret of your own, and for an imported onboarding whose secret cannot be told by its expiry.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"secret_expiry": schema.StringAttribute{
			Computed: true, MarkdownDescription: "When the client secret at the site ends (UTC, RFC 3339).",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"secret_status": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "What is known of the client secret at the site: `" + statusCurrent + "`; `" + statusMissing + "`, somebody removed it from Entra; `" + statusReplaced + "`, the site holds one with another expiry than the one handed over (inferred from `SecretKeyExpiry`: the secret itself cannot be compared); " +
				"`" + statusUnmatched + "`, the secret was handed over by somebody else and none in Entra ends when, or on the day when, the site's does. The plan rotates the secret when it is missing or replaced, and when it is due by `rotate_before`.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
	}
}

// anotherID replaces the resource only for another id: a GUID may be written in either case.
func anotherID(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
	resp.RequiresReplace = req.PlanValue.IsUnknown() || !strings.EqualFold(req.StateValue.ValueString(), req.PlanValue.ValueString())
}
