package connectivity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/sitecheck"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

const (
	asking = "ask the service connection point for a check of what it can reach"

	// How often the site is asked for new messages.
	checkInterval    = time.Second
	checkMaxInterval = time.Minute
	// inARow is how many looks in a row must show new messages: those of one check come one after the other.
	inARow = 2
)

var (
	_ action.ActionWithConfigure  = (*Check)(nil)
	_ action.ActionWithModifyPlan = (*Check)(nil)
)

// Check is the action tenantattach_connectivity_check.
type Check struct{ core.Action }

// NewCheck returns a new action.
func NewCheck() action.Action { return &Check{} }

// Metadata implements action.Action.
func (a *Check) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_connectivity_check"
}

// Schema implements action.Action.
func (a *Check) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Has the service connection point check what it can reach, such as after its proxy was changed. " +
			"**No interface that asks it for a check is published**, and none is known: the plan looks whether `$metadata` of the site names a method for it, and is refused when there is none, or when there is one of which nothing is published. Nothing is called on a guess. " +
			"What can be done is to wait: with `wait_for` the action waits for the next check that the service connection point does by itself, and fails when that finds an error. How often it checks is not documented, so it may take long.",
		Attributes: core.ActionAttributes(map[string]schema.Attribute{
			"wait_for": schema.StringAttribute{
				Optional: true, CustomType: timetypes.GoDurationType{},
				MarkdownDescription: "How long to wait for the next check that the service connection point does by itself, as a duration such as `6h`. Left out: it is not waited for, and the plan says what the site exposes.",
			},
		}),
	}
}

// checking is the configuration of the action.
type checking struct {
	Tenant  types.String         `tfsdk:"tenant"`
	WaitFor timetypes.GoDuration `tfsdk:"wait_for"`
}

// ModifyPlan implements action.ActionWithModifyPlan.
func (a *Check) ModifyPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse) {
	var config checking
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !config.WaitFor.IsNull() {
		return
	}
	a.Plan(ctx, req.Config, asking, &resp.Diagnostics, refuse)
}

// refuse says why a check cannot be asked for at this site.
func refuse(ctx context.Context, t *tenant.Tenant) error {
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	caps, err := c.Capabilities(ctx)
	if err != nil {
		return err
	}
	exposed := "and $metadata of this site names no method whose name speaks of it"
	if names := caps.Methods("connectivity"); len(names) > 0 {
		exposed = fmt.Sprintf("and of what $metadata of this site names (%s) nothing is published, so it is not called", strings.Join(names, ", "))
	}
	return fmt.Errorf("no interface for that is published, %s. Set wait_for to wait for the next check that it does by itself; what it found last is in the data source tenantattach_connectivity", exposed)
}

// Invoke implements action.Action.
func (a *Check) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config checking
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if config.WaitFor.IsNull() { // what was not known at plan
		a.Do(ctx, req.Config, core.ReadTimeout, asking, &resp.Diagnostics, refuse)
		return
	}
	limit, d := config.WaitFor.ValueGoDuration()
	resp.Diagnostics.Append(d...)
	a.Do(ctx, req.Config, limit, "see the next check of the service connection point", &resp.Diagnostics, func(ctx context.Context, t *tenant.Tenant) error {
		said, err := await(ctx, t, limit)
		if err == nil {
			resp.SendProgress(action.InvokeProgressEvent{Message: said})
		}
		return err
	})
}

// await waits for messages that are newer than the newest by the clock of the site, and says what they mean.
func await(ctx context.Context, t *tenant.Tenant, limit time.Duration) (said string, err error) {
	c, err := t.AdminService()
	if err != nil {
		return "", err
	}
	entries, err := endpoint.For(t.Cloud().Name)
	if err != nil {
		return "", err
	}
	look := func(ctx context.Context) (sitecheck.Report, error) {
		c.Forget()
		return sitecheck.Read(ctx, c, entries, t.Clock().Now(), limit+sitecheck.DefaultMaxAge)
	}
	before, err := look(ctx)
	if err != nil {
		return "", err
	}
	if before.Point == nil || before.Point.Online != nil && !*before.Point.Online {
		return "", errors.New(before.Reason)
	}
	var now sitecheck.Report
	options := poll.Options{Clock: t.Clock(), Interval: checkInterval, Max: checkMaxInterval, InARow: inARow, What: "the next check of the service connection point on " + before.Point.Server}
	err = poll.Until(ctx, options, func(ctx context.Context) (done bool, err error) {
		now, err = look(ctx)
		return now.CheckedAt.After(before.CheckedAt), err
	})
	if err != nil {
		return "", err
	}
	if now.Status == sitecheck.StatusFail || now.Status == sitecheck.StatusUnknown {
		return "", errors.New(now.Reason)
	}
	return now.Reason, nil
}
