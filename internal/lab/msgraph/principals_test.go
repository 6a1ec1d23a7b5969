package msgraph

import (
	"net/http"
	"reflect"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func TestCreatePrincipal(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	app := u.createApp("a").text("appId")
	create := func(body string) reply { return u.do(http.MethodPost, "servicePrincipals", body) }

	create(`{"appId":"`+nobody+`"}`).want(http.StatusBadRequest, codeBadRequest, "The appId '"+nobody+"' of the service principal does not reference a valid application object.")
	create(`{"appId":"x"}`).want(http.StatusBadRequest)
	create(`{}`).want(http.StatusBadRequest)
	create(`{"appId":"` + app + `","passwordCredentials":[]}`).want(http.StatusBadRequest)
	made := create(`{"appId":"` + app + `","tags":["t"]}`).want(http.StatusCreated)
	if made.text("displayName") != "a" || made.text("appOwnerOrganizationId") != l.tenant("contoso").ID || made.body["accountEnabled"] != true || !reflect.DeepEqual(made.body["tags"], []any{"t"}) {
		t.Errorf("made %s", made.raw)
	}
	create(`{"appId":"`+app+`"}`).want(http.StatusConflict, codeConflict, "already in use")

	micro := create(`{"appId":"` + world.MicroserviceAppID + `"}`).want(http.StatusCreated)
	if micro.text("appOwnerOrganizationId") != world.MicrosoftTenantID || len(micro.body["appRoles"].([]any)) == 0 {
		t.Errorf("made %s", micro.raw)
	}
}

// An application of another tenant comes into this one only if it is meant for many.
func TestPrincipalOfAnotherTenant(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	fabrikam := u
	fabrikam.token = l.issue(l.tenant("fabrikam").ID, audience, u, []string{appWrite})
	single := fabrikam.createApp("single").text("appId")
	many := fabrikam.do(http.MethodPost, "applications", `{"displayName":"many","signInAudience":"AzureADMultipleOrgs"}`).want(http.StatusCreated).text("appId")
	u.do(http.MethodPost, "servicePrincipals", `{"appId":"`+single+`"}`).want(http.StatusBadRequest)
	if sp := u.createPrincipal(many); sp.text("appOwnerOrganizationId") != l.tenant("fabrikam").ID {
		t.Errorf("made %s", sp.raw)
	}
}

func TestUpsertPrincipal(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	app := u.createApp("a").text("appId")
	path := "servicePrincipals(appId='" + app + "')"
	u.do(http.MethodPatch, path, `{"accountEnabled":false}`).want(http.StatusNotFound, codeNotFound)
	u.upsert(path, `{"@odata.type":"#microsoft.graph.servicePrincipal"}`).want(http.StatusCreated)
	u.upsert(path, `{"accountEnabled":false}`).want(http.StatusNoContent)
	if got := u.get(path).want(http.StatusOK); got.body["accountEnabled"] != false {
		t.Errorf("got %s", got.raw)
	}
	u.do(http.MethodPatch, path, `{"appId":"`+nobody+`"}`).want(http.StatusBadRequest, codeBadRequest, "appId")
	u.do(http.MethodPatch, path, `{"accountEnabled":null}`).want(http.StatusBadRequest, codeBadRequest, "accountEnabled")
	u.upsert("servicePrincipals(appId='"+nobody+"')", `{}`).want(http.StatusBadRequest, codeBadRequest, "does not reference a valid application object")
}

// A replica that does not know the application yet refuses its service principal, by POST and by upsert alike.
func TestPrincipalLag(t *testing.T) {
	l := newLab(t)
	l.setLag()
	l.settle()
	u := l.admin()
	for name, create := range map[string]func(string) reply{
		"post":   func(appID string) reply { return u.do(http.MethodPost, "servicePrincipals", `{"appId":"`+appID+`"}`) },
		"upsert": func(appID string) reply { return u.upsert("servicePrincipals(appId='"+appID+"')", `{}`) },
	} {
		t.Run(name, func(t *testing.T) {
			for range tries {
				app := u.createApp(name).text("appId")
				r := create(app)
				if r.status == http.StatusCreated {
					continue
				}
				r.want(http.StatusBadRequest, codeBadRequest, "does not reference a valid application object")
				l.settle()
				create(app).want(http.StatusCreated)
				return
			}
			t.Error("no replica lagged")
		})
	}
}
