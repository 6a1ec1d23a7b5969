package world

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// DirectoryAudit is an entry of the audit log of Entra (learn, directoryAudit). Which activities there are is by Microsoft's
// list of them; what the lab makes of a change that no page describes is marked as inferred.
type DirectoryAudit struct {
	ID, Activity, Category, Service, Operation string
	Time                                       time.Time
	By                                         Actor
	Targets                                    []AuditTarget
}

// AuditTarget is what an entry is about, with the properties that were changed.
type AuditTarget struct {
	ID, Type, Name string
	Changed        []string
}

// DirectoryAudits are the entries that the audit log shows, the oldest first.
func (t *Tenant) DirectoryAudits() []DirectoryAudit { return t.Directory.audits.shown() }

const (
	coreDirectory    = "Core Directory"
	secureAccess     = "Global Secure Access"
	appManagement    = "ApplicationManagement"
	policyManagement = "PolicyManagement"
)

// auditsOf are the entries for the difference between two versions of a directory.
func auditsOf(before, after *Snapshot, by Actor, at time.Time) []DirectoryAudit {
	out := []DirectoryAudit{}
	note := func(service, category, activity, operation string, targets ...AuditTarget) {
		out = append(out, DirectoryAudit{ID: NewID(), Activity: activity, Category: category, Service: service, Operation: operation, Time: at.UTC(), By: by, Targets: targets})
	}
	differ(before.Applications, after.Applications, func(was, is *Application) {
		switch {
		case was == nil && before.DeletedApplications[is.ID].ID != "":
			note(coreDirectory, appManagement, "Restore application", "Add", target(is.ID, "Application", is.DisplayName))
		case was == nil:
			note(coreDirectory, appManagement, "Add application", "Add", target(is.ID, "Application", is.DisplayName))
		case is == nil:
			note(coreDirectory, appManagement, "Delete application", "Delete", target(was.ID, "Application", was.DisplayName))
		default:
			noteApplication(note, was, is)
		}
	})
	differ(before.ServicePrincipals, after.ServicePrincipals, func(was, is *ServicePrincipal) {
		switch {
		case was == nil:
			note(coreDirectory, appManagement, "Add service principal", "Assign", target(is.ID, "ServicePrincipal", is.DisplayName))
		case is == nil:
			note(coreDirectory, appManagement, "Remove service principal", "Delete", target(was.ID, "ServicePrincipal", was.DisplayName))
		default:
			note(coreDirectory, appManagement, "Update service principal", "Update", target(is.ID, "ServicePrincipal", is.DisplayName, changedFields(*was, *is)...))
		}
	})
	noteConsent(note, before, after)
	noteFiltering(note, before, after)
	return out
}

type noteFunc func(service, category, activity, operation string, targets ...AuditTarget)

// noteApplication notes credentials apart from the rest, as Entra does.
func noteApplication(note noteFunc, was, is *Application) {
	credentials, other := []string{}, []string{}
	for _, name := range changedFields(*was, *is) {
		if name == "PasswordCredentials" || name == "KeyCredentials" {
			credentials = append(credentials, "KeyDescription")
		} else {
			other = append(other, name)
		}
	}
	if len(credentials) > 0 {
		note(coreDirectory, appManagement, "Update application – Certificates and secrets management ", "Update", target(is.ID, "Application", is.DisplayName, credentials...))
	}
	if len(other) > 0 {
		note(coreDirectory, appManagement, "Update application", "Update", target(is.ID, "Application", is.DisplayName, other...))
	}
}

// noteConsent notes both service principals as targets, that of the API and that of the client (inferred).
func noteConsent(note noteFunc, before, after *Snapshot) {
	both := func(resource, client string) []AuditTarget {
		name := func(id string) string {
			if sp, ok := after.ServicePrincipals[id]; ok {
				return sp.DisplayName
			}
			return before.ServicePrincipals[id].DisplayName
		}
		return []AuditTarget{target(resource, "ServicePrincipal", name(resource)), target(client, "ServicePrincipal", name(client))}
	}
	differ(before.Assignments, after.Assignments, func(was, is *AppRoleAssignment) {
		if is == nil {
			note(coreDirectory, appManagement, "Remove app role assignment from service principal", "Unassign", both(was.ResourceID, was.PrincipalID)...)
		} else if was == nil {
			note(coreDirectory, appManagement, "Add app role assignment to service principal", "Assign", both(is.ResourceID, is.PrincipalID)...)
		}
	})
	differ(before.Grants, after.Grants, func(was, is *Grant) {
		if is == nil {
			note(coreDirectory, appManagement, "Remove delegated permission grant", "Unassign", both(was.ResourceID, was.ClientID)...)
		} else {
			note(coreDirectory, appManagement, "Add delegated permission grant", "Assign", both(is.ResourceID, is.ClientID)...)
		}
	})
}

// noteFiltering: the activities are Microsoft's, that the target is the policy or the profile is inferred.
func noteFiltering(note noteFunc, before, after *Snapshot) {
	verb := func(was, is bool) string {
		switch {
		case !was:
			return "Create"
		case !is:
			return "Delete"
		default:
			return "Update"
		}
	}
	differ(before.FilteringPolicies, after.FilteringPolicies, func(was, is *FilteringPolicy) {
		v, one := verb(was != nil, is != nil), is
		if is == nil {
			one = was
		}
		note(secureAccess, policyManagement, v+" Filtering Policy", v, target(one.ID, "Other", one.Name))
	})
	differ(before.FilteringProfiles, after.FilteringProfiles, func(was, is *FilteringProfile) {
		v, one := verb(was != nil, is != nil), is
		if is == nil {
			one = was
		}
		note(secureAccess, policyManagement, v+" Filtering Policy Profile", v, target(one.ID, "Other", one.Name))
	})
}

func target(id, kind, name string, changed ...string) AuditTarget {
	return AuditTarget{ID: id, Type: kind, Name: name, Changed: changed}
}

// differ calls see with each object that differs, in the order of the ids; nil is one that is not there.
func differ[T any](before, after map[string]T, see func(was, is *T)) {
	ids := slices.Collect(maps.Keys(before))
	ids = append(ids, slices.Collect(maps.Keys(after))...)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		was, had := before[id]
		is, has := after[id]
		switch {
		case had && has && reflect.DeepEqual(was, is):
		case had && has:
			see(&was, &is)
		case had:
			see(&was, nil)
		default:
			see(nil, &is)
		}
	}
}

// changedFields are the names of the fields that differ, as Entra writes them: with a capital letter.
func changedFields[T any](was, is T) []string {
	a, b := reflect.ValueOf(was), reflect.ValueOf(is)
	out := []string{}
	for i := range a.NumField() {
		name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("json"), ",")
		if !reflect.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()) && name != "-" && name != "" {
			out = append(out, strings.ToUpper(name[:1])+name[1:])
		}
	}
	return out
}
