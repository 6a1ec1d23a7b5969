package tenant

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jonboulle/clockwork"
)

// Registry holds the tenants of one provider configuration.
type Registry struct {
	fallback *Tenant
	named    map[string]*Tenant
	unknown  bool
}

// NewRegistry builds the registry: fallback is the default tenant, named are the entries of `tenants`.
// unknown says that the set of names itself is not known yet. All of them wait by the real clock.
func NewRegistry(fallback Settings, named map[string]Settings, unknown bool) *Registry {
	return NewRegistryAt(clockwork.NewRealClock(), fallback, named, unknown)
}

// NewRegistryAt is NewRegistry by another clock.
func NewRegistryAt(clock clockwork.Clock, fallback Settings, named map[string]Settings, unknown bool) *Registry {
	all := newShared(clock)
	r := &Registry{fallback: newTenant(fallback, clock, all), named: make(map[string]*Tenant, len(named)), unknown: unknown}
	for name, s := range named {
		r.named[name] = newTenant(s, clock, all)
	}
	return r
}

// Lookup returns the tenant of that name, the default tenant for "". The error is for people: a *NotKnownError while
// the provider configuration holds unknown values, otherwise one that says what is missing.
func (r *Registry) Lookup(name string) (*Tenant, error) {
	t := r.fallback
	if name != "" {
		var ok bool
		if t, ok = r.named[name]; !ok {
			if r.unknown {
				return nil, &NotKnownError{Argument: "tenants"}
			}
			return nil, fmt.Errorf("the provider configuration has no tenant %q; its tenants are: %s", name, r.names())
		}
	}
	if t.settings.Unknown != "" {
		return nil, &NotKnownError{Argument: t.settings.Unknown}
	}
	if t.settings.TenantID == "" {
		return nil, fmt.Errorf("%s has no tenant_id: set it in the provider block, or ARM_TENANT_ID, or name one of these in the argument tenant: %s",
			t.Label(), r.names())
	}
	return t, nil
}

// Guard returns the tenant of that name, if it still is the one whose objects are in state. A key that is gone or was
// pointed at another tenant must never look like "not found", which would empty the state.
func (r *Registry) Guard(name, stateTenantID string) (*Tenant, error) {
	t, err := r.Lookup(name)
	if err != nil {
		if stateTenantID == "" {
			return nil, err
		}
		return nil, fmt.Errorf("the state belongs to tenant %s under %s: %w", stateTenantID, label(name), err)
	}
	if stateTenantID != "" && !strings.EqualFold(t.ID(), stateTenantID) {
		return nil, &RepointedError{Name: name, StateID: stateTenantID, ConfiguredID: t.ID()}
	}
	return t, nil
}

// ByID returns the tenant with that GUID: the default tenant if it is the one, else the entry of `tenants`. Where entries
// with the same GUID lead to different hierarchies it cannot be told which is meant, and the error says so.
func (r *Registry) ByID(id string) (*Tenant, error) {
	found, unknown := []*Tenant{}, ""
	for _, name := range append([]string{""}, slices.Sorted(maps.Keys(r.named))...) {
		t := r.fallback
		if name != "" {
			t = r.named[name]
		}
		switch {
		case t.settings.Unknown != "":
			unknown = t.settings.Unknown
		case t.ID() != "" && strings.EqualFold(t.ID(), id):
			found = append(found, t)
		}
	}
	switch {
	case len(found) == 0 && (unknown != "" || r.unknown):
		return nil, &NotKnownError{Argument: cmp.Or(unknown, "tenants")}
	case len(found) == 0:
		return nil, fmt.Errorf("the provider configuration has no tenant with the id %q: neither the provider block nor any of its tenants (%s)", id, r.names())
	case slices.ContainsFunc(found, func(t *Tenant) bool { return t.settings.AdminService.URL != found[0].settings.AdminService.URL }):
		labels := []string{}
		for _, t := range found {
			labels = append(labels, t.Label())
		}
		return nil, fmt.Errorf("tenant %s stands in the provider configuration with different hierarchies: %s. An identity does not say which is meant: import by an id instead, with the key of the tenant before it: \"key/id\"", id, strings.Join(labels, ", "))
	default:
		return found[0], nil
	}
}

func (r *Registry) names() string {
	if len(r.named) == 0 {
		return "(none)"
	}
	return strings.Join(slices.Sorted(maps.Keys(r.named)), ", ")
}

// NotKnownError says that a provider argument is not known yet, as when it comes from a resource that is still to be
// created.
type NotKnownError struct{ Argument string }

// Error implements error.
func (e *NotKnownError) Error() string {
	return fmt.Sprintf("the provider argument %s is not known yet: it comes from something that is still to be created. Apply that first (terraform apply -target), then plan again", e.Argument)
}

// RepointedError says that a key of `tenants` names another tenant than the one whose objects are in state.
type RepointedError struct{ Name, StateID, ConfiguredID string }

// Error implements error.
func (e *RepointedError) Error() string {
	return fmt.Sprintf("the state belongs to tenant %s, but %s of the provider configuration is now tenant %s. "+
		"Nothing was read or changed. Point it back at %s; to move to %s, add it under a key of its own and change the argument tenant, which replaces the objects",
		e.StateID, label(e.Name), e.ConfiguredID, e.StateID, e.ConfiguredID)
}

func label(name string) string {
	if name == "" {
		return "the default tenant"
	}
	return fmt.Sprintf("tenant %q", name)
}
