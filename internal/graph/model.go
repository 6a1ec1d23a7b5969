package graph

import (
	"strings"
	"time"
)

// Application is an app registration.
type Application struct {
	ObjectID, AppID, DisplayName, UniqueName, SignInAudience, Notes string
	IdentifierURIs, Tags                                            []string
	Disabled                                                        bool
	RequiredAccess                                                  []ResourceAccess
	Passwords                                                       []Password
	Deleted                                                         time.Time // zero unless it is in the recycle bin
}

// ResourceAccess is one permission that an application requires. Type is "Role" (application) or "Scope" (delegated).
type ResourceAccess struct{ ResourceAppID, ID, Type string }

// Password is a client secret without its text.
type Password struct {
	KeyID, DisplayName string
	Start, End         time.Time
}

// ServicePrincipal is an application's presence in the tenant.
type ServicePrincipal struct {
	ObjectID, AppID, DisplayName string
	Enabled                      bool
	Permissions                  []Permission // that it offers to others
}

// Permission is one that a service principal offers: an app role ("Role") or a delegated scope ("Scope").
type Permission struct{ ID, Value, Type string }

// Permission finds one by name; upper and lower case are the same, since Microsoft's own pages differ.
func (sp *ServicePrincipal) Permission(value, typ string) (Permission, bool) {
	for _, p := range sp.Permissions {
		if p.Type == typ && strings.EqualFold(p.Value, value) {
			return p, true
		}
	}
	return Permission{}, false
}

// Assignment is the consent to an application permission.
type Assignment struct{ ID, PrincipalID, ResourceID, RoleID string }

// Grant is the consent to delegated permissions of one resource.
type Grant struct {
	ID, ClientID, ResourceID, ConsentType string
	Scopes                                []string
}

// Picture is all that the directory knows of one application.
type Picture struct {
	Application      *Application      // nil: there is none
	ServicePrincipal *ServicePrincipal // nil: there is none
	Assignments      []Assignment
	Grants           []Grant
	Resources        map[string]*ServicePrincipal // by client id in lower case; nil or absent: the tenant has none
}
