package msgraph

import (
	"net/http"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func listDeletedApplications(c *call) (*answer, error) {
	return c.list(binned(applicationResource()), views(c.replica.DeletedApplications, viewApplication, nil))
}

func listDeletedPrincipals(c *call) (*answer, error) {
	return c.list(binned(principalResource()), views(c.replica.DeletedServicePrincipals, viewPrincipal, nil))
}

// binned is a resource as it is addressed in the recycle bin: by a cast.
func binned(res resource) resource {
	res.set = "directory/deletedItems/microsoft.graph." + res.name
	return res
}

// deleted is the addressed object in the recycle bin; one of the two is nil.
func (c *call) deleted(s *world.Snapshot) (*world.Application, *world.ServicePrincipal, error) {
	id, err := c.id(0)
	if err != nil {
		return nil, nil, err
	}
	if app, ok := s.DeletedApplications[id]; ok {
		return &app, nil, nil
	}
	if sp, ok := s.DeletedServicePrincipals[id]; ok {
		return nil, &sp, nil
	}
	return nil, nil, errMissing(id)
}

func (c *call) ownDeleted() error {
	app, sp, err := c.deleted(c.replica)
	switch {
	case err != nil:
		return err
	case app != nil:
		return c.caller.reach(*app)
	default:
		return c.caller.reachPrincipal(c.replica, *sp)
	}
}

func getDeleted(c *call) (*answer, error) {
	app, sp, err := c.deleted(c.replica)
	if err != nil {
		return nil, err
	}
	return c.directoryObject(app, sp)
}

// directoryObject answers with either, as the base type that the recycle bin is of.
func (c *call) directoryObject(app *world.Application, sp *world.ServicePrincipal) (*answer, error) {
	res, view := principalResource, func() map[string]any { return viewPrincipal(*sp) }
	if app != nil {
		res, view = applicationResource, func() map[string]any { return viewApplication(*app) }
	}
	return c.bare(res(), view())
}

// bare answers with an object as the base type.
func (c *call) bare(res resource, view map[string]any) (*answer, error) {
	res.set = "directoryObjects"
	view["@odata.type"] = "#microsoft.graph." + res.name
	return c.entity(http.StatusOK, res, view, "@odata.type")
}

// purgeDeleted deletes for good. To purge an application leaves its service principal in the recycle bin
// (MicrosoftDocs/azure-docs PR 110002).
func purgeDeleted(c *call) (*answer, error) {
	if err := c.ownDeleted(); err != nil {
		return nil, err
	}
	return noContent(), c.update(func(s *world.Snapshot) error {
		app, sp, err := c.deleted(s)
		switch {
		case err != nil:
			return err
		case app != nil:
			delete(s.DeletedApplications, app.ID)
		default:
			delete(s.DeletedServicePrincipals, sp.ID)
		}
		return nil
	})
}

func restoreDeleted(c *call) (*answer, error) {
	if err := c.ownDeleted(); err != nil {
		return nil, err
	}
	var app *world.Application
	var sp *world.ServicePrincipal
	err := c.update(func(s *world.Snapshot) (err error) {
		if app, sp, err = c.deleted(s); err != nil {
			return err
		}
		if app != nil {
			return restoreApplication(s, app)
		}
		return restorePrincipal(s, sp)
	})
	if err != nil {
		return nil, err
	}
	c.request.query = ""
	return c.directoryObject(app, sp)
}

// restoreApplication brings an application back unless another one has taken what has to be unique. Its service
// principal comes back with it: Microsoft says so of the admin centre (learn, restore-application); that Graph does the
// same is inferred. The consent does not come back.
func restoreApplication(s *world.Snapshot, app *world.Application) error {
	if app.UniqueName != nil && uniqueNameTaken(s, *app) {
		return errTaken("uniqueName")
	}
	for _, uri := range app.IdentifierURIs {
		if uriTaken(s, app.ID, uri) {
			return errTaken("identifierUris")
		}
	}
	app.DeletedDateTime = nil
	delete(s.DeletedApplications, app.ID)
	s.Applications[app.ID] = *app
	if _, ok := s.ServicePrincipalByAppID(app.AppID); ok {
		return nil
	}
	if sp, ok := newestDeleted(s, app.AppID); ok {
		return restorePrincipal(s, &sp)
	}
	return nil
}

// newestDeleted is the service principal of an application that was deleted last.
func newestDeleted(s *world.Snapshot, appID string) (newest world.ServicePrincipal, ok bool) {
	for _, sp := range s.DeletedServicePrincipals {
		if sameID(sp.AppID, appID) && (!ok || sp.DeletedDateTime.After(*newest.DeletedDateTime)) {
			newest, ok = sp, true
		}
	}
	return newest, ok
}

// restorePrincipal: a service principal cannot come back when there is another one, nor without its application
// (MicrosoftDocs/azure-docs PR 110002).
func restorePrincipal(s *world.Snapshot, sp *world.ServicePrincipal) error {
	if _, ok := s.ServicePrincipalByAppID(sp.AppID); ok {
		return errPrincipalTaken(sp.AppID)
	}
	_, ok := s.ApplicationByAppID(sp.AppID)
	if !ok && sameID(sp.AppOwnerOrganizationID, s.Organization.ID) {
		return errNoApplication(sp.AppID)
	}
	sp.DeletedDateTime = nil
	delete(s.DeletedServicePrincipals, sp.ID)
	s.ServicePrincipals[sp.ID] = *sp
	return nil
}
