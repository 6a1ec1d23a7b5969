package msgraph

import (
	"net/http"
	"net/url"
	"strconv"
)

// route is one operation. The table below drives the routing, the permission checks and the prices.
type route struct {
	method  string
	pattern string // {x} stands for a key, see keyNames
	units   int    // base price in resource units (Graph notes §2.2)
	needs   []anyOf
	handle  func(*call) (*answer, error)
}

// routes are the operations with their permissions (Graph notes §2).
func routes() []route {
	const (
		get, post, patch, del = http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete
		app                   = "applications/{application}"
		sp                    = "servicePrincipals/{principal}"
		bin                   = "directory/deletedItems/"
		grant                 = "oauth2PermissionGrants/{id}"
	)
	create := []anyOf{{appCreate, appOwned, appWrite}}
	read, write := []anyOf{readApps()}, []anyOf{writeApps()}
	assign := []anyOf{{assignmentWrite}, readApps()}
	readOrg := []anyOf{{orgRead, orgWrite, directoryRead, directoryWrite, intuneRead}}
	return append(tenantRoutes(), []route{
		{post, "applications", 1, create, createApplication},
		{get, "applications", 2, read, listApplications},
		{get, app, 1, read, getApplication},
		{patch, app, 1, write, patchApplication},
		{del, app, 1, write, deleteApplication},
		{post, app + "/addPassword", 1, write, addPassword},
		{post, app + "/removePassword", 1, write, removePassword},
		{get, app + "/federatedIdentityCredentials", 1, read, listFederated},
		{del, app + "/federatedIdentityCredentials/{id}", 1, write, deleteFederated},

		{post, "servicePrincipals", 1, write, createPrincipal},
		{get, "servicePrincipals", 1, read, listPrincipals},
		{get, sp, 1, read, getPrincipal},
		{patch, sp, 1, write, patchPrincipal},
		{del, sp, 1, write, deletePrincipal},

		{get, sp + "/appRoleAssignments", 2, read, listAssignments},
		{post, sp + "/appRoleAssignments", 1, assign, assignRole},
		{del, sp + "/appRoleAssignments/{id}", 1, []anyOf{{assignmentWrite}}, unassignRole},
		{get, sp + "/appRoleAssignedTo", 1, read, listAssigned},
		{post, sp + "/appRoleAssignedTo", 1, assign, assignTo},
		{del, sp + "/appRoleAssignedTo/{id}", 1, []anyOf{{assignmentWrite}}, unassignFrom},
		{get, sp + "/oauth2PermissionGrants", 1, []anyOf{readGrants()}, listPrincipalGrants},

		{post, "oauth2PermissionGrants", 1, []anyOf{writeGrants()}, createGrant},
		{get, "oauth2PermissionGrants", 2, []anyOf{readGrants()}, listGrants},
		{get, grant, 2, []anyOf{readGrants()}, getGrant},
		{patch, grant, 1, []anyOf{writeGrants()}, patchGrant},
		{del, grant, 1, []anyOf{writeGrants()}, deleteGrant},

		{get, bin + "microsoft.graph.application", 1, read, listDeletedApplications},
		{get, bin + "microsoft.graph.servicePrincipal", 1, read, listDeletedPrincipals},
		{get, bin + "{id}", 1, read, getDeleted},
		{del, bin + "{id}", 1, write, purgeDeleted},
		{post, bin + "{id}/restore", 1, write, restoreDeleted},

		// Both permissions together (learn, List directoryAudits); the price is inferred.
		{get, "auditLogs/directoryAudits", 1, []anyOf{{auditRead}, {directoryRead, directoryWrite}}, listDirectoryAudits},
		{get, "deviceManagement/auditEvents", 1, []anyOf{{appsRead, appsWrite}}, listIntuneAudits},

		{get, "organization", 1, readOrg, listOrganizations},
		{get, "organization/{id}", 1, readOrg, getOrganization},
	}...)
}

// tenantRoutes are the reads of what a tenant is: people, licences, policies, and roles (Graph notes §2, and the pages of
// Graph's reference that the permissions name).
func tenantRoutes() []route {
	const (
		get    = http.MethodGet
		user   = "users/{user}"
		member = user + "/transitiveMemberOf/microsoft.graph."
		intune = "deviceManagement/"
	)
	intuneRoles := []anyOf{{intuneRoleRead, intuneRoleWrite}}
	return []route{
		{get, user, 1, []anyOf{readUsers()}, getUser},
		{get, member + "group", 1, []anyOf{readMembers()}, listGroupsOf},
		{get, member + "directoryRole", 1, []anyOf{readMembers()}, listRolesOf},
		{get, "roleManagement/directory/roleAssignments", 1, []anyOf{readRoles()}, listRoleAssignments},
		{get, "subscribedSkus", 3, []anyOf{{licenseRead, orgRead, orgWrite, directoryRead, directoryWrite}}, listSubscriptions},
		{get, "policies/defaultAppManagementPolicy", 1, []anyOf{{policyRead, appPolicyWrite}}, getAppPolicy},
		{get, "identity/conditionalAccess/policies", 1, []anyOf{{policyRead}}, listAccessPolicies},
		{get, intune + "roleDefinitions", 1, intuneRoles, listIntuneRoles},
		{get, intune + "roleDefinitions/{id}/roleAssignments", 1, intuneRoles, listAssignmentsOfIntuneRole},
		{get, intune + "roleAssignments", 1, intuneRoles, listIntuneAssignments},

		{get, deviceSummary, 1, []anyOf{readAnalytics()}, getDeviceSummary},
		{get, deviceSummary + "()", 1, []anyOf{readAnalytics()}, getDeviceSummary},
	}
}

// keyNames are the properties that a key may be given by, by the placeholder in the pattern. The first one is the key
// proper, that may stand as a segment of its own; the others are alternate keys.
func keyNames(placeholder string) []string {
	switch placeholder {
	case "{application}":
		return []string{"id", "appId", "uniqueName"}
	case "{principal}":
		return []string{"id", "appId"}
	case "{user}":
		return []string{"id", "userPrincipalName"}
	default:
		return []string{"id"}
	}
}

// find looks up what serves a request. Graph answers an unknown path with 400 or 404; the lab takes 400.
func (s *server) find(asked request) (route, []key, error) {
	elements, err := parsePath(asked.path)
	if err != nil {
		return route{}, nil, err
	}
	known, longest := false, 0
	table := s.routes
	if asked.beta {
		table = s.beta
	}
	for _, r := range table {
		keys, n, ok := match(r.pattern, elements)
		longest = max(longest, n)
		if ok && r.method == asked.method {
			return r, keys, nil
		}
		known = known || ok
	}
	if known {
		// As in the official sample of a batch (Graph notes §2.4, S23).
		return route{}, nil, &apiError{status: http.StatusMethodNotAllowed, code: codeBadRequest, message: "Specified HTTP method is not allowed for the request target."}
	}
	return route{}, nil, badRequest("Resource not found for the segment '" + elements[min(longest, len(elements)-1)].text + "'.")
}

func isWrite(method string) bool { return method != http.MethodGet }

// fewItems is the page size below which a list is cheaper.
const fewItems = 20

// cost is the price in resource units: $select and a small $top make a request cheaper, $expand dearer, and none is
// below 1 (Graph notes §2.2).
func (r route) cost(query string) int {
	values, _ := url.ParseQuery(query) // a broken query is refused later
	units := r.units
	if values.Has("$select") {
		units--
	}
	if values.Has("$expand") {
		units++
	}
	if top, err := strconv.Atoi(values.Get("$top")); err == nil && top < fewItems {
		units--
	}
	return max(units, 1)
}
