package msgraph

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const nobody = "00000000-1111-4222-8333-444444444444"

// permissionCases are the operations with the permissions of Graph notes §2: least first, any of them suffices. The
// objects that they address do not exist, so that one that is allowed is not found or lacks a body.
func permissionCases() []struct {
	method, path string
	enough       []string // alternatives, each a list joined by +
} {
	apps := []string{appRead, appOwned, appWrite, directoryRead, directoryWrite}
	writes := []string{appOwned, appWrite}
	assign := []string{assignmentWrite + "+" + appRead, assignmentWrite + "+" + directoryRead, assignmentWrite + "+" + appOwned}
	unassign := []string{assignmentWrite}
	grants := []string{directoryRead, grantWrite, directoryWrite}
	writeGrants := []string{grantWrite, directoryWrite}
	app, sp := "applications/"+nobody, "servicePrincipals/"+nobody
	const get, post, patch, del = http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete
	return []struct {
		method, path string
		enough       []string
	}{
		{post, "applications", []string{appCreate, appOwned, appWrite}},
		{get, "applications", apps},
		{get, app, apps},
		{get, "applications(appId='" + nobody + "')", apps},
		{patch, app, writes},
		{patch, "applications(uniqueName='nobody')", writes},
		{del, app, writes},
		{post, app + "/addPassword", writes},
		{post, app + "/removePassword", writes},
		{post, "servicePrincipals", writes},
		{get, "servicePrincipals", apps},
		{get, sp, apps},
		{patch, sp, writes},
		{del, sp, writes},
		{get, sp + "/appRoleAssignments", apps},
		{post, sp + "/appRoleAssignments", assign},
		{del, sp + "/appRoleAssignments/x", unassign},
		{get, sp + "/appRoleAssignedTo", apps},
		{post, sp + "/appRoleAssignedTo", assign},
		{del, sp + "/appRoleAssignedTo/x", unassign},
		{get, sp + "/oauth2PermissionGrants", grants},
		{get, "servicePrincipals(appId='" + nobody + "')/oauth2PermissionGrants", grants},
		{post, "oauth2PermissionGrants", writeGrants},
		{get, "oauth2PermissionGrants", grants},
		{get, "oauth2PermissionGrants/x", grants},
		{patch, "oauth2PermissionGrants/x", writeGrants},
		{del, "oauth2PermissionGrants/x", writeGrants},
		{get, "directory/deletedItems/microsoft.graph.application", apps},
		{get, "directory/deletedItems/microsoft.graph.servicePrincipal", apps},
		{get, "directory/deletedItems/" + nobody, apps},
		{del, "directory/deletedItems/" + nobody, writes},
		{post, "directory/deletedItems/" + nobody + "/restore", writes},
		{get, "organization", []string{orgRead, intuneRead, directoryRead}},
	}
}

func TestPermissions(t *testing.T) {
	l := newLab(t)
	all := []string{appCreate, appRead, appWrite, appOwned, assignmentWrite, grantWrite, directoryRead, directoryWrite, orgRead, orgWrite, intuneRead}
	for _, c := range permissionCases() {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			for _, enough := range c.enough {
				u := l.as(strings.Split(enough, "+")...)
				r := u.do(c.method, c.path, "")
				if r.status == http.StatusForbidden || r.status == http.StatusMethodNotAllowed || strings.Contains(r.message(), "segment") {
					t.Errorf("with %s: %d %s", enough, r.status, r.raw)
				}
			}
			for _, one := range all {
				if allows(c.enough, one) {
					continue
				}
				r := l.as(one).do(c.method, c.path, "")
				if r.status != http.StatusForbidden || r.code() != codeDenied {
					t.Errorf("with %s alone: %d %s", one, r.status, r.raw)
				}
			}
			l.as().do(c.method, c.path, "").want(http.StatusForbidden, codeDenied, "Insufficient privileges to complete the operation.")
		})
	}
}

// allows leaves out what the table does not tell apart: the higher permissions on the organization.
func allows(enough []string, one string) bool {
	for _, e := range enough {
		if e == one || e == orgRead && (one == orgWrite || one == directoryWrite) {
			return true
		}
	}
	return false
}

