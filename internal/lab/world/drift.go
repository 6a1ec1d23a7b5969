package world

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Change is something that somebody does behind Terraform's back: in the portal, or at the console.
type Change struct {
	// Object is what is changed: application, servicePrincipal, appRoleAssignment, oauth2PermissionGrant, filteringPolicy,
	// filteringProfile, organization, user, group, directoryRoleAssignment, subscribedSku, appManagementPolicy,
	// conditionalAccessPolicy, intuneRole, intuneRoleAssignment, configManagerCollection, tenantAttachRBAC {enabled}, or a WMI
	// class such as SMS_AAD_Tenant_Ex. SMS_CoMgmtConfigs stands for the upload scopes, {TenantID, CollectionSiteID}.
	Object string `json:"object"`
	// Match are the properties that the objects to change have; none means all of the kind.
	Match map[string]any `json:"match"`
	// Set are the properties to set. In a row, Props.<name>.<field> is one field of an embedded property, such as
	// Props.UseProxy.Value.
	Set map[string]any `json:"set"`
	// Delete removes the objects instead: in a directory for good, not to the recycle bin.
	Delete bool `json:"delete"`
	// Insert adds an object with the properties Set.
	Insert bool `json:"insert"`
	// By is who does it, as the audit logs record it: the name of a person; empty is the first administrator.
	By string `json:"by"`
}

// mappingClass stands for the upload scopes.
const mappingClass = "SMS_CoMgmtConfigs"

// Drift makes a change, at once for every replica. It returns how many objects it changed; none is an error, since a
// drift that does nothing makes a test that shows nothing.
func (t *Tenant) Drift(c Change) (int, error) {
	n, err := t.drift(c)
	if err != nil {
		return 0, fmt.Errorf("changing %s of tenant %s: %w", c.Object, t.Name, err)
	}
	if n == 0 {
		return 0, fmt.Errorf("changing %s of tenant %s: none matches %v", c.Object, t.Name, c.Match)
	}
	return n, nil
}

func (t *Tenant) drift(c Change) (n int, err error) {
	directory := func(change func(*Snapshot) (int, error)) (int, error) {
		err := t.Directory.UpdateBy(t.person(c.By), func(s *Snapshot) error {
			n, err = change(s)
			s.dropOrphans(t.ID)
			return err
		})
		t.Directory.settle()
		return n, err
	}
	if change, ok := directoryDrift(c)[c.Object]; ok {
		return directory(change)
	}
	switch c.Object {
	case "tenantAttachRBAC":
		if n, err = t.Intune.driftRBAC(c); err == nil {
			t.RecordRBAC(t.person(c.By))
		}
		return n, err
	case "configManagerCollection":
		t.Intune.mu.Lock()
		defer t.Intune.mu.Unlock()
		return driftObjects(t.Intune.collections, c)
	case mappingClass:
		err = t.Hierarchy.UpdateBy(t.person(c.By), func(tables *Tables) error { n, err = driftMappings(tables, c); return err })
		return n, err
	default:
		err = t.Hierarchy.UpdateBy(t.person(c.By), func(tables *Tables) error { n, err = driftRows(tables, c); return err })
		return n, err
	}
}

// directoryDrift are the changes of a directory, by the kind of object.
func directoryDrift(c Change) map[string]func(*Snapshot) (int, error) {
	return map[string]func(*Snapshot) (int, error){
		"application":             func(s *Snapshot) (int, error) { return driftObjects(s.Applications, c) },
		"servicePrincipal":        func(s *Snapshot) (int, error) { return driftObjects(s.ServicePrincipals, c) },
		"appRoleAssignment":       func(s *Snapshot) (int, error) { return driftObjects(s.Assignments, c) },
		"oauth2PermissionGrant":   func(s *Snapshot) (int, error) { return driftObjects(s.Grants, c) },
		"filteringPolicy":         func(s *Snapshot) (int, error) { return driftObjects(s.FilteringPolicies, c) },
		"filteringProfile":        func(s *Snapshot) (int, error) { return driftObjects(s.FilteringProfiles, c) },
		"user":                    func(s *Snapshot) (int, error) { return driftObjects(s.Users, c) },
		"group":                   func(s *Snapshot) (int, error) { return driftObjects(s.Groups, c) },
		"directoryRoleAssignment": func(s *Snapshot) (int, error) { return driftObjects(s.RoleAssignments, c) },
		"subscribedSku":           func(s *Snapshot) (int, error) { return driftObjects(s.Subscriptions, c) },
		"appManagementPolicy":     func(s *Snapshot) (int, error) { return driftObjects(s.AppPolicies, c) },
		"conditionalAccessPolicy": func(s *Snapshot) (int, error) { return driftObjects(s.AccessPolicies, c) },
		"intuneRole":              func(s *Snapshot) (int, error) { return driftObjects(s.IntuneRoles, c) },
		"intuneRoleAssignment":    func(s *Snapshot) (int, error) { return driftObjects(s.IntuneAssignments, c) },
		"organization":            func(s *Snapshot) (int, error) { return driftOrganization(s, c) },
	}
}

// driftOrganization changes the one organization, which cannot be added or removed.
func driftOrganization(s *Snapshot, c Change) (int, error) {
	if c.Insert || c.Delete {
		return 0, fmt.Errorf("there is one organization")
	}
	one := map[string]Organization{s.Organization.ID: s.Organization}
	n, err := driftObjects(one, c)
	s.Organization = one[s.Organization.ID]
	return n, err
}

