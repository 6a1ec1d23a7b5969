package world

import (
	"bytes"
	_ "embed"
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"
)

// Seed is what a world starts from. It is read from YAML: seed.yaml beside this file is the default one.
type Seed struct {
	// Lag is how far the last replica of a directory is behind the primary.
	Lag time.Duration `yaml:"replication_lag"`
	// ResourceUnits is how many resource units Graph grants an application in a tenant in ten seconds (Graph notes §2.2).
	ResourceUnits int `yaml:"resource_units"`
	// Clients are the identities that may sign in.
	Clients []ClientSeed `yaml:"clients"`
	// People have an account in the Active Directory of every hierarchy, and a user in every tenant.
	People  []PersonSeed `yaml:"people"`
	Tenants []TenantSeed `yaml:"tenants"`
}

// ClientSeed is an identity: a multi-tenant application that is registered in the first tenant of each cloud and
// consented to in all tenants of it.
type ClientSeed struct {
	Name     string `yaml:"name"`
	ClientID string `yaml:"client_id"`
	// Graph are the application permissions of Microsoft Graph that it has been granted.
	Graph []string `yaml:"graph"`
	// Site is its security role in every hierarchy; empty for none.
	Site string `yaml:"site"`
	// SiteCollections limits what it sees of the collections.
	SiteCollections []string `yaml:"site_collections"`
	// SecretExpired gives it a secret that has ended.
	SecretExpired bool `yaml:"secret_expired"`
	// Certificate gives it a certificate beside the secret.
	Certificate bool `yaml:"certificate"`
}

// PersonSeed is an account of Active Directory that is synchronized to Entra: CORP\name in the console, name@<domain of
// the tenant> in Entra. It may be a person's or a service's.
type PersonSeed struct {
	Name string `yaml:"name"`
	// Site is its security role in every hierarchy; empty for none.
	Site string `yaml:"site"`
	// Graph are the delegated permissions of Microsoft Graph that its tokens have, as far as its roles in Entra allow.
	Graph []string `yaml:"graph"`
	// Undiscovered is somebody whom no discovery of a hierarchy has found.
	Undiscovered bool `yaml:"undiscovered"`
	// Licenses are the part numbers of the products that it has a licence of, in every tenant that has them.
	Licenses []string `yaml:"licenses"`
	// Roles are its directory roles by name, in every tenant; Groups its groups.
	Roles  []string `yaml:"roles"`
	Groups []string `yaml:"groups"`
	// CloudOnly says that its user does not come from Active Directory, Disabled that it may not sign in.
	CloudOnly bool `yaml:"cloud_only"`
	Disabled  bool `yaml:"disabled"`
}

// TenantSeed is one tenant with its hierarchy.
type TenantSeed struct {
	Name        string           `yaml:"name"`
	ID          string           `yaml:"id"`
	DisplayName string           `yaml:"display_name"`
	Cloud       string           `yaml:"cloud"`
	Country     string           `yaml:"country"`
	Domain      string           `yaml:"domain"`
	Hierarchy   Profile          `yaml:"hierarchy"`
	Collections []CollectionSeed `yaml:"collections"`
	// Microservice says that the service principal of the Configuration Manager Microservice is in the tenant already.
	Microservice bool `yaml:"microservice"`
	// SecurityProfiles are the names of the filtering profiles of Global Secure Access that are there already.
	SecurityProfiles []string `yaml:"security_profiles"`
	// Intune is what the service Intune starts from.
	Intune IntuneSeed `yaml:"intune"`
	// CloudManagement adds what the Azure service Cloud Management leaves at a site: the row of the tenant, and that of
	// its server app.
	CloudManagement bool `yaml:"cloud_management"`
	// MDMAuthority is that of the organization; empty for intune.
	MDMAuthority string `yaml:"mdm_authority"`
	// Subscriptions are the products of the organization; nil for one with Intune.
	Subscriptions []SubscriptionSeed `yaml:"subscriptions,omitempty"`
	// AppPolicy is the default app management policy; nil for one that is switched off.
	AppPolicy *AppPolicySeed `yaml:"app_management_policy"`
	// ConditionalAccess are the Conditional Access policies.
	ConditionalAccess []AccessPolicySeed `yaml:"conditional_access"`
	// IntuneRoles are the roles of Intune with their assignments; nil for two, of which the group Device Operators has one.
	IntuneRoles []IntuneRoleSeed `yaml:"intune_roles,omitempty"`
}

// CollectionSeed is one collection of a hierarchy.
type CollectionSeed struct {
	ID      string `yaml:"id"`
	Name    string `yaml:"name"`
	Type    int    `yaml:"type"` // 1 user, 2 device
	LimitTo string `yaml:"limit_to"`
	Members int    `yaml:"members"`
	BuiltIn bool   `yaml:"built_in"`
	// Available makes the collection available to Intune, for policies of endpoint security.
	Available bool `yaml:"available"`
}

//go:embed seed.yaml
var defaultSeed []byte

// DefaultSeed is a fresh copy of the default seed.
func DefaultSeed() *Seed {
	seed, err := ParseSeed(defaultSeed)
	if err != nil {
		panic(err) // the file is part of the program
	}
	return seed
}

// ParseSeed reads a seed from YAML; a name that it does not know is an error.
func ParseSeed(data []byte) (*Seed, error) {
	var seed Seed
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&seed); err != nil {
		return nil, fmt.Errorf("reading the seed: %w", err)
	}
	return &seed, nil
}

// Tenant finds a tenant of the seed, to be changed before a world is made of it.
func (s *Seed) Tenant(name string) *TenantSeed {
	for i := range s.Tenants {
		if s.Tenants[i].Name == name {
			return &s.Tenants[i]
		}
	}
	return nil
}
