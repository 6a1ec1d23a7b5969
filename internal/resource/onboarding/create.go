package onboarding

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

const (
	writeTimeout = 20 * time.Minute
	readTimeout  = 5 * time.Minute
	// consoleTimeout is how long apply waits for somebody at the console.
	consoleTimeout = 2 * time.Hour
)

// Create implements resource.Resource.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m, config model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if r.Do(ctx, m.call(m.Timeouts.Create, m.writeTimeout(), "onboard the hierarchy with application", &resp.Diagnostics).Keeping(resp.Private), func(ctx context.Context, t *tenant.Tenant) error {
		c, err := clientsOf(t)
		if err != nil {
			return err
		}
		if err := c.refuseSecondTenant(ctx, m.ClientID.ValueString(), ""); err != nil {
			return err
		}
		if m.console() {
			return c.awaitConsole(ctx, &m, "")
		}
		return c.onboard(ctx, &m, &config)
	}) {
		core.Save(ctx, &resp.State, resp.Identity, &m, &resp.Diagnostics)
	}
}

// call is what the operations have in common; doing is completed by the client id.
func (m *model) call(limit core.Timeout, fallback time.Duration, doing string, diags *diag.Diagnostics) core.Call {
	return core.Call{Tenant: &m.TenantFields, Timeout: limit, Default: fallback, Doing: doing + " " + m.ClientID.ValueString(), Diags: diags}
}

func (m *model) writeTimeout() time.Duration {
	if m.console() {
		return consoleTimeout
	}
	return writeTimeout
}

// refuseSecondTenant refuses a hierarchy that uploads with another application. While the client id is not known, the
// application is told by its name at the site: it may be there from an apply that was interrupted.
func (c clients) refuseSecondTenant(ctx context.Context, clientID, name string) error {
	other, err := c.attachedElsewhere(ctx, clientID, name)
	if err == nil && other != "" {
		err = fmt.Errorf("the hierarchy is attached already: %s. Off-board that first (and wait two hours), or import it", other)
	}
	return err
}

// onboard hands the application over through the administration service. It serves a first and a repeated create alike:
// what an interrupted one left is taken over by its client id. So a create that fails leaves no state behind, which would
// be tainted: Terraform would off-board the hierarchy to onboard it again.
func (c clients) onboard(ctx context.Context, m, config *model) error {
	app, err := c.handOver(ctx, m, config)
	if err != nil {
		return err
	}
	err = c.serve(ctx, m, app)
	if err == nil {
		err = c.finish(ctx, m, true)
	}
	if err != nil {
		return fmt.Errorf("%w\n\nThe application is registered at the site (row %d of SMS_AAD_Application_Ex) with a client secret. It stays there: apply again to go on from here", err, app.RowID)
	}
	return nil
}

// handOver makes a secret and writes it to the site with the application; a secret that is seen not to have arrived is
// taken back.
func (c clients) handOver(ctx context.Context, m, config *model) (*adminservice.Application, error) {
	former := m.KeyID.ValueString()
	h, err := c.newSecret(ctx, m, config)
	if err != nil {
		return nil, err
	}
	app, arrived, err := c.register(ctx, m, &h)
	if err != nil {
		return nil, c.takeBack(ctx, h, arrived, err)
	}
	m.record(h)
	if err := c.retire(ctx, m.ClientID.ValueString(), h.keyID, former); err != nil {
		return nil, fmt.Errorf("the new client secret is at the site, but a former one could not be removed from Entra: %w", err)
	}
	return app, nil
}

// finish takes over what the site shows at the end. A secret that this apply has made is not missing: the replica that was
// asked lags.
func (c clients) finish(ctx context.Context, m *model, fresh bool) error {
	return c.graph.Await(ctx, "the client secret to be readable", 1, func(ctx context.Context) (bool, error) {
		o, err := c.observe(ctx, m.ClientID.ValueString())
		if err != nil {
			return false, err
		}
		if o.application == nil {
			return false, errors.New("the application has vanished from the site again: somebody else is changing the same hierarchy")
		}
		m.set(o)
		if m.SecretStatus.ValueString() == statusMissing && !fresh { // or a replica lags
			if o.secrets, err = c.steadySecrets(ctx, m.ClientID.ValueString()); err != nil {
				return false, err
			}
			m.set(o)
		}
		if m.SecretStatus.ValueString() == statusMissing && !fresh {
			return false, fmt.Errorf("the client secret %s is not in Entra any more: somebody has removed it since the plan was made. Plan again: the new plan replaces it", m.KeyID.ValueString())
		}
		return m.SecretStatus.ValueString() != statusMissing, nil
	})
}
