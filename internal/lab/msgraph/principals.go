package msgraph

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// principal is the service principal that the path addresses, as a snapshot has it.
func (c *call) principal(s *world.Snapshot) (world.ServicePrincipal, error) {
	var sp world.ServicePrincipal
	var ok bool
	if k := c.keys[0]; k.name == "appId" {
		sp, ok = s.ServicePrincipalByAppID(k.value)
	} else {
		id, err := c.id(0)
		if err != nil {
			return sp, err
		}
		sp, ok = s.ServicePrincipals[id]
	}
	if !ok {
		return sp, errMissing(c.keys[0].value)
	}
	return sp, nil
}

func listPrincipals(c *call) (*answer, error) {
	return c.list(principalResource(), views(c.replica.ServicePrincipals, viewPrincipal, nil))
}

func getPrincipal(c *call) (*answer, error) {
	sp, err := c.principal(c.replica)
	if err != nil {
		return nil, err
	}
	return c.entity(http.StatusOK, principalResource(), viewPrincipal(sp))
}

func createPrincipal(c *call) (*answer, error) {
	b, err := c.object("servicePrincipal")
	if err != nil {
		return nil, err
	}
	appID, ok := text(b["appId"])
	if !ok || !isGUID(appID) {
		return nil, errInvalid("ServicePrincipal", "appId")
	}
	sp, err := c.newPrincipal(appID)
	if err != nil {
		return nil, err
	}
	if err := c.update(func(s *world.Snapshot) error { return addPrincipal(s, &sp, b) }); err != nil {
		return nil, err
	}
	return c.created(principalResource(), viewPrincipal(sp))
}

func addPrincipal(s *world.Snapshot, sp *world.ServicePrincipal, b body) error {
	if _, ok := s.ServicePrincipalByAppID(sp.AppID); ok {
		return errPrincipalTaken(sp.AppID)
	}
	if err := apply(sp, "ServicePrincipal", b, principalSetters(sp.AppID)); err != nil {
		return err
	}
	s.ServicePrincipals[sp.ID] = *sp
	return nil
}

// newPrincipal makes the service principal of an application that exists: registered in this tenant as the replica
// that answers knows it, or Microsoft's, or another tenant's that is meant for many. With Application.ReadWrite.OwnedBy
// only those reach that the caller owns, and the refusal is the same for one of others, for ever, and for one of its
// own that the replica does not know yet: the look-alike of Graph notes §2.1.
func (c *call) newPrincipal(appID string) (world.ServicePrincipal, error) {
	tenant := c.caller.tenant
	app, ok := c.replica.ApplicationByAppID(appID)
	if owns := ok && c.caller.owns(app); !owns && !c.caller.has(appWrite) {
		return world.ServicePrincipal{}, &apiError{status: http.StatusForbidden, code: codeDenied, message: "When using this permission, the backing application of the service principal being created must in the local tenant"}
	}
	sp, isMicrosofts := world.FirstParty(appID)
	home, foreign, isForeign := c.server.World.HomeOf(tenant.Cloud, appID)
	switch {
	case ok:
		sp = principalOf(app, tenant.ID)
	case isMicrosofts:
	case isForeign && home != tenant && foreign.SignInAudience != "AzureADMyOrg":
		sp = principalOf(foreign, home.ID)
	default:
		return world.ServicePrincipal{}, errNoApplication(appID)
	}
	sp.Owners = []string{c.caller.objectID}
	return sp, nil
}

// errNoApplication is the refusal of a service principal without an application (Graph notes §2.1).
func errNoApplication(appID string) error {
	e := refuse(codeBadRequest, "The appId '%s' of the service principal does not reference a valid application object.", appID)
	e.detail, e.target = "NoBackingApplicationObject", "appId"
	return e
}

// errPrincipalTaken is the refusal of a second service principal (KelvinTegelaar/CIPP #1142).
func errPrincipalTaken(appID string) error {
	return &apiError{status: http.StatusConflict, code: codeConflict, message: "The service principal cannot be created, updated, or restored because the service principal name " + appID + " is already in use."}
}

func principalOf(app world.Application, owner string) world.ServicePrincipal {
	return world.ServicePrincipal{
		ID: world.NewID(), AppID: app.AppID, DisplayName: app.DisplayName, AccountEnabled: true, ServicePrincipalType: "Application",
		ServicePrincipalNames: names(app), AppOwnerOrganizationID: owner, Tags: []string{}, AppRoles: []world.AppRole{}, Scopes: []world.PermissionScope{},
	}
}