// driftRBAC switches "Use Intune RBAC"; there is one in a tenant.
func (i *Intune) driftRBAC(c Change) (int, error) {
	enabled, ok := c.Set["enabled"].(bool)
	if !ok || len(c.Set) != 1 || c.Insert || c.Delete {
		return 0, fmt.Errorf("set needs enabled, and nothing else")
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.settle(enabled)
	return 1, nil
}

// dropOrphans removes what goes with what was removed: the service principals of a tenant's own applications, and the
// consent of service principals.
func (s *Snapshot) dropOrphans(tenantID string) {
	for id, sp := range s.ServicePrincipals {
		if _, ok := s.ApplicationByAppID(sp.AppID); !ok && sp.AppOwnerOrganizationID == tenantID {
			delete(s.ServicePrincipals, id)
		}
	}
	known := func(id string) bool { _, ok := s.ServicePrincipals[id]; return ok }
	maps.DeleteFunc(s.Assignments, func(_ string, a AppRoleAssignment) bool { return !known(a.PrincipalID) || !known(a.ResourceID) })
	maps.DeleteFunc(s.Grants, func(_ string, g Grant) bool { return !known(g.ClientID) || !known(g.ResourceID) })
}

func driftObjects[T any](objects map[string]T, c Change) (int, error) {
	n := 0
	if c.Insert {
		var object T
		id := NewID()
		set := maps.Clone(c.Set)
		set["id"] = id
		if err := merge(&object, set); err != nil {
			return 0, err
		}
		objects[id] = object
		return 1, nil
	}
	for _, id := range slices.Sorted(maps.Keys(objects)) {
		object := objects[id]
		properties, err := toMap(object)
		if err != nil {
			return 0, err
		}
		if !matches(properties, c.Match) {
			continue
		}
		n++
		if c.Delete {
			delete(objects, id)
			continue
		}
		if err := merge(&object, c.Set); err != nil {
			return 0, err
		}
		objects[id] = object
	}
	return n, nil
}

// merge sets the properties of an object; one that the object does not have is an error. The values are decoded apart
// and then assigned: what readers still hold of the object must not be written to.
func merge[T any](object *T, set map[string]any) error {
	data, err := json.Marshal(set)
	if err != nil {
		return err
	}
	var decoded T
	if err := json.Unmarshal(data, &decoded); err != nil {
		return err
	}
	to, from := reflect.ValueOf(object).Elem(), reflect.ValueOf(decoded)
	done := 0
	for i := range to.NumField() {
		name, _, _ := strings.Cut(to.Type().Field(i).Tag.Get("json"), ",")
		if _, ok := set[name]; ok && name != "-" {
			to.Field(i).Set(from.Field(i))
			done++
		}
	}
	if done != len(set) {
		return fmt.Errorf("not all of %v are properties of it", slices.Sorted(maps.Keys(set)))
	}
	return nil
}

func driftRows(tables *Tables, c Change) (int, error) {
	if c.Insert {
		row := maps.Clone(c.Set)
		if _, ok := row["ID"]; !ok {
			row["ID"] = tables.NextID(c.Object)
		}
		tables.Rows[c.Object] = append(tables.Rows[c.Object], row)
		return 1, nil
	}
	n := 0
	kept := []Row{}
	for _, row := range tables.Rows[c.Object] {
		if !matches(row, c.Match) {
			kept = append(kept, row)
			continue
		}
		n++
		if c.Delete {
			continue
		}
		for name, value := range c.Set {
			if err := setProperty(row, name, value); err != nil {
				return 0, err
			}
		}
		kept = append(kept, row)
	}
	tables.Rows[c.Object] = kept
	return n, nil
}

func setProperty(row Row, name string, value any) error {
	if path, embedded := strings.CutPrefix(name, "Props."); embedded {
		return setEmbedded(row, path, value)
	}
	if _, ok := row[name]; !ok {
		return fmt.Errorf("there is no property %s", name)
	}
	row[name] = value
	return nil
}

// setEmbedded sets a field of an embedded property; the list is replaced, since readers may hold the one that there was.
func setEmbedded(row Row, path string, value any) error {
	name, field, _ := strings.Cut(path, ".")
	list, _ := row["Props"].([]any)
	list = slices.Clone(list)
	for i, element := range list {
		p, _ := element.(map[string]any)
		if _, ok := p[field]; !ok || p["PropertyName"] != name {
			continue
		}
		p = maps.Clone(p)
		p[field] = value
		list[i], row["Props"] = p, list
		return nil
	}
	return fmt.Errorf("there is no property %s with a field %s in Props", name, field)
}

func driftMappings(tables *Tables, c Change) (int, error) {
	id, _ := c.Match["TenantID"].(string)
	if id == "" {
		return 0, fmt.Errorf("match needs TenantID")
	}
	if c.Delete {
		if _, ok := tables.Mappings[id]; !ok {
			return 0, nil
		}
		delete(tables.Mappings, id)
		return 1, nil
	}
	collection, _ := c.Set["CollectionSiteID"].(string)
	if collection == "" {
		return 0, fmt.Errorf("set needs CollectionSiteID")
	}
	tables.Mappings[id] = collection
	return 1, nil
}

// matches compares by what stands in JSON: a number is a number, whatever its type in Go.
func matches(properties, match map[string]any) bool {
	for name, want := range match {
		got, ok := properties[name]
		if !ok || !reflect.DeepEqual(plain(got), plain(want)) {
			return false
		}
	}
	return true
}

func plain(v any) any {
	data, err := json.Marshal(v)
	if err != nil {
		return v
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		return v
	}
	return out
}
