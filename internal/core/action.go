package core

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Action is what every action embeds: it keeps the tenants of the provider configuration.
type Action struct{ tenants *tenant.Registry }

// Configure implements action.ActionWithConfigure.
func (a *Action) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.tenants = registry(req.ProviderData, &resp.Diagnostics)
}

// ActionAttributes adds to those of an action what every action has.
func ActionAttributes(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	attributes["tenant"] = schema.StringAttribute{Optional: true, MarkdownDescription: tenantDescription}
	return attributes
}

// Plan looks at plan whether an action can be done. What depends on values that are not known yet is left to apply. doing
// completes the sentence "Cannot …".
func (a *Action) Plan(ctx context.Context, config tfsdk.Config, doing string, diags *diag.Diagnostics, look func(context.Context, *tenant.Tenant) error) {
	if a.tenants == nil || !config.Raw.IsFullyKnown() {
		return
	}
	t, err := a.tenant(ctx, config, diags)
	var notKnown *tenant.NotKnownError
	if errors.As(err, &notKnown) {
		return
	}
	run(ctx, t, err, ReadTimeout, doing, diags, look)
}

// Do does what an action does, under a time limit.
func (a *Action) Do(ctx context.Context, config tfsdk.Config, limit time.Duration, doing string, diags *diag.Diagnostics, work func(context.Context, *tenant.Tenant) error) {
	t, err := a.tenant(ctx, config, diags)
	if t != nil {
		t.BeginChange()
	}
	run(ctx, t, err, limit, doing, diags, work)
}

func (a *Action) tenant(ctx context.Context, config tfsdk.Config, diags *diag.Diagnostics) (*tenant.Tenant, error) {
	var key types.String
	diags.Append(config.GetAttribute(ctx, path.Root("tenant"), &key)...)
	return a.tenants.Lookup(key.ValueString())
}

func run(ctx context.Context, t *tenant.Tenant, resolveErr error, limit time.Duration, doing string, diags *diag.Diagnostics, work func(context.Context, *tenant.Tenant) error) {
	if resolveErr != nil {
		diags.AddAttributeError(path.Root("tenant"), "Unusable tenant", resolveErr.Error())
	}
	if diags.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := work(ctx, t); err != nil {
		Fail(diags, doing, fmt.Errorf("%w\n\n%s", err, t.Where()))
	}
}