// names are the service principal names of an application.
func names(app world.Application) []string { return append([]string{app.AppID}, app.IdentifierURIs...) }

// patchPrincipal updates, or makes the service principal when the request prefers that (Graph notes §2).
func patchPrincipal(c *call) (*answer, error) {
	b, err := c.object("servicePrincipal")
	if err != nil {
		return nil, err
	}
	if c.keys[0].name == "appId" && c.prefers("create-if-missing") {
		return c.upsertPrincipal(b)
	}
	sp, err := c.ownPrincipal()
	if err != nil {
		return nil, err
	}
	return noContent(), c.update(func(s *world.Snapshot) error { return changePrincipal(s, sp.ID, b) })
}

// upsertPrincipal decides by the primary whether the service principal exists, like upsertApplication; whether the
// application does is up to the replica that answers.
func (c *call) upsertPrincipal(b body) (*answer, error) {
	sp, refusal := c.newPrincipal(c.keys[0].value)
	made := false
	err := c.update(func(s *world.Snapshot) error {
		there, err := c.principal(s)
		if made = err != nil; made {
			if refusal != nil {
				return refusal
			}
			return addPrincipal(s, &sp, b)
		}
		if err := c.caller.reachPrincipal(s, there); err != nil {
			return err
		}
		return changePrincipal(s, there.ID, b)
	})
	if err != nil || !made {
		return noContent(), err
	}
	return c.created(principalResource(), viewPrincipal(sp))
}

func (c *call) ownPrincipal() (world.ServicePrincipal, error) {
	sp, err := c.principal(c.replica)
	if err != nil {
		return sp, err
	}
	return sp, c.caller.reachPrincipal(c.replica, sp)
}

func changePrincipal(s *world.Snapshot, id string, b body) error {
	sp, ok := s.ServicePrincipals[id]
	if !ok {
		return errMissing(id)
	}
	if err := apply(&sp, "ServicePrincipal", b, principalSetters(sp.AppID)); err != nil {
		return err
	}
	s.ServicePrincipals[id] = sp
	return nil
}

func deletePrincipal(c *call) (*answer, error) {
	sp, err := c.ownPrincipal()
	if err != nil {
		return nil, err
	}
	return noContent(), c.update(func(s *world.Snapshot) error {
		there, ok := s.ServicePrincipals[sp.ID]
		if !ok {
			return errMissing(sp.ID)
		}
		binPrincipal(s, there, c.stamp())
		return nil
	})
}

// binPrincipal moves a service principal to the recycle bin. What was consented to it and for it is gone at once, and
// does not come back with it (inferred: learn says that a restored service principal has its configuration again, and
// not whether consent is part of that).
func binPrincipal(s *world.Snapshot, sp world.ServicePrincipal, now time.Time) {
	sp.DeletedDateTime = &now
	delete(s.ServicePrincipals, sp.ID)
	s.DeletedServicePrincipals[sp.ID] = sp
	for id, a := range s.Assignments {
		if a.PrincipalID == sp.ID || a.ResourceID == sp.ID {
			delete(s.Assignments, id)
		}
	}
	for id, g := range s.Grants {
		if g.ClientID == sp.ID || g.ResourceID == sp.ID {
			delete(s.Grants, id)
		}
	}
}

// principalSetters are the properties that may be written. The appId may be repeated. Secrets cannot be set in this way
// (Graph notes §2, S16).
func principalSetters(appID string) setters[world.ServicePrincipal] {
	type sp = world.ServicePrincipal
	return readOnly[sp]("id", "deletedDateTime", "appDisplayName", "appOwnerOrganizationId", "servicePrincipalType").with(setters[sp]{
		"appId": func(_ *sp, raw json.RawMessage) error {
			if said, ok := text(raw); !ok || !sameID(said, appID) {
				return errReadOnly("appId")
			}
			return nil
		},
		"displayName": func(p *sp, raw json.RawMessage) error { return setName(&p.DisplayName, raw) },
		"tags":        func(p *sp, raw json.RawMessage) error { return setTexts(&p.Tags, raw) },
		"accountEnabled": func(p *sp, raw json.RawMessage) error {
			enabled, ok := optional[bool](raw)
			if !ok || enabled == nil {
				return errValue
			}
			p.AccountEnabled = *enabled
			return nil
		},
		"passwordCredentials": refusePasswords[sp],
	})
}
