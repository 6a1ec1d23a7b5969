package msgraph

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// applicationResource: isDisabled comes only when it is asked for (inferred). So does uniqueName in the lab, though
// samples of Graph's answers have it: a client that asks for it is right either way.
func applicationResource() resource {
	return resource{
		set: "applications", name: "application",
		defaults: []string{"id", "appId", "createdDateTime", "deletedDateTime", "displayName", "signInAudience", "notes", "identifierUris", "tags", "requiredResourceAccess", "passwordCredentials", "keyCredentials"},
		onSelect: []string{"uniqueName", "isDisabled"},
		filters:  []string{"id", "appId", "displayName", "uniqueName", "identifierUris"},
	}
}

func principalResource() resource {
	return resource{
		set: "servicePrincipals", name: "servicePrincipal",
		defaults: []string{"id", "appId", "appDisplayName", "deletedDateTime", "displayName", "accountEnabled", "servicePrincipalType", "servicePrincipalNames", "appOwnerOrganizationId", "tags", "appRoles", "oauth2PermissionScopes"},
		filters:  []string{"id", "appId", "displayName", "servicePrincipalNames"},
	}
}

func federatedResource() resource {
	return resource{set: "federatedIdentityCredentials", name: "federatedIdentityCredential", defaults: []string{"id", "name", "issuer", "subject", "audiences"}}
}

func assignmentResource() resource {
	return resource{
		set: "appRoleAssignments", name: "appRoleAssignment",
		defaults: []string{"id", "deletedDateTime", "appRoleId", "createdDateTime", "principalDisplayName", "principalId", "principalType", "resourceDisplayName", "resourceId"},
		filters:  []string{"appRoleId", "principalId", "resourceId"},
		guids:    []string{"appRoleId", "principalId", "resourceId"},
	}
}

// grantResource: its ids are strings, unlike those of appRoleAssignment.
func grantResource() resource {
	return resource{
		set: "oauth2PermissionGrants", name: "oAuth2PermissionGrant",
		defaults: []string{"id", "clientId", "consentType", "principalId", "resourceId", "scope"},
		filters:  []string{"clientId", "consentType", "principalId", "resourceId"},
	}
}

func organizationResource() resource {
	return resource{set: "organization", name: "organization", defaults: []string{"id", "deletedDateTime", "displayName", "countryLetterCode", "tenantType", "mobileDeviceManagementAuthority", "verifiedDomains"}}
}

// views shows the objects of a map, in the order of their ids.
func views[T any](objects map[string]T, view func(T) map[string]any, match func(T) bool) []map[string]any {
	out := []map[string]any{}
	for _, id := range slices.Sorted(maps.Keys(objects)) {
		if match == nil || match(objects[id]) {
			out = append(out, view(objects[id]))
		}
	}
	return out
}

// plain shows an object by its JSON.
func plain(object any) map[string]any {
	data, err := json.Marshal(object)
	if err != nil {
		return map[string]any{} // objects of the world always encode
	}
	view := map[string]any{}
	_ = json.Unmarshal(data, &view)
	return view
}

func viewApplication(a world.Application) map[string]any {
	view := plain(a)
	view["identifierUris"], view["tags"] = unordered(view["identifierUris"]), unordered(view["tags"])
	view["requiredResourceAccess"] = list(view["requiredResourceAccess"])
	view["passwordCredentials"] = withNull(view["passwordCredentials"], "secretText", "customKeyIdentifier")
	view["keyCredentials"] = withNull(view["keyCredentials"], "key", "customKeyIdentifier")
	return view
}

func viewPrincipal(sp world.ServicePrincipal) map[string]any {
	view := plain(sp)
	view["appDisplayName"] = view["displayName"]
	view["tags"] = unordered(view["tags"])
	for _, name := range []string{"servicePrincipalNames", "appRoles", "oauth2PermissionScopes"} {
		view[name] = list(view[name])
	}
	return view
}

func viewAssignment(a world.AppRoleAssignment) map[string]any {
	view := plain(a)
	view["deletedDateTime"] = nil
	return view
}

func viewGrant(g world.Grant) map[string]any { return plain(g) }

func viewOrganization(o world.Organization) map[string]any {
	view := plain(o)
	for _, domain := range list(view["verifiedDomains"]) {
		if d, ok := domain.(map[string]any); ok {
			d["type"], d["capabilities"] = "Managed", "Email, OfficeCommunicationsOnline"
		}
	}
	return view
}

func list(v any) []any {
	out, _ := v.([]any)
	if out == nil {
		return []any{}
	}
	return out
}

// unordered turns a collection round: the directory keeps sets of strings, and promises no order (inferred).
func unordered(v any) []any {
	out := list(v)
	slices.Reverse(out)
	return out
}

// withNull adds members that are never shown, as null: the text of a secret above all (Graph notes §2).
func withNull(v any, names ...string) []any {
	out := list(v)
	for _, one := range out {
		if m, ok := one.(map[string]any); ok {
			for _, name := range names {
				m[name] = nil
			}
		}
	}
	return out
}
