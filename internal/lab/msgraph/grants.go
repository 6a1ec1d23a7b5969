package msgraph

import (
	"encoding/json"
	"net/http"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// Kinds of consent: for all users of the tenant, or for one.
const (
	forAll = "AllPrincipals"
	forOne = "Principal"
)

func listGrants(c *call) (*answer, error) {
	return c.list(grantResource(), views(c.replica.Grants, viewGrant, nil))
}

func listPrincipalGrants(c *call) (*answer, error) {
	sp, err := c.principal(c.replica)
	if err != nil {
		return nil, err
	}
	return c.list(grantResource(), views(c.replica.Grants, viewGrant, func(g world.Grant) bool { return g.ClientID == sp.ID }))
}

func (c *call) grant() (world.Grant, error) {
	g, ok := c.replica.Grants[c.keys[0].value]
	if !ok {
		return g, errMissing(c.keys[0].value)
	}
	return g, nil
}

func getGrant(c *call) (*answer, error) {
	g, err := c.grant()
	if err != nil {
		return nil, err
	}
	return c.entity(http.StatusOK, grantResource(), viewGrant(g))
}

// createGrant consents to delegated permissions. What the replica does not know is not found (inferred: as 404).
func createGrant(c *call) (*answer, error) {
	b, err := c.object("oAuth2PermissionGrant")
	if err != nil {
		return nil, err
	}
	var g world.Grant
	if err := apply(&g, "OAuth2PermissionGrant", b, grantSetters()); err != nil {
		return nil, err
	}
	if err := checkGrant(c.replica, g, b); err != nil {
		return nil, err
	}
	g.ID = opaque(g.ClientID, g.ResourceID)
	if err := c.update(func(s *world.Snapshot) error { return addGrant(s, g) }); err != nil {
		return nil, err
	}
	return c.created(grantResource(), viewGrant(g))
}

func grantSetters() setters[world.Grant] {
	type g = world.Grant
	return readOnly[g]("id").with(setters[g]{
		"clientId":   func(g *g, raw json.RawMessage) error { return setGUID(&g.ClientID, raw) },
		"resourceId": func(g *g, raw json.RawMessage) error { return setGUID(&g.ResourceID, raw) },
		"principalId": func(g *g, raw json.RawMessage) error {
			return setOptional(&g.PrincipalID, raw)
		},
		"scope": setScope,
		"consentType": func(g *g, raw json.RawMessage) error {
			s, ok := text(raw)
			if !ok || s != forAll && s != forOne {
				return errValue
			}
			g.ConsentType = s
			return nil
		},
	})
}

func setScope(g *world.Grant, raw json.RawMessage) error {
	s, ok := text(raw)
	if !ok {
		return errValue
	}
	g.Scope = s
	return nil
}

func checkGrant(s *world.Snapshot, g world.Grant, b body) error {
	for _, name := range []string{"clientId", "consentType", "resourceId", "scope"} {
		if b[name] == nil {
			return errInvalid("OAuth2PermissionGrant", name)
		}
	}
	if (g.ConsentType == forOne) != (g.PrincipalID != nil) {
		return errInvalid("OAuth2PermissionGrant", "principalId")
	}
	for _, id := range []string{g.ClientID, g.ResourceID} {
		if _, ok := s.ServicePrincipals[id]; !ok {
			return errMissing(id)
		}
	}
	if g.PrincipalID != nil { // the lab has no users
		return errMissing(*g.PrincipalID)
	}
	return nil
}

// addGrant: there is one grant for all users between a client and a resource, with all scopes in it; a second one is a
// 409 (Graph notes §2.4, hashicorp/terraform-provider-azuread #690).
func addGrant(s *world.Snapshot, g world.Grant) error {
	for _, id := range []string{g.ClientID, g.ResourceID} {
		if _, ok := s.ServicePrincipals[id]; !ok {
			return errMissing(id)
		}
	}
	for _, o := range s.Grants {
		if o.ClientID == g.ClientID && o.ResourceID == g.ResourceID && o.ConsentType == g.ConsentType {
			return &apiError{status: http.StatusConflict, code: codeConflict, message: "Permission entry already exists."}
		}
	}
	s.Grants[g.ID] = g
	return nil
}

// patchGrant: only the scope can be changed.
func patchGrant(c *call) (*answer, error) {
	g, err := c.grant()
	if err != nil {
		return nil, err
	}
	b, err := c.object("oAuth2PermissionGrant")
	if err != nil {
		return nil, err
	}
	known := readOnly[world.Grant]("id", "clientId", "consentType", "principalId", "resourceId").with(setters[world.Grant]{"scope": setScope})
	return noContent(), c.update(func(s *world.Snapshot) error {
		there, ok := s.Grants[g.ID]
		if !ok {
			return errMissing(g.ID)
		}
		if err := apply(&there, "OAuth2PermissionGrant", b, known); err != nil {
			return err
		}
		s.Grants[g.ID] = there
		return nil
	})
}

func deleteGrant(c *call) (*answer, error) {
	g, err := c.grant()
	if err != nil {
		return nil, err
	}
	return noContent(), c.update(func(s *world.Snapshot) error {
		if _, ok := s.Grants[g.ID]; !ok {
			return errMissing(g.ID)
		}
		delete(s.Grants, g.ID)
		return nil
	})
}
