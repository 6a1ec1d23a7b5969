package graph

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestUpsert: a create is idempotent by key. 201 has the object; 204 says that it existed, and it is read back by the
// same key, from a replica that may not know it yet (Graph notes §2, §4.1).
func TestUpsert(t *testing.T) {
	name := "ConfigMgr"
	kinds := map[string]struct {
		body string
		uri  string
		call func(context.Context, *Client) (id string, created bool, err error)
	}{
		"application": {appJSON, "/v1.0/applications(uniqueName='O%27%27Brien%2F1')", func(ctx context.Context, c *Client) (string, bool, error) {
			app, created, err := c.UpsertApplication(ctx, "O'Brien/1", ApplicationSpec{DisplayName: &name})
			if app == nil {
				app = &Application{}
			}
			return app.ObjectID, created, err
		}},
		"service principal": {spJSON, "/v1.0/servicePrincipals(appId='" + testApp + "')", func(ctx context.Context, c *Client) (string, bool, error) {
			sp, created, err := c.UpsertServicePrincipal(ctx, testApp, true)
			if sp == nil {
				sp = &ServicePrincipal{}
			}
			return sp.ObjectID, created, err
		}},
	}
	existed, stale := reply{Status: http.StatusNoContent}, refusal(404, "Request_ResourceNotFound", "absent")
	for kind, k := range kinds {
		made := reply{Status: http.StatusCreated, Body: k.body}
		tests := map[string]struct {
			replies []reply
			created bool
			fails   bool
		}{
			"made":                  {[]reply{made}, true, false},
			"existed":               {[]reply{existed, wiretest.OK(k.body)}, false, false},
			"existed, read lags":    {[]reply{existed, stale, stale, wiretest.OK(k.body)}, false, false},
			"made, answer was lost": {[]reply{{Lost: true}, existed, wiretest.OK(k.body)}, false, false},
			"existed, read fails":   {[]reply{existed, refusal(403, "Authorization_RequestDenied", "no")}, false, true},
			"refused":               {[]reply{refusal(400, "Request_BadRequest", "no")}, false, true},
			"read back is empty":    {[]reply{existed, wiretest.OK("{}")}, false, true},
		}
		for name, tt := range tests {
			t.Run(kind+" "+name, func(t *testing.T) {
				s := newScript(t, tt.replies...)
				c, _ := s.client()
				id, created, err := k.call(t.Context(), c)
				if created != tt.created || (err != nil) != tt.fails || err == nil && id == "" {
					t.Errorf("got %q, %v, %v", id, created, err)
				}
				for i, r := range s.Done() {
					write := tt.replies[i].Status != http.StatusOK && r.Method == http.MethodPatch
					if write && (r.URI != k.uri || r.Header.Get("Prefer") != "create-if-missing") {
						t.Errorf("sent %s with Prefer %q, want %s", r.URI, r.Header.Get("Prefer"), k.uri)
					}
					if !write && (r.Method != http.MethodGet || r.Header.Get("Prefer") != "") {
						t.Errorf("sent %s %s", r.Method, r.URI)
					}
				}
			})
		}
	}
}

// TestSpecOnTheWire: nil leaves a property out, an empty value clears it.
func TestSpecOnTheWire(t *testing.T) {
	text, empty, yes, none := "text", "", true, []string(nil)
	access := []ResourceAccess{{"r1", testKey, "Role"}, {"r2", testApp, "Scope"}, {"r1", testApp, "Role"}}
	tests := map[string]struct {
		spec ApplicationSpec
		want string
	}{
		"nothing": {ApplicationSpec{}, `{}`},
		"texts":   {ApplicationSpec{DisplayName: &text, SignInAudience: &text, Notes: &text, Disabled: &yes}, `{"displayName":"text","signInAudience":"text","notes":"text","isDisabled":true}`},
		"lists": {ApplicationSpec{Tags: &[]string{"t"}, IdentifierURIs: &[]string{"api://x"}, RequiredAccess: &access},
			`{"tags":["t"],"identifierUris":["api://x"],"requiredResourceAccess":[
				{"resourceAppId":"r1","resourceAccess":[{"id":"` + testKey + `","type":"Role"},{"id":"` + testApp + `","type":"Role"}]},
				{"resourceAppId":"r2","resourceAccess":[{"id":"` + testApp + `","type":"Scope"}]}]}`},
		"cleared": {ApplicationSpec{Notes: &empty, Tags: &none, IdentifierURIs: &none, RequiredAccess: &[]ResourceAccess{}}, `{"notes":null,"tags":[],"identifierUris":[],"requiredResourceAccess":[]}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, reply{Status: http.StatusNoContent})
			c, _ := s.client()
			if err := c.UpdateApplication(t.Context(), "app-object", tt.spec); err != nil {
				t.Fatal(err)
			}
			checkJSON(t, s.Done()[0].Body, tt.want)
		})
	}
	c, _ := newScript(t).client()
	broken := ApplicationSpec{RequiredAccess: &[]ResourceAccess{{"r", "no GUID", "Role"}}}
	if err := c.UpdateApplication(t.Context(), "app-object", broken); err == nil {
		t.Error("a permission id that is no GUID was sent")
	}
}

// checkJSON compares a body with what is wanted, but for the type that the SDK adds (Graph notes §4.1).
func checkJSON(t *testing.T, got, want string) {
	t.Helper()
	var g, w map[string]any
	if err := json.Unmarshal([]byte(got), &g); err != nil {
		t.Fatalf("%s: %v", got, err)
	}
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		t.Fatalf("%s: %v", want, err)
	}
	delete(g, "@odata.type")
	a, _ := json.Marshal(g)
	b, _ := json.Marshal(w)
	if string(a) != string(b) {
		t.Errorf("sent %s, want %s", a, b)
	}
}
