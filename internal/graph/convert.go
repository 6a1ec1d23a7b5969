package graph

import (
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
)

const (
	typeRole     = "Role"
	typeScope    = "Scope"
	isDisabled   = "isDisabled" // in Graph v1.0, not yet in this SDK
	allUsers     = "AllPrincipals"
	scopeDivider = " "
)

func applicationOf(m models.Applicationable) *Application {
	if m == nil {
		return nil
	}
	a := &Application{
		ObjectID: text(m.GetId()), AppID: text(m.GetAppId()), DisplayName: text(m.GetDisplayName()), UniqueName: text(m.GetUniqueName()),
		SignInAudience: text(m.GetSignInAudience()), Notes: text(m.GetNotes()), IdentifierURIs: m.GetIdentifierUris(), Tags: m.GetTags(),
		Disabled: flag(m.GetAdditionalData()[isDisabled]), Deleted: moment(m.GetDeletedDateTime()),
	}
	for _, r := range m.GetRequiredResourceAccess() {
		for _, p := range r.GetResourceAccess() {
			a.RequiredAccess = append(a.RequiredAccess, ResourceAccess{ResourceAppID: text(r.GetResourceAppId()), ID: id(p.GetId()), Type: text(p.GetTypeEscaped())})
		}
	}
	for _, p := range m.GetPasswordCredentials() {
		a.Passwords = append(a.Passwords, passwordOf(p))
	}
	return a
}

func passwordOf(m models.PasswordCredentialable) Password {
	return Password{KeyID: id(m.GetKeyId()), DisplayName: text(m.GetDisplayName()), Start: moment(m.GetStartDateTime()), End: moment(m.GetEndDateTime())}
}

func principalOf(m models.ServicePrincipalable) *ServicePrincipal {
	if m == nil {
		return nil
	}
	sp := &ServicePrincipal{ObjectID: text(m.GetId()), AppID: text(m.GetAppId()), DisplayName: text(m.GetDisplayName()), Enabled: m.GetAccountEnabled() == nil || *m.GetAccountEnabled()}
	for _, r := range m.GetAppRoles() {
		sp.Permissions = append(sp.Permissions, Permission{ID: id(r.GetId()), Value: text(r.GetValue()), Type: typeRole})
	}
	for _, s := range m.GetOauth2PermissionScopes() {
		sp.Permissions = append(sp.Permissions, Permission{ID: id(s.GetId()), Value: text(s.GetValue()), Type: typeScope})
	}
	return sp
}

func assignmentsOf(list []models.AppRoleAssignmentable) []Assignment {
	out := make([]Assignment, 0, len(list))
	for _, m := range list {
		out = append(out, Assignment{ID: text(m.GetId()), PrincipalID: id(m.GetPrincipalId()), ResourceID: id(m.GetResourceId()), RoleID: id(m.GetAppRoleId())})
	}
	return out
}

func grantsOf(list []models.OAuth2PermissionGrantable) []Grant {
	out := make([]Grant, 0, len(list))
	for _, m := range list {
		out = append(out, Grant{ID: text(m.GetId()), ClientID: text(m.GetClientId()), ResourceID: text(m.GetResourceId()), ConsentType: text(m.GetConsentType()), Scopes: strings.Fields(text(m.GetScope()))})
	}
	return out
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

func (s ApplicationSpec) model() (models.Applicationable, error) {
	m := models.NewApplication()
	if s.DisplayName != nil {
		m.SetDisplayName(s.DisplayName)
	}
	if s.SignInAudience != nil {
		m.SetSignInAudience(s.SignInAudience)
	}
	if s.UniqueName != nil {
		m.SetUniqueName(s.UniqueName)
	}
	if s.RemoveKeys {
		m.SetKeyCredentials([]models.KeyCredentialable{})
	}
	if s.Tags != nil {
		m.SetTags(filled(*s.Tags))
	}
	if s.IdentifierURIs != nil {
		m.SetIdentifierUris(filled(*s.IdentifierURIs))
	}
	if s.RequiredAccess != nil {
		access, err := requiredModel(*s.RequiredAccess)
		if err != nil {
			return nil, err
		}
		m.SetRequiredResourceAccess(access)
	}
	extra := map[string]any{}
	if s.Disabled != nil {
		extra[isDisabled] = s.Disabled
	}
	if s.Notes != nil && *s.Notes != "" {
		m.SetNotes(s.Notes)
	} else if s.Notes != nil {
		extra["notes"] = nil // Graph clears a text by null
	}
	m.SetAdditionalData(extra)
	return m, nil
}

// requiredModel groups the permissions by resource, in the order in which they come.
func requiredModel(list []ResourceAccess) ([]models.RequiredResourceAccessable, error) {
	byResource := map[string]models.RequiredResourceAccessable{}
	out := []models.RequiredResourceAccessable{}
	for _, r := range list {
		permission, err := uuid.Parse(r.ID)
		if err != nil {
			return nil, err
		}
		group := byResource[r.ResourceAppID]
		if group == nil {
			group = models.NewRequiredResourceAccess()
			group.SetResourceAppId(&r.ResourceAppID)
			byResource[r.ResourceAppID] = group
			out = append(out, group)
		}
		access := models.NewResourceAccess()
		access.SetId(&permission)
		access.SetTypeEscaped(&r.Type)
		group.SetResourceAccess(append(group.GetResourceAccess(), access))
	}
	return out, nil
}

// filled makes an empty list an empty list on the wire: the SDK leaves nil out.
func filled(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func id(u *uuid.UUID) string {
	if u == nil {
		return ""
	}
	return u.String()
}

func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func flag(v any) bool {
	switch v := v.(type) {
	case *bool:
		return v != nil && *v
	case bool:
		return v
	default:
		return false
	}
}
