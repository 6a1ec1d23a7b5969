package application

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

const (
	writeTimeout = 20 * time.Minute
	readTimeout  = 5 * time.Minute

	// putBackTime is how long it is tried to put a restored application back into the recycle bin.
	putBackTime = time.Minute

	// audience keeps the application to its own tenant (Graph notes §1.2).
	audience = "AzureADMyOrg"
)

// Create implements resource.Resource. A create that fails leaves nothing in the state, although the application may exist
// by then: what is in the state would be tainted, and the next apply would delete the application. As it is, the next
// apply finds it by its unique name and continues, as after an apply that was killed.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	want := m.desired(ctx, &resp.Diagnostics)
	r.Do(ctx, m.call(m.Timeouts.Create, writeTimeout, "create", &resp.Diagnostics).Keeping(resp.Private), func(ctx context.Context, t *tenant.Tenant) error {
		want.tenantID = t.ID()
		var ids made
		want.made = func(id string) { ids = ids.record(ctx, id, resp.Private.SetKey, &resp.Diagnostics) }
		c, err := t.Graph()
		if err != nil {
			return err
		}
		app, created, err := want.upsert(ctx, c, m.IfSoftDeleted.ValueString())
		if err != nil {
			return err
		}
		picture, err := want.start(ctx, c, app, created)
		if err != nil {
			return unfinished(app, err)
		}
		if picture, err = want.reconcile(ctx, c, picture); err != nil {
			return unfinished(app, err)
		}
		m.set(ctx, picture, want.permissions, &resp.Diagnostics)
		core.Save(ctx, &resp.State, resp.Identity, &m, &resp.Diagnostics)
		return nil
	})
}

func (m *model) call(limit core.Timeout, fallback time.Duration, verb string, diags *diag.Diagnostics) core.Call {
	doing := fmt.Sprintf("%s the application %q", verb, m.DisplayName.ValueString())
	if id := m.ID.ValueString(); id != "" {
		doing += " (object id " + id + ")"
	}
	return core.Call{Tenant: &m.TenantFields, Timeout: limit, Default: fallback, Doing: doing, Diags: diags}
}

// unfinished is the error of a create that got no further than the registration.
func unfinished(app *graph.Application, err error) error {
	return fmt.Errorf("%w\n\nThe application exists by now (object id %s, client id %s), but is not finished and not in the state. "+
		"The next apply with the same unique_name continues with it. If there will be none, delete it in Entra", err, app.ObjectID, app.AppID)
}

// start returns what is there of an application that was just made, or found.
func (d desired) start(ctx context.Context, c *graph.Client, app *graph.Application, created bool) (*graph.Picture, error) {
	resources := d.apis.appIDs(d.permissions)
	if created { // nothing else can be there yet, and replicas that lag would only say "not found"
		p := &graph.Picture{Resources: map[string]*graph.ServicePrincipal{}}
		for _, id := range resources {
			sp, err := c.ServicePrincipalByAppID(ctx, id)
			if err != nil && !graph.IsNotFound(err) {
				return nil, err
			}
			p.Resources[id] = sp
		}
		p.Application = app
		return p, nil
	}
	var picture *graph.Picture
	err := c.Await(ctx, fmt.Sprintf("the application %s to be readable", app.AppID), settledReads, func(ctx context.Context) (bool, error) {
		p, err := c.Picture(ctx, app.AppID, resources...)
		picture = p
		return err == nil && p.Application != nil, err
	})
	return picture, err
}

// upsert makes the app registration, or finds the one that an interrupted create left under the same unique name. A
// deleted application in the recycle bin keeps its unique name; a replica that lags may not show it there yet, so that
// the name is taken although nothing seems to have it.
func (d desired) upsert(ctx context.Context, c *graph.Client, ifSoftDeleted string) (app *graph.Application, created bool, err error) {
	var taken error
	limited, cancel := context.WithTimeout(ctx, binTime)
	defer cancel()
	err = c.Await(limited, fmt.Sprintf("the unique name %q to be free", d.uniqueName), 1, func(ctx context.Context) (bool, error) {
		if err := d.clearRecycleBin(ctx, c, ifSoftDeleted); err != nil {
			return false, err
		}
		app, created, taken = c.UpsertApplication(graph.Expecting(ctx), d.uniqueName, graph.ApplicationSpec{DisplayName: &d.displayName, SignInAudience: &d.audience})
		if graph.IsNameTaken(taken) {
			return false, nil
		}
		return taken == nil, taken
	})
	if err != nil && taken != nil {
		err = taken
	}
	return app, created, err
}

// clearRecycleBin deals with deleted applications of the same unique name, which Entra keeps for 30 days.
func (d desired) clearRecycleBin(ctx context.Context, c *graph.Client, policy string) error {
	deleted, err := c.DeletedApplications(ctx, d.uniqueName)
	if err != nil {
		return err
	}
	for _, app := range deleted {
		switch policy {
		case softDeletedReplace:
			err = c.Purge(ctx, app.ObjectID)
		case softDeletedRestore:
			err = restore(ctx, c, app)
		default:
			err = refusal(app)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// restore brings an application back without the credentials that it had: whoever held them must not hold them again.
// When they cannot be removed it goes back into the recycle bin, where they are of no use.
func restore(ctx context.Context, c *graph.Client, app graph.Application) error {
	if err := c.RestoreApplication(ctx, app.ObjectID); err != nil {
		return err
	}
	err := removeCredentials(ctx, c, app)
	if err == nil {
		return nil
	}
	back, cancel := context.WithTimeout(context.WithoutCancel(ctx), putBackTime)
	defer cancel()
	if backErr := c.DeleteApplication(back, app.ObjectID); backErr != nil {
		return fmt.Errorf("%w\n\nThe application %s (object id %s) is restored, with credentials that it had before. Delete it in Entra before the next apply, which would take it over with them: %w", err, app.AppID, app.ObjectID, backErr)
	}
	return fmt.Errorf("%w\n\nThe application %s (object id %s) was restored, and is in the recycle bin again because its old credentials could not all be removed", err, app.AppID, app.ObjectID)
}

// removeCredentials waits until a restored application is readable and removes secrets, certificates and federated
// credentials.
func removeCredentials(ctx context.Context, c *graph.Client, app graph.Application) error {
	var live *graph.Application
	err := c.Await(ctx, fmt.Sprintf("the restored application %s to be readable", app.AppID), settledReads, func(ctx context.Context) (bool, error) {
		found, err := c.Application(ctx, app.ObjectID)
		live = found
		return err == nil, err
	})
	if err != nil {
		return err
	}
	ctx = graph.Expecting(ctx)
	for _, p := range live.Passwords {
		if err := c.RemovePassword(ctx, app.ObjectID, p.KeyID); err != nil {
			return err
		}
	}
	if err := c.UpdateApplication(ctx, app.ObjectID, graph.ApplicationSpec{RemoveKeys: true}); err != nil {
		return err
	}
	federated, err := c.FederatedCredentials(ctx, app.ObjectID)
	if err != nil {
		return err
	}
	for _, id := range federated {
		if err := c.RemoveFederated(ctx, app.ObjectID, id); err != nil {
			return err
		}
	}
	return nil
}

func refusal(app graph.Application) error {
	return fmt.Errorf("the deleted application %q (object id %s, client id %s, deleted %s) has the same unique name and can be restored until 30 days after that. "+
		"Set if_soft_deleted = %q to bring it back, %q to delete it for good and make a new one, or choose another unique_name",
		app.DisplayName, app.ObjectID, app.AppID, app.Deleted.Format(time.RFC3339), softDeletedRestore, softDeletedReplace)
}
