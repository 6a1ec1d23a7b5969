package core

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Call is what every operation of a resource or data source has in common.
type Call struct {
	// Tenant are the tenant fields of the model.
	Tenant *TenantFields
	// Timeout gives the configured time limit, such as model.Timeouts.Create; Default is the limit when none is configured.
	Timeout Timeout
	Default time.Duration
	// Doing completes the sentence "Cannot …".
	Doing string
	// Diags are those of the response. With an error in them nothing is done.
	Diags *diag.Diagnostics
}

// Timeout is a method of the framework's timeouts.Value: the configured limit, or the default.
type Timeout func(context.Context, time.Duration) (time.Duration, diag.Diagnostics)

// Do resolves the tenant, refusing a key that no longer names the one in the state, and does the work under the time
// limit. An error of the work becomes a diagnostic. It reports whether the work was done without any error.
func (r *Resource) Do(ctx context.Context, c Call, work func(context.Context, *tenant.Tenant) error) bool {
	return c.do(ctx, r.Guard, work)
}

// Do resolves the tenant and does the work under the time limit, as for a resource.
func (d *DataSource) Do(ctx context.Context, c Call, work func(context.Context, *tenant.Tenant) error) bool {
	return c.do(ctx, d.Lookup, work)
}

func (c Call) do(ctx context.Context, resolve func(*TenantFields, *diag.Diagnostics) *tenant.Tenant, work func(context.Context, *tenant.Tenant) error) bool {
	limit, d := c.Timeout(ctx, c.Default)
	c.Diags.Append(d...)
	if c.Diags.HasError() {
		return false
	}
	t := resolve(c.Tenant, c.Diags)
	if t == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := work(ctx, t); err != nil {
		Fail(c.Diags, c.Doing, err)
	}
	return !c.Diags.HasError()
}
