package graph

import (
	"net/http"
	"slices"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestFederated: all pages are read; a credential that is gone already needs no removal.
func TestFederated(t *testing.T) {
	const at = "/v1.0/applications/app-object/federatedIdentityCredentials"
	s := newScript(t, wiretest.OK(`{"value":[{"id":"one","name":"n"},{"id":"two","name":"m"}]}`), reply{Status: http.StatusNoContent}, refusal(404, "Request_ResourceNotFound", "absent"))
	c, _ := s.client()
	ids, err := c.FederatedCredentials(t.Context(), "app-object")
	if err != nil || !slices.Equal(ids, []string{"one", "two"}) {
		t.Errorf("got %v, %v", ids, err)
	}
	for _, id := range ids {
		if err := c.RemoveFederated(t.Context(), "app-object", id); err != nil {
			t.Errorf("removing %s: %v", id, err)
		}
	}
	for i, got := range s.Done() {
		if want := []string{"GET " + at, "DELETE " + at + "/one", "DELETE " + at + "/two"}[i]; got.Method+" "+got.URI != want {
			t.Errorf("sent %s %s, want %s", got.Method, got.URI, want)
		}
	}
}

// TestApplicationSpec: what is to be cleared is on the wire, and what is to be left alone is not.
func TestApplicationSpec(t *testing.T) {
	name := "key"
	s := newScript(t, reply{Status: http.StatusNoContent})
	c, _ := s.client()
	if err := c.UpdateApplication(t.Context(), "app-object", ApplicationSpec{UniqueName: &name, RemoveKeys: true}); err != nil {
		t.Error(err)
	}
	checkJSON(t, s.Done()[0].Body, `{"uniqueName":"key","keyCredentials":[]}`)
}

// TestServicePrincipal: a service principal is read by its object id.
func TestServicePrincipal(t *testing.T) {
	s := newScript(t, wiretest.OK(spJSON), refusal(404, "Request_ResourceNotFound", "absent"))
	c, _ := s.client()
	if sp, err := c.ServicePrincipal(t.Context(), "sp-object"); err != nil || sp.AppID != testApp {
		t.Errorf("got %v, %v", sp, err)
	}
	if _, err := c.ServicePrincipal(t.Context(), "sp-object"); !IsNotFound(err) {
		t.Errorf("got %v", err)
	}
	s.Done()
}
