package world

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// hidden stands in dumps in place of a secret.
const hidden = "(secret)"

// dump is a tenant as it is dumped: lists are ordered, so that two dumps can be compared line by line.
type dump struct {
	TenantID  string        `json:"tenantId"`
	Directory dumpDirectory `json:"directory"`
	Hierarchy dumpHierarchy `json:"hierarchy"`
	Intune    dumpIntune    `json:"intune"`
}

type dumpDirectory struct {
	Applications             []dumpApplication   `json:"applications"`
	ServicePrincipals        []ServicePrincipal  `json:"servicePrincipals"`
	Assignments              []AppRoleAssignment `json:"appRoleAssignments"`
	Grants                   []Grant             `json:"oauth2PermissionGrants"`
	DeletedApplications      []dumpApplication   `json:"deletedApplications"`
	DeletedServicePrincipals []ServicePrincipal  `json:"deletedServicePrincipals"`
	FilteringPolicies        []FilteringPolicy   `json:"filteringPolicies,omitempty"`
	FilteringProfiles        []FilteringProfile  `json:"filteringProfiles,omitempty"`
}

type dumpApplication struct {
	Application
	FederatedCredentials int `json:"federatedIdentityCredentials"`
}

type dumpHierarchy struct {
	Rows     map[string][]Row  `json:"rows"`
	Mappings map[string]string `json:"tenantCollectionMappings"`
	// RemovedDevices are all that is dumped of the devices of the seed.
	RemovedDevices map[int64]bool `json:"removedDevices,omitempty"`
	Admins         []Admin        `json:"administrativeUsers"`
}

// dumpIntune has what was written, and not what follows from the hierarchy.
type dumpIntune struct {
	RBAC        bool                `json:"useIntuneRBAC"`
	Collections []ManagerCollection `json:"configManagerCollections,omitempty"`
}

// Dump is the state of one tenant, or of all for "", as indented JSON without any secret.
func (w *World) Dump(name string) ([]byte, error) {
	all := map[string]dump{}
	for _, t := range w.tenants {
		if name == "" || t.Name == name {
			all[t.Name] = t.dump()
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("the lab has no tenant %q", name)
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(all); err != nil {
		return nil, fmt.Errorf("dumping the lab: %w", err)
	}
	return out.Bytes(), nil
}

func (t *Tenant) dump() dump {
	s := t.Directory.Head()
	d := dump{TenantID: t.ID, Directory: dumpDirectory{
		Applications: applications(s.Applications), ServicePrincipals: ordered(s.ServicePrincipals), Assignments: ordered(s.Assignments),
		Grants: ordered(s.Grants), DeletedApplications: applications(s.DeletedApplications), DeletedServicePrincipals: ordered(s.DeletedServicePrincipals),
		FilteringPolicies: ordered(s.FilteringPolicies), FilteringProfiles: ordered(s.FilteringProfiles),
	}}
	d.Intune.RBAC = t.Intune.WrittenRBAC()
	t.Intune.mu.Lock()
	d.Intune.Collections = ordered(t.Intune.collections)
	t.Intune.mu.Unlock()
	d.Hierarchy.Admins = t.Hierarchy.Admins()
	t.Hierarchy.View(func(tables *Tables) {
		c := tables.clone()
		d.Hierarchy.Rows, d.Hierarchy.Mappings, d.Hierarchy.RemovedDevices = c.Rows, c.Mappings, c.RemovedDevices
	})
	maps.DeleteFunc(d.Hierarchy.Rows, func(_ string, rows []Row) bool { return len(rows) == 0 })
	for _, row := range d.Hierarchy.Rows["SMS_AAD_Application_Ex"] {
		row["SecretKey"] = hidden
	}
	for _, row := range d.Hierarchy.Rows[systemRoleClass] {
		row["Props"] = withoutCertificate(row["Props"])
	}
	return d
}

// withoutCertificate is a copy of the properties of a system role, with no secret in it.
func withoutCertificate(props any) any {
	list, _ := props.([]any)
	list = slices.Clone(list)
	for i, element := range list {
		if p, _ := element.(map[string]any); p["PropertyName"] == certificateProp {
			p = maps.Clone(p)
			p["Value1"] = hidden
			list[i] = p
		}
	}
	return list
}

func ordered[T any](objects map[string]T) []T {
	out := make([]T, 0, len(objects))
	for _, id := range slices.Sorted(maps.Keys(objects)) {
		out = append(out, objects[id])
	}
	return out
}

func applications(objects map[string]Application) []dumpApplication {
	out := make([]dumpApplication, 0, len(objects))
	for _, a := range ordered(objects) {
		a.PasswordCredentials = slices.Clone(a.PasswordCredentials)
		for i := range a.PasswordCredentials {
			a.PasswordCredentials[i].Hint = hidden
		}
		out = append(out, dumpApplication{Application: a, FederatedCredentials: len(a.Federated)})
	}
	return out
}
