package graph

import (
	"context"
	"fmt"
	"time"

	"github.com/microsoft/kiota-abstractions-go/serialization"
)

// The restrictions of identifier URIs, by their names in Graph (learn, identifierUriConfiguration).
const (
	// OnlyDefaultURIs allows api://{appId} and api://{tenantId}/{appId} and no other.
	OnlyDefaultURIs = "nonDefaultUriAddition"
	// OnlyUniqueURIs allows only those with the tenant's id, the application's client id or a verified domain in it.
	OnlyUniqueURIs = "uriAdditionWithoutUniqueTenantIdentifier"
)

// AppManagementPolicy is the tenant's default policy for applications: what is refused of identifier URIs and secrets. An
// application may have a policy of its own instead, which is not looked at.
type AppManagementPolicy struct {
	// Enabled says that the policy is in force.
	Enabled bool
	// IdentifierURIs are the restrictions of new identifier URIs that are there, by name.
	IdentifierURIs map[string]URIRestriction
	// PasswordAddition refuses new client secrets, PasswordLifetime those that last too long; nil for no such restriction.
	PasswordAddition, PasswordLifetime *SecretRestriction
}

// Restriction says when a restriction holds.
type Restriction struct {
	// State is enabled or disabled. It is empty where Graph says none, as it did for secrets once.
	State string
	// After is when the applications that it holds for were made, at the earliest; zero for all.
	After time.Time
	// ExcludesActors says that some identities are exempt, by a custom security attribute that is not looked at.
	ExcludesActors bool
}

// Holds reports whether the restriction holds for an application that was, or will be, made at a time.
func (r Restriction) Holds(created time.Time) bool {
	return r.State != "disabled" && !created.Before(r.After)
}

// URIRestriction restricts new identifier URIs.
type URIRestriction struct {
	Restriction
	// ExcludesV2Tokens and ExcludesSAML exempt applications that are set to receive tokens of version 2, or use SAML.
	ExcludesV2Tokens, ExcludesSAML bool
	// ByMicrosoft says that Microsoft has set the state, not the tenant.
	ByMicrosoft bool
}

// SecretRestriction restricts new client secrets.
type SecretRestriction struct {
	Restriction
	// MaxLifetime is how long a secret may last; zero when that is not restricted.
	MaxLifetime time.Duration
}

type (
	wireAppPolicy struct {
		ID           string `json:"id"`
		Enabled      *bool  `json:"isEnabled"`
		Applications struct {
			Passwords      []wireSecretRestriction        `json:"passwordCredentials"`
			IdentifierURIs map[string]*wireURIRestriction `json:"identifierUris"`
		} `json:"applicationRestrictions"`
	}
	wireRestriction struct {
		State    string     `json:"state"`
		After    *time.Time `json:"restrictForAppsCreatedAfterDateTime"`
		Excluded *struct {
			Attributes []struct{} `json:"customSecurityAttributes"`
		} `json:"excludeActors"`
	}
	wireURIRestriction struct {
		wireRestriction
		V2Tokens    bool `json:"excludeAppsReceivingV2Tokens"`
		SAML        bool `json:"excludeSaml"`
		ByMicrosoft bool `json:"isStateSetByMicrosoft"`
	}
	wireSecretRestriction struct {
		wireRestriction
		Type        string `json:"restrictionType"`
		MaxLifetime string `json:"maxLifetime"`
	}
)

// AppManagementPolicy reads the default app management policy (learn, tenantappmanagementpolicy-get).
func (c *Client) AppManagementPolicy(ctx context.Context) (AppManagementPolicy, error) {
	var w wireAppPolicy
	if err := c.v1(during(ctx, readAppPolicy()), "policies/defaultAppManagementPolicy", &w); err != nil {
		return AppManagementPolicy{}, err
	}
	if w.ID == "" || w.Enabled == nil {
		return AppManagementPolicy{}, c.empty(readAppPolicy())
	}
	p, err := w.policy()
	if err != nil {
		return AppManagementPolicy{}, fmt.Errorf("could not %s in tenant %s: %w", readAppPolicy().text, c.options.TenantID, err)
	}
	return p, nil
}

func (w wireAppPolicy) policy() (AppManagementPolicy, error) {
	p := AppManagementPolicy{Enabled: *w.Enabled, IdentifierURIs: map[string]URIRestriction{}}
	for name, r := range w.Applications.IdentifierURIs {
		if r != nil {
			p.IdentifierURIs[name] = URIRestriction{Restriction: r.restriction(), ExcludesV2Tokens: r.V2Tokens, ExcludesSAML: r.SAML, ByMicrosoft: r.ByMicrosoft}
		}
	}
	for _, r := range w.Applications.Passwords {
		lifetime, err := r.lifetime()
		if err != nil {
			return p, err
		}
		s := &SecretRestriction{Restriction: r.restriction(), MaxLifetime: lifetime}
		switch r.Type {
		case "passwordAddition":
			p.PasswordAddition = s
		case "passwordLifetime":
			p.PasswordLifetime = s
		}
	}
	return p, nil
}

func (w wireRestriction) restriction() Restriction {
	r := Restriction{State: w.State, ExcludesActors: w.Excluded != nil && len(w.Excluded.Attributes) > 0}
	if w.After != nil {
		r.After = *w.After
	}
	return r
}

// lifetime reads a duration of ISO 8601, such as P180D.
func (w wireSecretRestriction) lifetime() (time.Duration, error) {
	if w.MaxLifetime == "" {
		return 0, nil
	}
	d, err := serialization.ParseISODuration(w.MaxLifetime)
	if err != nil {
		return 0, fmt.Errorf("the longest life of a secret, %q, is no duration: %w", w.MaxLifetime, err)
	}
	return d.ToDuration()
}
