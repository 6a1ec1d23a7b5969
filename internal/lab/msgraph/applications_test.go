package msgraph

import (
	"net/http"
	"reflect"
	"testing"
	"time"
)

func TestUpsertApplication(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	const path = "applications(uniqueName='it''s%2Fa%20key')"
	u.do(http.MethodPatch, path, `{"displayName":"one"}`).want(http.StatusNotFound, codeNotFound, "it's/a key")
	u.upsert(path, `{"notes":"x"}`).want(http.StatusBadRequest, codeBadRequest, "displayName")
	made := u.upsert(path, `{"@odata.type":"#microsoft.graph.application","displayName":"one"}`).want(http.StatusCreated)
	if made.text("uniqueName") != "it's/a key" || made.text("id") == "" || made.text("appId") == "" {
		t.Errorf("made %s", made.raw)
	}
	again := u.upsert(path, `{"displayName":"two","notes":"n"}`).want(http.StatusNoContent)
	if len(again.raw) != 0 {
		t.Errorf("an update answers %s", again.raw)
	}
	got := u.get(query(path, "$select", "id,displayName,uniqueName,notes")).want(http.StatusOK)
	want := map[string]any{"@odata.context": l.server.URL + "/v1.0/$metadata#applications(id,displayName,uniqueName,notes)/$entity", "id": made.text("id"), "displayName": "two", "uniqueName": "it's/a key", "notes": "n"}
	if !reflect.DeepEqual(got.body, want) {
		t.Errorf("got %v, want %v", got.body, want)
	}
	u.do(http.MethodPatch, path, `{"notes":null}`).want(http.StatusNoContent)
	if got := u.get(path); got.body["notes"] != nil {
		t.Errorf("notes is %v", got.body["notes"])
	}
	u.do(http.MethodPatch, "applications/"+made.text("id"), `{"uniqueName":"other"}`).want(http.StatusBadRequest, codeBadRequest, "uniqueName")
	u.upsert(path, `{"displayName":"two","uniqueName":"other"}`).want(http.StatusBadRequest, codeBadRequest, "uniqueName")
	u.do(http.MethodPost, "applications", `{"displayName":"three","uniqueName":"it's/a key"}`).want(http.StatusBadRequest, codeBadRequest, "Another object with the same value for property uniqueName already exists.")
	u.get("applications(uniqueName='IT''S%2Fa%20key')").want(http.StatusNotFound)
}

// An upsert that is repeated before the replicas know the application updates it: a lost answer does no harm.
func TestUpsertIsRepeatable(t *testing.T) {
	l := newLab(t)
	l.setLag()
	u := l.admin()
	made := u.upsert("applications(uniqueName='k')", `{"displayName":"a"}`).want(http.StatusCreated)
	for range tries {
		u.upsert("applications(uniqueName='k')", `{"displayName":"b"}`).want(http.StatusNoContent)
	}
	if n := len(l.tenant("contoso").Directory.Head().Applications); n != 1 {
		t.Errorf("there are %d applications", n)
	}
	seen := statuses(func() reply { return u.do(http.MethodPatch, "applications/"+made.text("id"), `{"notes":"x"}`) })
	if !reflect.DeepEqual(keysOf(seen), []int{http.StatusNoContent, http.StatusNotFound}) {
		t.Errorf("a plain update answers %v", keysOf(seen))
	}
	seen = statuses(func() reply { return u.get("applications(appId='" + made.text("appId") + "')") })
	if !reflect.DeepEqual(keysOf(seen), []int{http.StatusOK, http.StatusNotFound}) {
		t.Errorf("a read answers %v", keysOf(seen))
	}
	l.settle()
	for range tries {
		u.get("applications(uniqueName='k')").want(http.StatusOK)
	}
}

