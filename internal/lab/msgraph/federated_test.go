package msgraph

import (
	"net/http"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func TestFederatedCredentials(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	app := u.createApp("a").text("id")
	one := world.FederatedCredential{ID: world.NewID(), Name: "one", Issuer: "i", Subject: "s", Audience: "a"}
	err := l.tenant("contoso").Directory.Update(func(s *world.Snapshot) error {
		a := s.Applications[app]
		a.Federated, a.KeyCredentials = []world.FederatedCredential{one}, []world.KeyCredential{{KeyID: world.NewID()}}
		s.Applications[app] = a
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	l.settle()
	at := "applications/" + app + "/federatedIdentityCredentials"
	if got := u.get(at).want(http.StatusOK).values(); len(got) != 1 || got[0]["id"] != one.ID || got[0]["subject"] != "s" {
		t.Errorf("got %v", got)
	}
	u.do(http.MethodDelete, at+"/"+world.NewID(), "").want(http.StatusNotFound)
	l.as(appRead).do(http.MethodDelete, at+"/"+one.ID, "").want(http.StatusForbidden)
	l.as(appOwned).do(http.MethodDelete, at+"/"+one.ID, "").want(http.StatusForbidden)
	u.do(http.MethodDelete, at+"/"+one.ID, "").want(http.StatusNoContent)
	u.do(http.MethodPatch, "applications/"+app, `{"keyCredentials":[{}]}`).want(http.StatusBadRequest)
	u.do(http.MethodPatch, "applications/"+app, `{"keyCredentials":[]}`).want(http.StatusNoContent)
	l.settle()
	if got := u.get(at).values(); len(got) != 0 {
		t.Errorf("%v is left", got)
	}
	if keys, _ := u.get("applications/" + app).body["keyCredentials"].([]any); len(keys) != 0 {
		t.Errorf("%v is left", keys)
	}
}
