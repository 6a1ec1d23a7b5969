package msgraph

import (
	"encoding/base64"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// defaultRole is assigned when a resource has no roles.
const defaultRole = "00000000-0000-0000-0000-000000000000"

// side says from which end an assignment is looked at.
type side func(world.AppRoleAssignment) string

func ofPrincipal(a world.AppRoleAssignment) string { return a.PrincipalID }
func ofResource(a world.AppRoleAssignment) string  { return a.ResourceID }

func listAssignments(c *call) (*answer, error) { return c.assignments(ofPrincipal) }
func listAssigned(c *call) (*answer, error)    { return c.assignments(ofResource) }

func (c *call) assignments(end side) (*answer, error) {
	sp, err := c.principal(c.replica)
	if err != nil {
		return nil, err
	}
	return c.list(assignmentResource(), views(c.replica.Assignments, viewAssignment, func(a world.AppRoleAssignment) bool { return end(a) == sp.ID }))
}

func assignRole(c *call) (*answer, error) { return c.assign(ofPrincipal) }
func assignTo(c *call) (*answer, error)   { return c.assign(ofResource) }

// assign consents to an application permission. The addressed service principal has to be the end of the assignment
// that the path says.
func (c *call) assign(end side) (*answer, error) {
	sp, err := c.principal(c.replica)
	if err != nil {
		return nil, err
	}
	b, err := c.object("appRoleAssignment")
	if err != nil {
		return nil, err
	}
	a := world.AppRoleAssignment{CreatedDateTime: c.stamp(), PrincipalType: "ServicePrincipal"}
	if err := apply(&a, "AppRoleAssignment", b, assignmentSetters()); err != nil {
		return nil, err
	}
	if end(a) != sp.ID {
		return nil, errReference()
	}
	if err := complete(c.replica, &a); err != nil {
		return nil, err
	}
	if err := c.update(func(s *world.Snapshot) error { return addAssignment(s, a) }); err != nil {
		return nil, err
	}
	return c.created(assignmentResource(), viewAssignment(a))
}

func assignmentSetters() setters[world.AppRoleAssignment] {
	type a = world.AppRoleAssignment
	return readOnly[a]("id", "createdDateTime", "deletedDateTime", "principalDisplayName", "principalType", "resourceDisplayName").with(setters[a]{
		"principalId": func(a *a, raw json.RawMessage) error { return setGUID(&a.PrincipalID, raw) },
		"resourceId":  func(a *a, raw json.RawMessage) error { return setGUID(&a.ResourceID, raw) },
		"appRoleId":   func(a *a, raw json.RawMessage) error { return setGUID(&a.AppRoleID, raw) },
	})
}

func setGUID(to *string, raw json.RawMessage) error {
	s, ok := text(raw)
	id, err := uuid.Parse(s)
	if !ok || err != nil || !isGUID(s) {
		return errValue
	}
	*to = id.String()
	return nil
}

// complete finds what an assignment refers to. What the replica does not know yet is not found (Graph notes §2.1).
func complete(s *world.Snapshot, a *world.AppRoleAssignment) error {
	principal, ok := s.ServicePrincipals[a.PrincipalID]
	if !ok {
		return errReference()
	}
	resource, ok := s.ServicePrincipals[a.ResourceID]
	if !ok {
		return errReference()
	}
	known := slices.ContainsFunc(resource.AppRoles, func(r world.AppRole) bool { return r.ID == a.AppRoleID })
	if !known && (a.AppRoleID != defaultRole || len(resource.AppRoles) > 0) {
		return refuse(codeBadRequest, "Permission being assigned was not found on application '%s'.", resource.AppID)
	}
	a.PrincipalDisplayName, a.ResourceDisplayName = principal.DisplayName, resource.DisplayName
	random := uuid.New()
	a.ID = opaque(a.PrincipalID, random.String())
	return nil
}

// errReference is the refusal of an assignment whose ends do not fit or are not known (microsoft-graph-docs #9738).
func errReference() error { return refuse(codeBadRequest, "Not a valid reference update.") }

// addAssignment: that there is one already is a 400 (Graph notes §2.4).
func addAssignment(s *world.Snapshot, a world.AppRoleAssignment) error {
	for _, id := range []string{a.PrincipalID, a.ResourceID} {
		if _, ok := s.ServicePrincipals[id]; !ok {
			return errMissing(id)
		}
	}
	for _, o := range s.Assignments {
		if o.PrincipalID == a.PrincipalID && o.ResourceID == a.ResourceID && o.AppRoleID == a.AppRoleID {
			e := refuse(codeBadRequest, "Permission being assigned already exists on the object")
			e.detail, e.target = "InvalidUpdate", "appRoleAssignment"
			return e
		}
	}
	s.Assignments[a.ID] = a
	return nil
}

func unassignRole(c *call) (*answer, error) { return c.unassign(ofPrincipal) }
func unassignFrom(c *call) (*answer, error) { return c.unassign(ofResource) }

func (c *call) unassign(end side) (*answer, error) {
	sp, err := c.principal(c.replica)
	if err != nil {
		return nil, err
	}
	id := c.keys[1].value
	if a, ok := c.replica.Assignments[id]; !ok || end(a) != sp.ID {
		return nil, errMissing(id)
	}
	return noContent(), c.update(func(s *world.Snapshot) error {
		if _, ok := s.Assignments[id]; !ok {
			return errMissing(id)
		}
		delete(s.Assignments, id)
		return nil
	})
}

// opaque makes an id like those of assignments and grants: the object ids one after the other, each with the byte order
// of Windows, in base64url. Upper and lower case matter in it.
func opaque(ids ...string) string {
	var raw []byte
	for _, id := range ids {
		u, err := uuid.Parse(id)
		if err != nil {
			continue // ids of the world are GUIDs
		}
		slices.Reverse(u[0:4])
		slices.Reverse(u[4:6])
		slices.Reverse(u[6:8])
		raw = append(raw, u[:]...)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}
