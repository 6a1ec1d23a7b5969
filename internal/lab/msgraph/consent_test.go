package msgraph

import (
	"fmt"
	"net/http"
	"reflect"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const readDirectory = "7ab1d382-f21e-4acd-a863-ba3e13f7da61"

// consentLab is a lab with an application and its service principal, and that of Microsoft Graph.
func consentLab(t *testing.T) (u user, client, graph string) {
	t.Helper()
	u = newLab(t).admin()
	client = u.createPrincipal(u.createApp("client").text("appId")).text("id")
	graph = u.get("servicePrincipals(appId='" + world.GraphAppID + "')").want(http.StatusOK).text("id")
	return u, client, graph
}

func assignment(principal, resource, role string) string {
	return fmt.Sprintf(`{"@odata.type":"#microsoft.graph.appRoleAssignment","principalId":%q,"resourceId":%q,"appRoleId":%q}`, principal, resource, role)
}

func grantOf(client, resource, scope string) string {
	return fmt.Sprintf(`{"clientId":%q,"consentType":"AllPrincipals","resourceId":%q,"scope":%q}`, client, resource, scope)
}

func TestAssignments(t *testing.T) {
	u, client, graph := consentLab(t)
	ofClient, ofGraph := "servicePrincipals/"+client+"/appRoleAssignments", "servicePrincipals/"+graph+"/appRoleAssignedTo"
	post := func(path, body string) reply { return u.do(http.MethodPost, path, body) }

	made := post(ofClient, assignment(client, graph, readDirectory)).want(http.StatusCreated)
	if made.text("principalDisplayName") != "client" || made.text("resourceDisplayName") != "Microsoft Graph" || made.text("principalType") != "ServicePrincipal" {
		t.Errorf("made %s", made.raw)
	}
	const twice = "Permission being assigned already exists on the object"
	post(ofClient, assignment(client, graph, readDirectory)).want(http.StatusBadRequest, codeBadRequest, twice)
	post(ofGraph, assignment(client, graph, readDirectory)).want(http.StatusBadRequest, codeBadRequest, twice)

	post(ofClient, assignment(client, graph, nobody)).want(http.StatusBadRequest, codeBadRequest, "Permission being assigned was not found on application")
	post(ofClient, assignment(graph, client, readDirectory)).want(http.StatusBadRequest, codeBadRequest, "Not a valid reference update.")
	post(ofClient, assignment(client, nobody, readDirectory)).want(http.StatusBadRequest, codeBadRequest, "Not a valid reference update.")
	post("servicePrincipals/"+nobody+"/appRoleAssignments", assignment(nobody, graph, readDirectory)).want(http.StatusNotFound, codeNotFound)
	post(ofClient, `{"principalId":"x"}`).want(http.StatusBadRequest, codeBadRequest, "principalId")

	for _, path := range []string{ofClient, ofGraph, query(ofClient, "$filter", "resourceId eq "+graph)} {
		if got := ids(u.get(path).want(http.StatusOK).values()); !reflect.DeepEqual(got, []string{made.text("id")}) {
			t.Errorf("%s lists %v", path, got)
		}
	}
	u.get(query(ofClient, "$filter", "resourceId eq '"+graph+"'")).want(http.StatusBadRequest, "BadRequest", "Edm.Guid")

	u.do(http.MethodDelete, ofGraph+"/x", "").want(http.StatusNotFound)
	u.do(http.MethodDelete, ofClient+"/"+made.text("id"), "").want(http.StatusNoContent)
	u.do(http.MethodDelete, ofClient+"/"+made.text("id"), "").want(http.StatusNotFound, codeNotFound)
	if got := u.get(ofGraph).values(); len(got) != 0 {
		t.Errorf("left are %v", got)
	}
}

func TestGrants(t *testing.T) {
	u, client, graph := consentLab(t)
	post := func(body string) reply { return u.do(http.MethodPost, "oauth2PermissionGrants", body) }
	made := post(grantOf(client, graph, "User.Read")).want(http.StatusCreated)
	post(grantOf(client, graph, "Directory.Read.All")).want(http.StatusConflict, codeConflict, "Permission entry already exists.")

	for _, body := range []string{
		`{"clientId":"` + client + `","resourceId":"` + graph + `","scope":"x"}`,
		`{"clientId":"` + client + `","consentType":"Everybody","resourceId":"` + graph + `","scope":"x"}`,
		`{"clientId":"` + client + `","consentType":"Principal","resourceId":"` + graph + `","scope":"x"}`,
		`{"clientId":"` + client + `","consentType":"AllPrincipals","principalId":"` + nobody + `","resourceId":"` + graph + `","scope":"x"}`,
		`{"clientId":"` + client + `","consentType":"AllPrincipals","resourceId":"` + graph + `","scope":null}`,
		`{"clientID":"` + client + `"}`,
	} {
		post(body).want(http.StatusBadRequest, codeBadRequest)
	}
	post(grantOf(nobody, graph, "x")).want(http.StatusNotFound, codeNotFound)

	path := "oauth2PermissionGrants/" + made.text("id")
	u.do(http.MethodPatch, path, `{"scope":"User.Read Directory.Read.All"}`).want(http.StatusNoContent)
	u.do(http.MethodPatch, path, `{"resourceId":"`+graph+`"}`).want(http.StatusBadRequest, codeBadRequest, "resourceId")
	if got := u.get(path).want(http.StatusOK); got.text("scope") != "User.Read Directory.Read.All" {
		t.Errorf("got %s", got.raw)
	}
	for _, list := range []string{
		"oauth2PermissionGrants", "servicePrincipals/" + client + "/oauth2PermissionGrants",
		query("oauth2PermissionGrants", "$filter", "clientId eq '"+client+"' and consentType eq 'AllPrincipals' and principalId eq null"),
	} {
		if got := ids(u.get(list).want(http.StatusOK).values()); !reflect.DeepEqual(got, []string{made.text("id")}) {
			t.Errorf("%s lists %v", list, got)
		}
	}
	if got := u.get(query("oauth2PermissionGrants", "$filter", "clientId eq '"+graph+"'")).values(); len(got) != 0 {
		t.Errorf("of Graph are %v", got)
	}
	u.do(http.MethodDelete, path, "").want(http.StatusNoContent)
	u.do(http.MethodDelete, path, "").want(http.StatusNotFound, codeNotFound)
	if again := post(grantOf(client, graph, "User.Read")).want(http.StatusCreated); again.text("id") != made.text("id") {
		t.Errorf("the id of a grant is made of its ends: %s and %s", made.text("id"), again.text("id"))
	}
}

// The ids are those of Microsoft's samples: object ids, the bytes in the order of Windows, in base64url.
func TestOpaqueID(t *testing.T) {
	const want = "qIVZsiud3k-fp2xOQ6jd7InI76O38TJFngGR4y0QOfQ"
	if got := opaque("b25985a8-9d2b-4fde-9fa7-6c4e43a8ddec", "a3efc889-f1b7-4532-9e01-91e32d1039f4"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What a replica does not know yet cannot be referred to, nor withdrawn.
func TestConsentLag(t *testing.T) {
	u, _, graph := consentLab(t)
	u.setLag()
	u.settle()
	appID := u.createApp("late").text("appId")
	u.settle()
	sp := u.createPrincipal(appID).text("id")
	path := "servicePrincipals/" + sp + "/appRoleAssignments"
	seen := statuses(func() reply { return u.do(http.MethodPost, path, assignment(sp, graph, readDirectory)) })
	if seen[http.StatusNotFound].status == 0 {
		t.Fatalf("assigning answers %v", keysOf(seen))
	}
	seen[http.StatusNotFound].want(http.StatusNotFound, codeNotFound, "does not exist or one of its queried reference-property objects are not present")
	toGraph := statuses(func() reply {
		return u.do(http.MethodPost, "servicePrincipals/"+graph+"/appRoleAssignedTo", assignment(sp, graph, readDirectory))
	})
	if late := toGraph[http.StatusBadRequest]; late.status == 0 {
		t.Errorf("assigning answers %v", keysOf(toGraph))
	}
	grants := statuses(func() reply { return u.do(http.MethodPost, "oauth2PermissionGrants", grantOf(sp, graph, "User.Read")) })
	if grants[http.StatusNotFound].status == 0 {
		t.Errorf("granting answers %v", keysOf(grants))
	}
	u.settle()
	for _, a := range u.get(path).want(http.StatusOK).values() {
		u.do(http.MethodDelete, path+"/"+a["id"].(string), "").want(http.StatusNoContent)
	}
	made := u.do(http.MethodPost, path, assignment(sp, graph, readDirectory)).want(http.StatusCreated).text("id")
	for range tries {
		if r := u.do(http.MethodDelete, path+"/"+made, ""); r.status == http.StatusNotFound {
			return
		}
		made = u.do(http.MethodPost, path, assignment(sp, graph, readDirectory)).want(http.StatusCreated).text("id")
	}
	t.Error("no replica lagged")
}