func TestApplicationBody(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	app := u.createApp("a")
	path := "applications/" + app.text("id")
	const access = `[{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[{"id":"7ab1d382-f21e-4acd-a863-ba3e13f7da61","type":"Role"}]}]`
	for body, message := range map[string]string{
		`{"displayNam":"x"}`:              "Invalid property 'displayNam'.",
		`{"DisplayName":"x"}`:             "Invalid property 'DisplayName'.",
		`{"web":{}}`:                      "Invalid property 'web'.",
		`{"displayName":""}`:              "Invalid value specified for property 'displayName' of resource 'Application'.",
		`{"displayName":null}`:            "'displayName'",
		`{"displayName":1}`:               "'displayName'",
		`{"tags":null}`:                   "'tags'",
		`{"tags":[null]}`:                 "'tags'",
		`{"isDisabled":"yes"}`:            "'isDisabled'",
		`{"signInAudience":"Everybody"}`:  "'signInAudience'",
		`{"appId":"` + nobody + `"}`:      "Property 'appId' is read-only",
		`{"passwordCredentials":[]}`:      "passwordCredentials",
		`{"requiredResourceAccess":null}`: "'requiredResourceAccess'",
		`{"requiredResourceAccess":[{"resourceAppId":"x","resourceAccess":[]}]}`:                                                          "'requiredResourceAccess'",
		`{"requiredResourceAccess":[{"resourceAppId":"` + nobody + `","resourceAccess":[{"id":"CmCollectionData.read","type":"Role"}]}]}`: "'requiredResourceAccess'",
		`{"requiredResourceAccess":[{"resourceAppId":"` + nobody + `","resourceAccess":[{"id":"` + nobody + `","type":"role"}]}]}`:        "'requiredResourceAccess'",
		`{"requiredResourceAccess":[{"ResourceAppId":"` + nobody + `","resourceAccess":[{"id":"` + nobody + `","type":"Role"}]}]}`:        "'requiredResourceAccess'",
	} {
		u.do(http.MethodPatch, path, body).want(http.StatusBadRequest, codeBadRequest, message)
	}
	u.do(http.MethodPatch, path, `{"@odata.type":"#microsoft.graph.servicePrincipal"}`).want(http.StatusBadRequest)
	u.do(http.MethodPatch, path, `{"notes":`).want(http.StatusBadRequest, "BadRequest", "Unable to read JSON")
	u.do(http.MethodPatch, path, "").want(http.StatusBadRequest, "BadRequest", "Empty Payload")
	u.do(http.MethodPatch, path, `{}`, header{"Content-Type": "text/plain"}).want(http.StatusBadRequest, "BadRequest", "Content-Type")

	u.do(http.MethodPatch, path, `{"tags":["a","b"],"isDisabled":true,"requiredResourceAccess":`+access+`}`).want(http.StatusNoContent)
	got := u.get(query(path, "$select", "tags,isDisabled,requiredResourceAccess"))
	if !reflect.DeepEqual(got.body["tags"], []any{"b", "a"}) || got.body["isDisabled"] != true {
		t.Errorf("got %s", got.raw)
	}
	if got := u.get(path); got.body["isDisabled"] != nil || got.body["uniqueName"] != nil || len(got.body["requiredResourceAccess"].([]any)) != 1 {
		t.Errorf("without $select: %s", got.raw)
	}
	u.do(http.MethodPatch, path, `{"tags":[],"requiredResourceAccess":[],"isDisabled":null}`).want(http.StatusNoContent)
	if got := u.get(path); len(got.body["tags"].([]any)) != 0 || len(got.body["requiredResourceAccess"].([]any)) != 0 {
		t.Errorf("after clearing: %s", got.raw)
	}
}

func TestIdentifierURIs(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	one, two := u.createApp("one"), u.createApp("two")
	tenantID := l.tenant("contoso").ID
	patch := func(app reply, uri string) reply {
		return u.do(http.MethodPatch, "applications/"+app.text("id"), `{"identifierUris":["`+uri+`"]}`)
	}
	for _, uri := range []string{
		"api://" + one.text("appId"), "api://" + tenantID + "/" + one.text("appId"), "api://" + tenantID + "/something", "api://text/" + one.text("appId"),
		"https://contoso.example/x", "https://sub.contoso.example", "https://contoso.onmicrosoft.example/y",
	} {
		patch(one, uri).want(http.StatusNoContent)
	}
	for _, uri := range []string{
		"https://ConfigMgrService", "api://something", "api://" + two.text("appId"), "api://" + tenantID + "/", "api://" + l.tenant("fabrikam").ID + "/x",
		"https://notcontoso.example", "https://fabrikam.example", "urn:x", "http://contoso.example",
	} {
		patch(one, uri).want(http.StatusBadRequest, "HostNameNotOnVerifiedDomain", uri)
	}
	patch(one, "api://"+tenantID+"/shared").want(http.StatusNoContent)
	patch(one, "api://"+tenantID+"/shared").want(http.StatusNoContent)
	patch(two, "api://"+tenantID+"/SHARED").want(http.StatusBadRequest, codeBadRequest, "Another object with the same value for property identifierUris already exists.")
	u.do(http.MethodPost, "applications", `{"displayName":"three","identifierUris":["api://`+tenantID+`/shared"]}`).want(http.StatusBadRequest, codeBadRequest, "identifierUris")

	sp := u.createPrincipal(one.text("appId"))
	u.do(http.MethodPatch, "applications/"+one.text("id"), `{"displayName":"renamed","identifierUris":["api://`+tenantID+`/new"]}`).want(http.StatusNoContent)
	got := u.get("servicePrincipals/" + sp.text("id"))
	if got.text("displayName") != "renamed" || !reflect.DeepEqual(got.body["servicePrincipalNames"], []any{one.text("appId"), "api://" + tenantID + "/new"}) {
		t.Errorf("the service principal does not follow: %s", got.raw)
	}
}

