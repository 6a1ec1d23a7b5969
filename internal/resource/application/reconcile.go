package application

import (
	"context"
	"fmt"
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// settledReads is how many reads in a row must show what was written before a write counts as replicated.
const settledReads = 2

// reconcile brings the application from what the picture shows to what is wanted, with the fewest writes, and waits
// until reads show it. It serves create and update alike, and so continues whatever was interrupted.
func (d desired) reconcile(ctx context.Context, c *graph.Client, p *graph.Picture) (*graph.Picture, error) {
	if err := d.write(ctx, c, p); err != nil {
		return nil, err
	}
	return d.settle(ctx, c, p.Application.AppID)
}

// write makes what differs from what is wanted so.
func (d desired) write(ctx context.Context, c *graph.Client, p *graph.Picture) error {
	if err := d.ensureResources(ctx, c, p); err != nil {
		return err
	}
	ctx = graph.Expecting(ctx) // from here on the objects exist: a 404 is a replica that lags
	list, err := d.apis.resolve(d.permissions, p.Resources)
	if err != nil {
		return err
	}
	// First, while the registration still declares what is dropped: should anything fail from here on, the next plan shows
	// it again.
	if err := consent(ctx, c, p, d.apis.known(d.dropped, p.Resources), false); err != nil {
		return err
	}
	if spec, differs := d.registration(p.Application, list); differs {
		if err := c.UpdateApplication(ctx, p.Application.ObjectID, spec); err != nil {
			return err
		}
	}
	if err := d.servicePrincipal(ctx, c, p); err != nil {
		return err
	}
	return consent(ctx, c, p, list, d.consent)
}

// ensureResources makes the microservice's service principal when it is missing and looks up those of the other APIs.
func (d desired) ensureResources(ctx context.Context, c *graph.Client, p *graph.Picture) error {
	if p.Resources == nil {
		p.Resources = map[string]*graph.ServicePrincipal{}
	}
	for _, appID := range d.apis.appIDs(d.permissions) {
		if p.Resources[appID] != nil {
			continue
		}
		sp, err := d.resource(ctx, c, appID)
		if err != nil {
			return err
		}
		p.Resources[appID] = sp
	}
	return nil
}

func (d desired) resource(ctx context.Context, c *graph.Client, appID string) (*graph.ServicePrincipal, error) {
	sp, err := c.ServicePrincipalByAppID(ctx, appID)
	if err == nil || !graph.IsNotFound(err) || appID != d.apis.appID(apiMicroservice) {
		return sp, err
	}
	sp, created, err := c.UpsertServicePrincipal(ctx, appID, false)
	if err == nil && created && d.made != nil {
		d.made(sp.ObjectID)
	}
	return sp, err
}

// registration is the difference of the app registration itself.
func (d desired) registration(app *graph.Application, list []resolved) (graph.ApplicationSpec, bool) {
	var spec graph.ApplicationSpec
	// An application made in the portal gets its unique name here. That it can be given later, once, is documented as
	// backfilling (learn, graph/templates/bicep, reference existing resources); it was not tried.
	if app.UniqueName == "" && d.uniqueName != "" {
		spec.UniqueName = &d.uniqueName
	}
	if app.SignInAudience != d.audience {
		spec.SignInAudience = &d.audience
	}
	if app.DisplayName != d.displayName {
		spec.DisplayName = &d.displayName
	}
	if uris := []string{d.uri(app.AppID)}; !slices.Equal(app.IdentifierURIs, uris) {
		spec.IdentifierURIs = &uris
	}
	if access := required(list); !slices.Equal(sorted(app.RequiredAccess), access) {
		spec.RequiredAccess = &access
	}
	if app.Notes != d.notes {
		spec.Notes = &d.notes
	}
	if !sameSet(app.Tags, d.tags) {
		spec.Tags = &d.tags
	}
	if disabled := !d.enabled; app.Disabled != disabled && (app.Disabled || d.enabled) {
		spec.Disabled = &disabled
	}
	return spec, spec != graph.ApplicationSpec{}
}

// appIDs are the client ids of the APIs whose service principals are needed.
func (d desired) appIDs() []string { return d.apis.appIDs(slices.Concat(d.permissions, d.dropped)) }

func (d desired) uri(clientID string) string {
	if d.identifierURI != "" {
		return d.identifierURI
	}
	return defaultIdentifierURI(d.tenantID, clientID)
}

// servicePrincipal makes, enables or disables the application's service principal. Switching sign-in off is done here
// alone; switching it on clears both switches, since either may have been used.
func (d desired) servicePrincipal(ctx context.Context, c *graph.Client, p *graph.Picture) error {
	if p.ServicePrincipal == nil {
		sp, _, err := c.UpsertServicePrincipal(ctx, p.Application.AppID, true)
		if err != nil {
			return err
		}
		p.ServicePrincipal = sp
	}
	if p.ServicePrincipal.Enabled == d.enabled {
		return nil
	}
	return c.SetServicePrincipalEnabled(ctx, p.ServicePrincipal.ObjectID, d.enabled)
}

// looksPerWrite is how many reads may miss what was written before it is written again: that something to be removed is
// not there may have been the answer of a replica that did not know it yet.
const looksPerWrite = 5

// settle waits until several reads in a row show everything that is wanted.
func (d desired) settle(ctx context.Context, c *graph.Client, clientID string) (*graph.Picture, error) {
	var last *graph.Picture
	misses := 0
	what := fmt.Sprintf("the application %q (client id %s) to read back as written", d.displayName, clientID)
	err := c.Await(ctx, what, settledReads, func(ctx context.Context) (bool, error) {
		p, err := c.Picture(ctx, clientID, d.appIDs()...)
		if err != nil {
			return false, err
		}
		if last = p; d.settled(p) {
			return true, nil
		}
		if misses++; misses%looksPerWrite == 0 && p.Application != nil {
			return false, d.write(ctx, c, p)
		}
		return false, nil
	})
	return last, err
}

func (d desired) settled(p *graph.Picture) bool {
	if p.Application == nil || p.ServicePrincipal == nil {
		return false
	}
	list, err := d.apis.resolve(d.permissions, p.Resources)
	if err != nil {
		return false
	}
	if _, differs := d.registration(p.Application, list); differs || p.ServicePrincipal.Enabled != d.enabled {
		return false
	}
	isGranted := func(r resolved) bool { return granted(p, r) }
	return !slices.ContainsFunc(list, func(r resolved) bool { return isGranted(r) != d.consent }) && !slices.ContainsFunc(d.apis.known(d.dropped, p.Resources), isGranted)
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
