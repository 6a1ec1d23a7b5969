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

	// audience keeps the application to its own tenant (Graph notes §1.2).
	audience = "AzureADMyOrg"

	// madeMicroservice is the private state key that says that this resource made the microservice's service principal.
	madeMicroservice = "made_microservice"
)

// Create implements resource.Resource.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	want := m.desired(ctx, &resp.Diagnostics)
	r.Do(ctx, m.call(m.Timeouts.Create, writeTimeout, "create", &resp.Diagnostics), func(ctx context.Context, t *tenant.Tenant) error {
		want.tenantID = t.ID()
		c, err := t.Graph()
		if err != nil {
			return err
		}
		picture, err := want.start(ctx, c, m.UniqueName.ValueString(), m.IfSoftDeleted.ValueString())
		if err != nil {
			return err
		}
		// The application exists: it goes into the state now, whatever happens next.
		m.set(ctx, picture, want.permissions, &resp.Diagnostics)
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
		if want.makesMicroservice(picture) {
			resp.Diagnostics.Append(resp.Private.SetKey(ctx, madeMicroservice, []byte("true"))...)
		}
		if picture, err = want.reconcile(ctx, c, picture); err != nil {
			return err
		}
		m.set(ctx, picture, want.permissions, &resp.Diagnostics)
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
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

// makesMicroservice reports whether reconciling will make the microservice's service principal.
func (d desired) makesMicroservice(p *graph.Picture) bool {
	return p.Resources[d.apis.appID(apiMicroservice)] == nil
}

// start makes the app registration, or finds the one that an interrupted create left under the same unique name, and
// returns what is there.
func (d desired) start(ctx context.Context, c *graph.Client, uniqueName, ifSoftDeleted string) (*graph.Picture, error) {
	app, created, err := d.upsert(ctx, c, uniqueName, ifSoftDeleted)
	if err != nil {
		return nil, err
	}
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
	err = c.Await(ctx, fmt.Sprintf("the application %s to be readable", app.AppID), settledReads, func(ctx context.Context) (bool, error) {
		p, err := c.Picture(ctx, app.AppID, resources...)
		picture = p
		return err == nil && p.Application != nil, err
	})
	return picture, err
}

// upsert makes the app registration, or finds it. A deleted application in the recycle bin keeps its unique name; a
// replica that lags may not show it there yet, so that the name is taken although nothing seems to have it.
func (d desired) upsert(ctx context.Context, c *graph.Client, uniqueName, ifSoftDeleted string) (app *graph.Application, created bool, err error) {
	single := audience
	var taken error
	limited, cancel := context.WithTimeout(ctx, binTime)
	defer cancel()
	err = c.Await(limited, fmt.Sprintf("the unique name %q to be free", uniqueName), 1, func(ctx context.Context) (bool, error) {
		if err := d.clearRecycleBin(ctx, c, uniqueName, ifSoftDeleted); err != nil {
			return false, err
		}
		app, created, taken = c.UpsertApplication(graph.Expecting(ctx), uniqueName, graph.ApplicationSpec{DisplayName: &d.displayName, SignInAudience: &single})
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
func (d desired) clearRecycleBin(ctx context.Context, c *graph.Client, uniqueName, policy string) error {
	deleted, err := c.DeletedApplications(ctx, uniqueName)
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

// restore brings an application back without the secrets that it had: whoever held them must not hold them again.
func restore(ctx context.Context, c *graph.Client, app graph.Application) error {
	if err := c.RestoreApplication(ctx, app.ObjectID); err != nil {
		return err
	}
	var live *graph.Application
	err := c.Await(ctx, fmt.Sprintf("the restored application %s to be readable", app.AppID), settledReads, func(ctx context.Context) (bool, error) {
		found, err := c.Application(ctx, app.ObjectID)
		live = found
		return err == nil, err
	})
	if err != nil {
		return err
	}
	for _, p := range live.Passwords {
		if err := c.RemovePassword(graph.Expecting(ctx), app.ObjectID, p.KeyID); err != nil {
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