func TestPasswords(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	app := u.createApp("a")
	path := "applications/" + app.text("id")
	secret := u.do(http.MethodPost, path+"/addPassword", `{"passwordCredential":{"displayName":"s"}}`).want(http.StatusOK)
	text := secret.text("secretText")
	if text == "" || secret.text("hint") != text[:3] {
		t.Fatalf("got %s", secret.raw)
	}
	start, _ := time.Parse(time.RFC3339, secret.text("startDateTime"))
	end, _ := time.Parse(time.RFC3339, secret.text("endDateTime"))
	if !start.Equal(l.clock.Now()) || !end.Equal(start.AddDate(2, 0, 0)) {
		t.Errorf("valid from %s to %s", start, end)
	}
	for _, where := range []string{path, "applications", query(path, "$select", "passwordCredentials")} {
		got := u.get(where).want(http.StatusOK)
		if containsText(got, text) {
			t.Errorf("%s shows the secret: %s", where, got.raw)
		}
	}
	shown := u.get(path).body["passwordCredentials"].([]any)[0].(map[string]any)
	if shown["secretText"] != nil || shown["hint"] != text[:3] || shown["keyId"] != secret.text("keyId") || shown["displayName"] != "s" {
		t.Errorf("shown as %v", shown)
	}
	if all := l.world.Secrets().All(); len(all) != 1 || all[0] != text {
		t.Errorf("recorded %d secrets", len(all))
	}

	for _, body := range []string{
		`{"passwordCredential":{"startDateTime":"2026-06-01T00:00:00Z","endDateTime":"2026-05-01T00:00:00Z"}}`,
		`{"passwordCredential":{"endDateTime":"2200-05-01T00:00:00Z"}}`,
		`{"passwordCredential":{"endDateTime":"2027-05-01T00:00:00"}}`,
		`{"passwordCredential":{"secretText":"mine"}}`,
		`{"displayName":"s"}`,
	} {
		u.do(http.MethodPost, path+"/addPassword", body).want(http.StatusBadRequest)
	}
	u.do(http.MethodPost, path+"/removePassword", `{"keyId":"`+nobody+`"}`).want(http.StatusBadRequest, codeBadRequest, "No password credential found with keyId "+nobody)
	u.do(http.MethodPost, path+"/removePassword", `{"keyId":"`+secret.text("keyId")+`"}`).want(http.StatusNoContent)
	if left := u.get(path).body["passwordCredentials"].([]any); len(left) != 0 {
		t.Errorf("left are %v", left)
	}
}

// A replica that lags says that the secret is not there.
func TestRemovePasswordLag(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	app := u.createApp("a")
	l.setLag()
	l.settle()
	secret := u.do(http.MethodPost, "applications/"+app.text("id")+"/addPassword", `{}`).want(http.StatusOK)
	remove := func() reply {
		return u.do(http.MethodPost, "applications/"+app.text("id")+"/removePassword", `{"keyId":"`+secret.text("keyId")+`"}`)
	}
	for range tries {
		r := remove()
		if r.status == http.StatusBadRequest {
			r.want(http.StatusBadRequest, codeBadRequest, "No password credential found")
			l.settle()
			remove().want(http.StatusNoContent)
			return
		}
		r.want(http.StatusNoContent)
		l.settle()
		secret = u.do(http.MethodPost, "applications/"+app.text("id")+"/addPassword", `{}`).want(http.StatusOK)
	}
	t.Error("no replica lagged")
}
