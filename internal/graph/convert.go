package graph

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	typeRole     = "Role"
	typeScope    = "Scope"
	allUsers     = "AllPrincipals"
	scopeDivider = " "
)

// The objects as Graph writes them, as far as they are read. The SDK's models are not used. Each has all properties, and
// with them all kinds of objects that these can hold; and none of that can be left out by the linker, since go-plugin finds
// methods by reflection. That made the provider 24 MB larger.
type (
	wireApplication struct {
		ID             string         `json:"id" key:"yes"`
		AppID          string         `json:"appId" key:"yes"`
		DisplayName    string         `json:"displayName"`
		UniqueName     string         `json:"uniqueName"`
		SignInAudience string         `json:"signInAudience"`
		Notes          string         `json:"notes"`
		IdentifierURIs []string       `json:"identifierUris"`
		Tags           []string       `json:"tags"`
		Disabled       bool           `json:"isDisabled"`
		Required       []wireRequired `json:"requiredResourceAccess"`
		Passwords      []wirePassword `json:"passwordCredentials"`
		Deleted        time.Time      `json:"deletedDateTime"`
	}
	wireRequired struct {
		ResourceAppID string       `json:"resourceAppId" key:"yes"`
		Access        []wireAccess `json:"resourceAccess"`
	}
	wireAccess struct {
		ID   uuid.UUID `json:"id" key:"yes"`
		Type string    `json:"type" key:"yes"`
	}
	wirePassword struct {
		KeyID       uuid.UUID `json:"keyId" key:"yes"`
		DisplayName string    `json:"displayName"`
		Start       time.Time `json:"startDateTime"`
		End         time.Time `json:"endDateTime"`
		Text        string    `json:"secretText"` // in the answer that made it, and never again
	}
	wirePrincipal struct {
		ID          string     `json:"id"`
		AppID       string     `json:"appId"`
		DisplayName string     `json:"displayName"`
		Enabled     *bool      `json:"accountEnabled"`
		Roles       []wireRole `json:"appRoles"`
		Scopes      []wireRole `json:"oauth2PermissionScopes"`
	}
	wireRole struct {
		ID    uuid.UUID `json:"id"`
		Value string    `json:"value"`
	}
	wireAssignment struct {
		ID          string    `json:"id,omitempty"`
		PrincipalID uuid.UUID `json:"principalId"`
		ResourceID  uuid.UUID `json:"resourceId" key:"yes"`
		RoleID      uuid.UUID `json:"appRoleId"`
	}
	wireGrant struct {
		ID          string `json:"id,omitempty"`
		ClientID    string `json:"clientId,omitempty"`
		ResourceID  string `json:"resourceId,omitempty" key:"yes"`
		ConsentType string `json:"consentType,omitempty"`
		Scope       string `json:"scope"`
	}
)

func (w wireApplication) application() *Application {
	a := &Application{
		ObjectID: w.ID, AppID: w.AppID, DisplayName: w.DisplayName, UniqueName: w.UniqueName, SignInAudience: w.SignInAudience, Notes: w.Notes,
		IdentifierURIs: w.IdentifierURIs, Tags: w.Tags, Disabled: w.Disabled, Deleted: w.Deleted.UTC(),
	}
	for _, r := range w.Required {
		for _, p := range r.Access {
			a.RequiredAccess = append(a.RequiredAccess, ResourceAccess{ResourceAppID: r.ResourceAppID, ID: id(p.ID), Type: p.Type})
		}
	}
	for _, p := range w.Passwords {
		a.Passwords = append(a.Passwords, p.password())
	}
	return a
}

func (w wirePassword) password() Password {
	return Password{KeyID: id(w.KeyID), DisplayName: w.DisplayName, Start: w.Start.UTC(), End: w.End.UTC()}
}

func (w wirePrincipal) principal() *ServicePrincipal {
	sp := &ServicePrincipal{ObjectID: w.ID, AppID: w.AppID, DisplayName: w.DisplayName, Enabled: w.Enabled == nil || *w.Enabled}
	for _, r := range w.Roles {
		sp.Permissions = append(sp.Permissions, Permission{ID: id(r.ID), Value: r.Value, Type: typeRole})
	}
	for _, s := range w.Scopes {
		sp.Permissions = append(sp.Permissions, Permission{ID: id(s.ID), Value: s.Value, Type: typeScope})
	}
	return sp
}

func assignmentsOf(list []wireAssignment) []Assignment {
	out := make([]Assignment, 0, len(list))
	for _, w := range list {
		out = append(out, Assignment{ID: w.ID, PrincipalID: id(w.PrincipalID), ResourceID: id(w.ResourceID), RoleID: id(w.RoleID)})
	}
	return out
}

func grantsOf(list []wireGrant) []Grant {
	out := make([]Grant, 0, len(list))
	for _, w := range list {
		out = append(out, Grant{ID: w.ID, ClientID: w.ClientID, ResourceID: w.ResourceID, ConsentType: w.ConsentType, Scopes: strings.Fields(w.Scope)})
	}
	return out
}

// id is empty where there is none.
func id(u uuid.UUID) string {
	if u == uuid.Nil {
		return ""
	}
	return u.String()
}

// ApplicationSpec is what to write of an application: nil leaves a property as it is, an empty value clears it.
type ApplicationSpec struct {
	DisplayName, SignInAudience, Notes *string
	UniqueName                         *string // can be given once
	Tags, IdentifierURIs               *[]string
	RequiredAccess                     *[]ResourceAccess
	Disabled                           *bool
	RemoveKeys                         bool // removes all certificates
}

// body has the properties that are to be written.
func (s ApplicationSpec) body() (map[string]any, error) {
	body := map[string]any{}
	set(body, "displayName", s.DisplayName)
	set(body, "signInAudience", s.SignInAudience)
	set(body, "uniqueName", s.UniqueName)
	set(body, "isDisabled", s.Disabled)
	set(body, "notes", s.Notes)
	if s.Notes != nil && *s.Notes == "" {
		body["notes"] = nil // Graph clears a text by null
	}
	if s.RemoveKeys {
		body["keyCredentials"] = []any{}
	}
	if s.Tags != nil {
		body["tags"] = append([]string{}, *s.Tags...)
	}
	if s.IdentifierURIs != nil {
		body["identifierUris"] = append([]string{}, *s.IdentifierURIs...)
	}
	if s.RequiredAccess != nil {
		required, err := requiredOf(*s.RequiredAccess)
		if err != nil {
			return nil, err
		}
		body["requiredResourceAccess"] = required
	}
	return body, nil
}

func set[T any](body map[string]any, name string, value *T) {
	if value != nil {
		body[name] = *value
	}
}

// requiredOf groups the permissions by resource, in the order in which they come.
func requiredOf(list []ResourceAccess) ([]wireRequired, error) {
	place, out := map[string]int{}, []wireRequired{}
	for _, r := range list {
		permission, err := uuid.Parse(r.ID)
		if err != nil {
			return nil, err
		}
		at, ok := place[r.ResourceAppID]
		if !ok {
			at = len(out)
			place[r.ResourceAppID] = at
			out = append(out, wireRequired{ResourceAppID: r.ResourceAppID})
		}
		out[at].Access = append(out[at].Access, wireAccess{ID: permission, Type: r.Type})
	}
	return out, nil
}
