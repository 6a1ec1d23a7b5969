package prerequisites

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/prerequisite"
)

var country = regexp.MustCompile(`^[A-Za-z]{2}$`)

// Schema implements datasource.DataSource.
func (d *DataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := resultAttributes()
	for name, a := range questionAttributes() {
		attributes[name] = a
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Whether a tenant and a hierarchy are ready for tenant attach: one check for each line of Microsoft's prerequisites, and those that the field adds. The checks only read, side by side, and one that cannot be done says why and stops no other. " +
			"What they find never fails a plan by itself: use it in `check` blocks and preconditions, or set `preflight` of `tenantattach_onboarding`. The guide *Prerequisites* lists all checks with what they stand for; *Permissions* says what the identity needs to do them.",
		Attributes: core.DataSourceAttributes(ctx, attributes),
	}
}

func questionAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"administrator": schema.StringAttribute{
			Optional: true, MarkdownDescription: "The user who signs in at the console for the onboarding and works in the admin center, by user principal name or object id: the checks of the role Global Administrator and of the Intune licence are about this user. Left out: the role is checked of the user that Terraform signs in as, and the licence is not.",
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"device_action_accounts": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "The user principal names of those who are to start actions on devices in the admin center. They must be synchronized, discovered by the site, and have the permission *Initiate Configuration Manager action*.",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1))},
		},
		"service_connection_point_country": schema.StringAttribute{
			Optional: true, MarkdownDescription: "In which country the service connection point is, as two letters (ISO 3166-1), such as `DE`: the site does not say. It is compared with the tenant's.",
			Validators: []validator.String{stringvalidator.RegexMatches(country, "must be two letters, such as DE")},
		},
		"client_id": schema.StringAttribute{
			Optional: true, MarkdownDescription: "The client id of the application that the site is to sign in with, once there is one: for the checks of Conditional Access, of who is attached already, of its secret and of its App ID URI.",
			Validators: []validator.String{core.MustBeGUID("must be a GUID")},
		},
		"identifier_uri": schema.StringAttribute{
			Optional: true, MarkdownDescription: "The App ID URI that the application is to have. Left out: the one that `tenantattach_application` gives by itself.",
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"admin_consent": schema.BoolAttribute{
			Optional: true, MarkdownDescription: "Whether the run is to give admin consent, which takes permissions of its own. Default: `true`.",
		},
		"microservice_app_id": schema.StringAttribute{
			Optional: true, MarkdownDescription: "The client id of the *Configuration Manager Microservice*, as in `tenantattach_application`.",
			Validators: []validator.String{core.MustBeGUID("must be a GUID")},
		},
		"skip": schema.SetAttribute{
			Optional: true, ElementType: types.StringType, MarkdownDescription: "The ids of checks that are not done: what is known and accepted, or what the identity may not read. An id that no check has is an error.",
		},
	}
}

func resultAttributes() map[string]schema.Attribute {
	text := func(what string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: what}
	}
	ids := func(status string) schema.ListAttribute {
		return schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "The ids of the checks with the status `" + status + "`."}
	}
	return map[string]schema.Attribute{
		"status": text("The worst status of all checks: " + statuses() + ", in this order. What is not known is never taken for ready."),
		"ready":  schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether no check has failed. What is not known does not count against it: see `unknown`."},
		"failed": ids("fail"), "warned": ids("warn"), "unknown": ids("unknown"),
		"checks": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "All checks, in a fixed order.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"id": text("The id of the check."), "title": text("What must be so."), "status": text("One of " + statuses() + "."),
				"evidence": text("What was read, and where."), "remedy": text("What to do. Null: nothing."), "link": text("A page that says more."),
				"missing_permission": text("The permission without which the check could not be done. Null: none, or see the check that `evidence` names."),
			}},
		},
		"markdown": text("The result in Markdown, for a comment on a pull request."),
	}
}

func statuses() string {
	out := []string{}
	for _, s := range prerequisite.Statuses() {
		out = append(out, fmt.Sprintf("`%s`", s))
	}
	return strings.Join(out, ", ")
}
