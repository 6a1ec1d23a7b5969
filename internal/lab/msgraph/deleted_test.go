package msgraph

import (
	"net/http"
	"reflect"
	"testing"
)

const (
	deletedApps = "directory/deletedItems/microsoft.graph.application"
	deletedSPs  = "directory/deletedItems/microsoft.graph.servicePrincipal"
	bin         = "directory/deletedItems/"
)

func TestSoftDelete(t *testing.T) {
	u, client, graph := consentLab(t)
	app := u.get(query("applications", "$filter", "displayName eq 'client'")).values()[0]
	appID, spID := app["id"].(string), client
	u.do(http.MethodPost, "servicePrincipals/"+client+"/appRoleAssignments", assignment(client, graph, readDirectory)).want(http.StatusCreated)
	u.do(http.MethodPost, "oauth2PermissionGrants", grantOf(client, graph, "User.Read")).want(http.StatusCreated)

	u.do(http.MethodDelete, "applications/"+appID, "").want(http.StatusNoContent)
	u.get("applications/" + appID).want(http.StatusNotFound)
	u.get("servicePrincipals/" + spID).want(http.StatusNotFound)
	u.do(http.MethodDelete, "applications/"+appID, "").want(http.StatusNotFound)
	if left := u.get("servicePrincipals/" + graph + "/appRoleAssignedTo").values(); len(left) != 0 {
		t.Errorf("assignments are left: %v", left)
	}
	if left := u.get("oauth2PermissionGrants").values(); len(left) != 0 {
		t.Errorf("grants are left: %v", left)
	}
	for path, id := range map[string]string{deletedApps: appID, deletedSPs: spID} {
		list := u.get(query(path, "$select", "id,deletedDateTime")).want(http.StatusOK).values()
		if !reflect.DeepEqual(ids(list), []string{id}) || list[0]["deletedDateTime"] == nil {
			t.Errorf("%s lists %v", path, list)
		}
	}
	if got := u.get(bin + appID).want(http.StatusOK); got.text("@odata.type") != "#microsoft.graph.application" {
		t.Errorf("got %s", got.raw)
	}
	u.get("directory/deletedItems").want(http.StatusBadRequest)

	restored := u.do(http.MethodPost, bin+appID+"/restore", "").want(http.StatusOK)
	if restored.text("id") != appID || restored.body["deletedDateTime"] != nil {
		t.Errorf("restored %s", restored.raw)
	}
	u.get("applications/" + appID).want(http.StatusOK)
	u.get("servicePrincipals/" + spID).want(http.StatusOK)
	if back := u.get("servicePrincipals/" + spID + "/appRoleAssignments").values(); len(back) != 0 {
		t.Errorf("consent came back: %v", back)
	}
	u.do(http.MethodPost, bin+appID+"/restore", "").want(http.StatusNotFound, codeNotFound)
}

func TestPurge(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	app := u.createApp("a")
	sp := u.createPrincipal(app.text("appId"))
	u.do(http.MethodDelete, bin+app.text("id"), "").want(http.StatusNotFound)
	u.do(http.MethodDelete, "applications/"+app.text("id"), "").want(http.StatusNoContent)
	u.do(http.MethodDelete, bin+app.text("id"), "").want(http.StatusNoContent)
	u.do(http.MethodDelete, bin+app.text("id"), "").want(http.StatusNotFound, codeNotFound)
	// The service principal stays in the bin, and cannot come back without its application.
	u.do(http.MethodPost, bin+sp.text("id")+"/restore", "").want(http.StatusBadRequest, codeBadRequest, "does not reference a valid application object")
	u.do(http.MethodDelete, bin+sp.text("id"), "").want(http.StatusNoContent)
	if left := u.get(deletedSPs).values(); len(left) != 0 {
		t.Errorf("left are %v", left)
	}
}

// An application in the recycle bin keeps its unique name, but not its identifier URIs.
func TestNamesInTheBin(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	uri := `"identifierUris":["api://` + l.tenant("contoso").ID + `/cm"]`
	named := u.upsert("applications(uniqueName='k')", `{"displayName":"a"}`).want(http.StatusCreated)
	u.do(http.MethodDelete, "applications/"+named.text("id"), "").want(http.StatusNoContent)
	u.upsert("applications(uniqueName='k')", `{"displayName":"b"}`).want(http.StatusBadRequest, codeBadRequest, "Another object with the same value for property uniqueName already exists.")
	u.do(http.MethodPost, bin+named.text("id")+"/restore", "").want(http.StatusOK)
	u.upsert("applications(uniqueName='k')", `{"displayName":"b"}`).want(http.StatusNoContent)
	u.do(http.MethodDelete, "applications/"+named.text("id"), "").want(http.StatusNoContent)
	u.do(http.MethodDelete, bin+named.text("id"), "").want(http.StatusNoContent)
	u.upsert("applications(uniqueName='k')", `{"displayName":"c"}`).want(http.StatusCreated)

	old := u.do(http.MethodPost, "applications", `{"displayName":"old",`+uri+`}`).want(http.StatusCreated)
	u.do(http.MethodDelete, "applications/"+old.text("id"), "").want(http.StatusNoContent)
	u.do(http.MethodPost, "applications", `{"displayName":"new",`+uri+`}`).want(http.StatusCreated)
	u.do(http.MethodPost, bin+old.text("id")+"/restore", "").want(http.StatusBadRequest, codeBadRequest, "identifierUris")
}

func TestDeletedPrincipal(t *testing.T) {
	u, client, _ := consentLab(t)
	u.do(http.MethodDelete, "servicePrincipals/"+client, "").want(http.StatusNoContent)
	appID := u.get("directory/deletedItems/" + client).want(http.StatusOK).text("appId")
	second := u.createPrincipal(appID)
	u.do(http.MethodPost, bin+client+"/restore", "").want(http.StatusConflict, codeConflict, "already in use")
	u.do(http.MethodDelete, "servicePrincipals/"+second.text("id"), "").want(http.StatusNoContent)
	u.do(http.MethodPost, bin+client+"/restore", "").want(http.StatusOK)
	u.get("servicePrincipals/" + client).want(http.StatusOK)
}

// A replica that lags does not know what is in the recycle bin.
func TestDeletedLag(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	app := u.createApp("a").text("id")
	l.setLag()
	l.settle()
	u.do(http.MethodDelete, "applications/"+app, "").want(http.StatusNoContent)
	seen := statuses(func() reply { return u.get(bin + app) })
	if !reflect.DeepEqual(keysOf(seen), []int{http.StatusOK, http.StatusNotFound}) {
		t.Errorf("the bin answers %v", keysOf(seen))
	}
	live := statuses(func() reply { return u.get("applications/" + app) })
	if !reflect.DeepEqual(keysOf(live), []int{http.StatusOK, http.StatusNotFound}) {
		t.Errorf("the application answers %v", keysOf(live))
	}
}
