package onboarding

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

var (
	_ action.ActionWithConfigure  = (*Rotation)(nil)
	_ action.ActionWithModifyPlan = (*Rotation)(nil)
)

// Rotation is the action tenantattach_rotate_secret.
type Rotation struct{ core.Action }

// NewRotation returns a new action.
func NewRotation() action.Action { return &Rotation{} }

// Metadata implements action.Action.
func (a *Rotation) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_rotate_secret"
}

// Schema implements action.Action.
func (a *Rotation) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Replaces the client secret of an onboarded application now, as `tenantattach_onboarding` does when it is due: a new one is made in Entra and handed over to the site in memory, and those that this provider made before are removed from Entra. It is never stored or shown. One that the site had from somebody else stays in Entra until it is removed there, or ends. " +
			"The next plan of `tenantattach_onboarding` finds the new one by its expiry, and takes it over without a change. Of a secret of your own (`client_secret`) it does not know: such an onboarding hands yours over again with its next apply. " +
			"That the site takes it is inferred, not documented, as all that is written there; a site that does not expose the write fails the plan.",
		Attributes: core.ActionAttributes(map[string]schema.Attribute{
			"client_id": schema.StringAttribute{
				Required: true, MarkdownDescription: "The client id of the application, such as `tenantattach_onboarding.this.client_id`. It must be registered at the hierarchy for this tenant.",
				Validators: []validator.String{core.MustBeGUID("must be a GUID")},
			},
			"secret_validity": schema.StringAttribute{
				Optional: true, CustomType: timetypes.GoDurationType{},
				MarkdownDescription: "For how long the new secret is valid, as a duration. At most two years. Default: `" + defaultValidity + "`.",
				Validators:          []validator.String{durationBetween{minHours: 1, maxHours: longestValidityHours}},
			},
		}),
	}
}

// rotation is the configuration of the action.
type rotation struct {
	Tenant         types.String         `tfsdk:"tenant"`
	ClientID       types.String         `tfsdk:"client_id"`
	SecretValidity timetypes.GoDuration `tfsdk:"secret_validity"`
}

func (r rotation) doing() string {
	return "replace the client secret of application " + r.ClientID.ValueString()
}

// ModifyPlan implements action.ActionWithModifyPlan: what the site would refuse fails here.
func (a *Rotation) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	var r rotation
	resp.Diagnostics.Append(req.Config.Get(ctx, &r)...)
	a.Plan(ctx, req.Config, r.doing(), &resp.Diagnostics, func(ctx context.Context, t *tenant.Tenant) error {
		c, err := t.AdminService()
		if err != nil {
			return err
		}
		return core.CheckWrites(ctx, c, adminservice.NeedApplicationWrite())
	})
}

// Invoke implements action.Action.
func (a *Rotation) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var r rotation
	resp.Diagnostics.Append(req.Config.Get(ctx, &r)...)
	a.Do(ctx, req.Config, writeTimeout, r.doing(), &resp.Diagnostics, func(ctx context.Context, t *tenant.Tenant) error {
		c, err := clientsOf(t)
		if err != nil {
			return err
		}
		m, err := c.rotate(ctx, r)
		if err != nil {
			return err
		}
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf("The site has a new client secret of application %s: key %s, until %s. Those that this provider made before are removed from Entra.", m.ClientID.ValueString(), m.KeyID.ValueString(), m.SecretExpiry.ValueString())})
		return nil
	})
}

// rotate hands a new secret over to the application as the site has it. Whose the one there is, is not known here: a secret of
// the user's own is handed over again by the next apply, so nothing is removed but what this provider made.
func (c clients) rotate(ctx context.Context, r rotation) (*model, error) {
	o, err := c.observe(ctx, r.ClientID.ValueString())
	if err != nil {
		return nil, err
	}
	row, err := c.tenantRow(ctx)
	if err != nil {
		return nil, err
	}
	if o.application == nil || o.application.TenantRowID != row {
		return nil, fmt.Errorf("the site has no application %s that belongs to this tenant: only the secret of one that is onboarded can be replaced", r.ClientID.ValueString())
	}
	m := &model{
		ClientID: types.StringValue(strings.ToLower(o.application.ClientID)), SecretValidity: r.SecretValidity,
		ApplicationName: types.StringValue(o.application.Name), IdentifierURI: types.StringValue(o.application.IdentifierURI),
	}
	_, err = c.handOver(ctx, m, &model{})
	return m, err
}