// OwnedBy writes to what the caller made, and to nothing else, but reads everything.
func TestOwnedBy(t *testing.T) {
	l := newLab(t)
	admin, owner := l.admin(), l.as(appOwned)
	foreign := admin.createApp("foreign")
	foreignSP := admin.createPrincipal(foreign.text("appId"))
	own := owner.createApp("own")
	ownSP := owner.createPrincipal(own.text("appId"))

	denied := []struct{ method, path, body string }{
		{http.MethodPatch, "applications/" + foreign.text("id"), `{"notes":"x"}`},
		{http.MethodDelete, "applications(appId='" + foreign.text("appId") + "')", ""},
		{http.MethodPost, "applications/" + foreign.text("id") + "/addPassword", `{}`},
		{http.MethodPatch, "servicePrincipals/" + foreignSP.text("id"), `{"accountEnabled":false}`},
		{http.MethodDelete, "servicePrincipals/" + foreignSP.text("id"), ""},
	}
	for _, d := range denied {
		owner.do(d.method, d.path, d.body).want(http.StatusForbidden, codeDenied, "Insufficient privileges")
	}
	owner.upsert("servicePrincipals(appId='"+foreign.text("appId")+"')", `{"accountEnabled":false}`).want(http.StatusForbidden, codeDenied)
	owner.get("applications/" + foreign.text("id")).want(http.StatusOK)

	owner.do(http.MethodPatch, "applications/"+own.text("id"), `{"notes":"x"}`).want(http.StatusNoContent)
	owner.do(http.MethodPatch, "servicePrincipals/"+ownSP.text("id"), `{"accountEnabled":false}`).want(http.StatusNoContent)
	owner.do(http.MethodDelete, "applications/"+own.text("id"), "").want(http.StatusNoContent)
	owner.do(http.MethodDelete, "directory/deletedItems/"+own.text("id"), "").want(http.StatusNoContent)
	owner.do(http.MethodDelete, "directory/deletedItems/"+ownSP.text("id"), "").want(http.StatusNoContent)

	admin.do(http.MethodDelete, "applications/"+foreign.text("id"), "").want(http.StatusNoContent)
	owner.do(http.MethodPost, "directory/deletedItems/"+foreign.text("id")+"/restore", "").want(http.StatusForbidden, codeDenied)
	owner.do(http.MethodDelete, "directory/deletedItems/"+foreignSP.text("id"), "").want(http.StatusForbidden, codeDenied)
}

// The same refusal is final for Microsoft's application and passes for one's own: the look-alike of Graph notes §2.1.
func TestOwnedByTrap(t *testing.T) {
	l := newLab(t)
	owner := l.as(appOwned)
	create := func(appID string) reply {
		return owner.do(http.MethodPost, "servicePrincipals", `{"appId":"`+appID+`"}`)
	}
	const backing = "backing application of the service principal being created must in the local tenant"
	create(world.MicroserviceAppID).want(http.StatusForbidden, codeDenied, backing)
	owner.upsert("servicePrincipals(appId='"+world.MicroserviceAppID+"')", `{}`).want(http.StatusForbidden, codeDenied, backing)

	l.setLag()
	own := owner.createApp("own").text("appId")
	seen := map[int]reply{}
	for range tries {
		r := owner.upsert("servicePrincipals(appId='"+own+"')", `{}`)
		seen[r.status] = r
		if r.status == http.StatusCreated {
			break
		}
	}
	if late, ok := seen[http.StatusForbidden]; ok {
		late.want(http.StatusForbidden, codeDenied, backing)
	}
	late := owner.createApp("another")
	if seen := statuses(func() reply { return create(late.text("appId")) }); seen[http.StatusForbidden].status == 0 {
		t.Errorf("no replica lagged: %v", keysOf(seen))
	}
	l.settle()
	third := owner.createApp("third")
	l.settle()
	create(third.text("appId")).want(http.StatusCreated)
	create(world.MicroserviceAppID).want(http.StatusForbidden, codeDenied, backing)
}
