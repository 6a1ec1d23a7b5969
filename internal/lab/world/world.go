// Package world is the state of the lab: tenants, each with a directory in Entra and one Configuration Manager
// hierarchy, seeded from a readable file. It knows nothing of HTTP. All names and ids in it are made up.
package world

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"
)

// Clouds that a tenant of the lab may live in; tokens do not cross them (Graph notes §4).
const (
	CloudPublic       = "public"
	CloudUSGovernment = "usgovernment"
	CloudChina        = "china"
)

// World is everything that the lab emulates.
type World struct {
	Clock clockwork.Clock

	seed    *Seed
	tenants []*Tenant
	secrets *Secrets
}

// Tenant is one Entra tenant with the hierarchy of its organization.
type Tenant struct {
	Name, ID, DisplayName, Cloud string

	Directory *Directory
	Hierarchy *Hierarchy
	Intune    *Intune

	clients     []Client
	start       Saved
	intuneTrail trail[IntuneAudit]
}

// Clients are the seeded identities that may sign in to the tenant, with their secrets.
func (t *Tenant) Clients() []Client { return t.clients }

// New makes a world from a seed, which must not be changed afterwards.
func New(seed *Seed, clock clockwork.Clock) (*World, error) {
	w := &World{Clock: clock, seed: seed, secrets: &Secrets{}}
	for i := range seed.Tenants {
		t, err := w.plant(&seed.Tenants[i])
		if err != nil {
			return nil, fmt.Errorf("tenant %s of the seed: %w", seed.Tenants[i].Name, err)
		}
		t.start = t.save()
		w.tenants = append(w.tenants, t)
	}
	return w, nil
}

// Tenants are all tenants, in the order of the seed.
func (w *World) Tenants() []*Tenant { return w.tenants }

// Tenant finds a tenant by its name in the seed.
func (w *World) Tenant(name string) (*Tenant, bool) {
	return w.find(func(t *Tenant) bool { return t.Name == name })
}

// TenantByID finds a tenant by its GUID or by one of its domains, as the paths of Entra name it.
func (w *World) TenantByID(id string) (*Tenant, bool) {
	return w.find(func(t *Tenant) bool {
		if sameID(t.ID, id) {
			return true
		}
		for _, d := range t.Directory.Head().Organization.VerifiedDomains {
			if sameID(d.Name, id) {
				return true
			}
		}
		return false
	})
}

func (w *World) find(match func(*Tenant) bool) (*Tenant, bool) {
	for _, t := range w.tenants {
		if match(t) {
			return t, true
		}
	}
	return nil, false
}

// HomeOf finds the app registration that a client id signs in with: it may be in another tenant of the same cloud than
// the one that is signed in to (a multi-tenant application).
func (w *World) HomeOf(cloud, appID string) (*Tenant, Application, bool) {
	for _, t := range w.tenants {
		if t.Cloud != cloud {
			continue
		}
		if app, ok := t.Directory.Head().ApplicationByAppID(appID); ok {
			return t, app, true
		}
	}
	return nil, Application{}, false
}

// Secrets is the record of everything secret that the lab has issued or was given, for tests that look for leaks.
func (w *World) Secrets() *Secrets { return w.secrets }

// Secrets collects texts that must never show up anywhere.
type Secrets struct {
	mu   sync.Mutex
	list []string
}

// Add records a secret.
func (s *Secrets) Add(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, text)
}

// All are the secrets so far.
func (s *Secrets) All() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.list...)
}

// NewID makes a GUID.
func NewID() string { return uuid.NewString() }

func sameID(a, b string) bool { return strings.EqualFold(a, b) }

// stamp is a time as it stands in the rows of a hierarchy (AdminService notes §1.5).
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// toMap converts an object to what its JSON holds.
func toMap(object any) (map[string]any, error) {
	data, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var m map[string]any
	return m, json.Unmarshal(data, &m)
}
