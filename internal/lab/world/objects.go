package world

import (
	"time"
)

// The objects of a directory have the property names of Microsoft Graph v1.0 (Graph notes §2, Shapes). What the lab
// knows beside them, such as the text of a secret, is left out of their JSON.

// Application is an app registration.
type Application struct {
	ID                     string                   `json:"id"`
	AppID                  string                   `json:"appId"`
	CreatedDateTime        time.Time                `json:"createdDateTime"`
	DeletedDateTime        *time.Time               `json:"deletedDateTime"`
	DisplayName            string                   `json:"displayName"`
	UniqueName             *string                  `json:"uniqueName"`
	SignInAudience         string                   `json:"signInAudience"`
	Notes                  *string                  `json:"notes"`
	IsDisabled             *bool                    `json:"isDisabled"`
	IdentifierURIs         []string                 `json:"identifierUris"`
	Tags                   []string                 `json:"tags"`
	RequiredResourceAccess []RequiredResourceAccess `json:"requiredResourceAccess"`
	PasswordCredentials    []PasswordCredential     `json:"passwordCredentials"`
	KeyCredentials         []KeyCredential          `json:"keyCredentials"`
	// Owners are the object ids of the service principals that own the application: whoever makes one with an app-only
	// token owns it, and Application.ReadWrite.OwnedBy reaches no other (Graph notes §2).
	Owners []string `json:"-"`
	// Federated are the federated identity credentials.
	Federated []FederatedCredential `json:"-"`
}

// RequiredResourceAccess lists the permissions that an application requires of one resource.
type RequiredResourceAccess struct {
	ResourceAppID  string           `json:"resourceAppId"`
	ResourceAccess []ResourceAccess `json:"resourceAccess"`
}

// ResourceAccess is one required permission; Type is Role or Scope.
type ResourceAccess struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// PasswordCredential is a client secret. Its text stays in the lab: Graph gives it once, in the answer that made it.
type PasswordCredential struct {
	KeyID         string    `json:"keyId"`
	DisplayName   *string   `json:"displayName"`
	Hint          string    `json:"hint"`
	StartDateTime time.Time `json:"startDateTime"`
	EndDateTime   time.Time `json:"endDateTime"`
	Text          string    `json:"-"`
}

// KeyCredential is a certificate; Thumbprint is its SHA-256 in hexadecimal, and PublicKey its DER.
type KeyCredential struct {
	KeyID         string    `json:"keyId"`
	DisplayName   string    `json:"displayName"`
	Type          string    `json:"type"`
	Usage         string    `json:"usage"`
	StartDateTime time.Time `json:"startDateTime"`
	EndDateTime   time.Time `json:"endDateTime"`
	Certificate   []byte    `json:"-"`
}

// FederatedCredential trusts tokens of another issuer in place of a secret.
type FederatedCredential struct {
	ID       string
	Name     string
	Issuer   string
	Subject  string
	Audience string
}

// ServicePrincipal is an application's presence in a tenant.
type ServicePrincipal struct {
	ID                     string            `json:"id"`
	AppID                  string            `json:"appId"`
	DeletedDateTime        *time.Time        `json:"deletedDateTime"`
	DisplayName            string            `json:"displayName"`
	AccountEnabled         bool              `json:"accountEnabled"`
	ServicePrincipalType   string            `json:"servicePrincipalType"`
	ServicePrincipalNames  []string          `json:"servicePrincipalNames"`
	AppOwnerOrganizationID string            `json:"appOwnerOrganizationId"`
	Tags                   []string          `json:"tags"`
	AppRoles               []AppRole         `json:"appRoles"`
	Scopes                 []PermissionScope `json:"oauth2PermissionScopes"`
	// Owners are like those of an application: who makes a service principal with an app-only token owns it.
	Owners []string `json:"-"`
}

// AppRole is an application permission that a service principal offers.
type AppRole struct {
	ID                 string   `json:"id"`
	Value              string   `json:"value"`
	DisplayName        string   `json:"displayName"`
	IsEnabled          bool     `json:"isEnabled"`
	AllowedMemberTypes []string `json:"allowedMemberTypes"`
}

// PermissionScope is a delegated permission that a service principal offers.
type PermissionScope struct {
	ID        string `json:"id"`
	Value     string `json:"value"`
	IsEnabled bool   `json:"isEnabled"`
	Type      string `json:"type"`
}

// AppRoleAssignment is the consent to an application permission.
type AppRoleAssignment struct {
	ID                   string    `json:"id"`
	AppRoleID            string    `json:"appRoleId"`
	CreatedDateTime      time.Time `json:"createdDateTime"`
	PrincipalDisplayName string    `json:"principalDisplayName"`
	PrincipalID          string    `json:"principalId"`
	PrincipalType        string    `json:"principalType"`
	ResourceDisplayName  string    `json:"resourceDisplayName"`
	ResourceID           string    `json:"resourceId"`
}

// Grant is the consent to delegated permissions of one resource (oAuth2PermissionGrant).
type Grant struct {
	ID          string  `json:"id"`
	ClientID    string  `json:"clientId"`
	ConsentType string  `json:"consentType"`
	PrincipalID *string `json:"principalId"`
	ResourceID  string  `json:"resourceId"`
	Scope       string  `json:"scope"`
}

// Organization is the tenant as Graph shows it.
type Organization struct {
	ID                string           `json:"id"`
	DisplayName       string           `json:"displayName"`
	CountryLetterCode string           `json:"countryLetterCode"`
	TenantType        string           `json:"tenantType"`
	MDMAuthority      string           `json:"mobileDeviceManagementAuthority"`
	VerifiedDomains   []VerifiedDomain `json:"verifiedDomains"`
}

// VerifiedDomain is a domain of the tenant.
type VerifiedDomain struct {
	Name      string `json:"name"`
	IsDefault bool   `json:"isDefault"`
	IsInitial bool   `json:"isInitial"`
}
