package world

import "time"

// AppManagementPolicy is the default app management policy (learn, tenantappmanagementpolicy-get).
type AppManagementPolicy struct {
	ID               string          `json:"id"`
	DisplayName      string          `json:"displayName"`
	Description      string          `json:"description"`
	IsEnabled        bool            `json:"isEnabled"`
	Applications     AppRestrictions `json:"applicationRestrictions"`
	ServicePrincipal AppRestrictions `json:"servicePrincipalRestrictions"`
}

// AppRestrictions are what is refused of applications.
type AppRestrictions struct {
	Passwords      []PasswordRestriction `json:"passwordCredentials"`
	Keys           []any                 `json:"keyCredentials"`
	IdentifierURIs *URIRestrictions      `json:"identifierUris,omitempty"`
}

// PasswordRestriction restricts client secrets.
type PasswordRestriction struct {
	RestrictionType string     `json:"restrictionType" yaml:"type"`
	MaxLifetime     *string    `json:"maxLifetime" yaml:"max_lifetime"`
	State           string     `json:"state" yaml:"state"`
	After           *time.Time `json:"restrictForAppsCreatedAfterDateTime" yaml:"after"`
}

// URIRestrictions restrict identifier URIs; nil for one that is not there.
type URIRestrictions struct {
	NonDefault *URIRestriction `json:"nonDefaultUriAddition" yaml:"non_default"`
	NotUnique  *URIRestriction `json:"uriAdditionWithoutUniqueTenantIdentifier" yaml:"not_unique"`
}

// URIRestriction is one of them.
type URIRestriction struct {
	State            string     `json:"state" yaml:"state"`
	After            *time.Time `json:"restrictForAppsCreatedAfterDateTime" yaml:"after"`
	SetByMicrosoft   bool       `json:"isStateSetByMicrosoft" yaml:"set_by_microsoft"`
	ExcludeV2Tokens  bool       `json:"excludeAppsReceivingV2Tokens" yaml:"exclude_v2_tokens"`
	ExcludeSAML      bool       `json:"excludeSaml" yaml:"exclude_saml"`
	ExcludedByActors any        `json:"excludeActors" yaml:"-"`
}

// AppPolicySeed is the default app management policy of a tenant; without one it is switched off and restricts nothing.
type AppPolicySeed struct {
	Enabled        bool                  `yaml:"enabled"`
	Passwords      []PasswordRestriction `yaml:"passwords"`
	IdentifierURIs *URIRestrictions      `yaml:"identifier_uris"`
}

func (seed *AppPolicySeed) policy() AppManagementPolicy {
	none := AppRestrictions{Passwords: []PasswordRestriction{}, Keys: []any{}}
	p := AppManagementPolicy{
		ID: "00000000-0000-0000-0000-000000000000", DisplayName: "Default app management tenant policy",
		Description: "Restricts the applications of the tenant that have no policy of their own.", Applications: none, ServicePrincipal: none,
	}
	if seed != nil {
		p.IsEnabled, p.Applications.IdentifierURIs = seed.Enabled, seed.IdentifierURIs
		p.Applications.Passwords = append(p.Applications.Passwords, seed.Passwords...)
	}
	return p
}

// AppPolicy is the default app management policy.
func (s *Snapshot) AppPolicy() AppManagementPolicy {
	p, _ := first(s.AppPolicies, func(AppManagementPolicy) bool { return true })
	return p
}
