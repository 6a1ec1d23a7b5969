package core

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
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
	// Private is the private state that a create or an update writes; when it is done, the state is known to be what the
	// services have.
	Private Private
	// Audit says where the changes of the object are recorded; for Refresh, and nil for an object that no log has.
	Audit *Audit
}

// Keeping is the call of an operation that writes this private state.
func (c Call) Keeping(p Private) Call {
	c.Private = p
	return c
}

// Audited is the call of a refresh of an object that audit logs have.
func (c Call) Audited(a *Audit) Call {
	c.Audit = a
	return c
}

// Timeout is a method of the framework's timeouts.Value: the configured limit, or the default.
type Timeout func(context.Context, time.Duration) (time.Duration, diag.Diagnostics)

// Do resolves the tenant, refusing a key that no longer names the one in the state, and does the work of a create, update or
// delete under the time limit. An error of the work becomes a diagnostic. It reports whether the work was done without any error.
func (r *Resource) Do(ctx context.Context, c Call, work func(context.Context, *tenant.Tenant) error) bool {
	t, err := r.tenants.Guard(c.Tenant.Tenant.ValueString(), c.Tenant.TenantID.ValueString())
	if err == nil {
		t.BeginChange()
	}
	done := c.do(ctx, t, err, work)
	if done && c.Private != nil {
		agree(ctx, t, c.Private, c.Diags)
	}
	return done
}

// Refresh is Do for a read of what is in the state. The work brings the model up to date and reports whether the object is
// there; the model is then written to the state, or the object removed from it. While the provider configuration is not
// known yet, as when it comes from something that is to be created first, the state stays as it is, with a warning. What was
// changed meanwhile is attributed to whoever did it, if that is wished. All refreshes of a run share what they read.
func (r *Resource) Refresh(ctx context.Context, c Call, resp *resource.ReadResponse, model any, work func(context.Context, *tenant.Tenant) (found bool, err error)) {
	t, err := r.tenants.Guard(c.Tenant.Tenant.ValueString(), c.Tenant.TenantID.ValueString())
	var notKnown *tenant.NotKnownError
	if errors.As(err, &notKnown) {
		if c.Tenant.TenantID.IsNull() { // an import, which cannot go on without
			c.Diags.AddAttributeError(path.Root("tenant"), "Unusable tenant", err.Error())
			return
		}
		WarnAt(c.Diags, path.Root("tenant"), "tenant "+c.Tenant.TenantID.ValueString()+", "+c.Doing, "State is not refreshed", fmt.Sprintf("Could not %s: %s.", c.Doing, err))
		identify(ctx, resp.Identity, c.Tenant.TenantID, resp.State.GetAttribute, c.Diags)
		return
	}
	found, prior := false, resp.State
	done := c.do(ctx, t, err, func(ctx context.Context, t *tenant.Tenant) (err error) {
		found, err = work(Sharing(ctx, t), t)
		return err
	})
	if done && found {
		c.Diags.Append(resp.State.Set(ctx, model)...)
	}
	if done { // of an object that is gone, too, the framework wants an identity
		identify(ctx, resp.Identity, c.Tenant.TenantID, resp.State.GetAttribute, c.Diags)
	}
	if done && !found {
		resp.State.RemoveResource(ctx)
	}
	if done {
		c.attribute(ctx, t, prior, resp)
	}
}

// Do resolves the tenant and does the work under the time limit, as for a resource.
func (d *DataSource) Do(ctx context.Context, c Call, work func(context.Context, *tenant.Tenant) error) bool {
	t, err := d.tenants.Lookup(c.Tenant.Tenant.ValueString())
	return c.do(ctx, t, err, func(ctx context.Context, t *tenant.Tenant) error { return work(Sharing(ctx, t), t) })
}

func (c Call) do(ctx context.Context, t *tenant.Tenant, resolveErr error, work func(context.Context, *tenant.Tenant) error) bool {
	limit, d := c.Timeout(ctx, c.Default)
	c.Diags.Append(d...)
	if resolveErr != nil {
		c.Diags.AddAttributeError(path.Root("tenant"), "Unusable tenant", resolveErr.Error())
	}
	if c.Diags.HasError() {
		return false
	}
	c.Tenant.TenantID = types.StringValue(t.ID())
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := work(ctx, t); err != nil {
		Fail(c.Diags, c.Doing, fmt.Errorf("%w\n\n%s", err, t.Where()))
	}
	return !c.Diags.HasError()
}

// Sharing lets the reads of Graph be shared with others of this process, while it only plans. Once it has begun to change
// something they are not: a replica that lags may have answered with what was there before, which is not to be repeated.
func Sharing(ctx context.Context, t *tenant.Tenant) context.Context {
	if t.Changing() {
		return ctx
	}
	return graph.Shared(ctx)
}
