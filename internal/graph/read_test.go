package graph

import (
	"context"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

const fullApp = `{"@odata.type":"#microsoft.graph.application","id":"o","appId":"` + testApp + `","displayName":"d","uniqueName":"u","signInAudience":"AzureADMyOrg","notes":"n",
	"identifierUris":["api://x"],"tags":["t"],"isDisabled":true,"deletedDateTime":"2026-01-02T03:04:05Z","somethingNew":{"a":[1]},
	"requiredResourceAccess":[{"resourceAppId":"r","resourceAccess":[{"id":"` + testKey + `","type":"Role"},{"id":"` + testApp + `","type":"Scope"}]}],
	"passwordCredentials":[{"keyId":"` + testKey + `","displayName":"p","startDateTime":"2026-01-02T03:04:05Z","endDateTime":"2027-01-02T03:04:05+02:00","hint":"abc","secretText":null}]}`

// TestReadApplication: by any of its keys, with the fields that come only when they are asked for.
func TestReadApplication(t *testing.T) {
	want := &Application{
		ObjectID: "o", AppID: testApp, DisplayName: "d", UniqueName: "u", SignInAudience: "AzureADMyOrg", Notes: "n", IdentifierURIs: []string{"api://x"}, Tags: []string{"t"}, Disabled: true,
		Deleted:        time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		RequiredAccess: []ResourceAccess{{"r", testKey, "Role"}, {"r", testApp, "Scope"}},
		Passwords:      []Password{{testKey, "p", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), time.Date(2027, 1, 2, 1, 4, 5, 0, time.UTC)}},
	}
	for uri, read := range map[string]func(context.Context, *Client) (*Application, error){
		"/v1.0/applications/o?": func(ctx context.Context, c *Client) (*Application, error) { return c.Application(ctx, "o") },
		"/v1.0/applications(appId='" + testApp + "')?": func(ctx context.Context, c *Client) (*Application, error) {
			return c.ApplicationByAppID(ctx, testApp)
		},
		"/v1.0/applications(uniqueName='a%20%27%27b%27%27')?": func(ctx context.Context, c *Client) (*Application, error) {
			return c.ApplicationByUniqueName(ctx, "a 'b'")
		},
	} {
		s := newScript(t, wiretest.OK(fullApp), refusal(404, "Request_ResourceNotFound", "m"))
		c, _ := s.client()
		if got, err := read(t.Context(), c); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", uri, got, err, want)
		}
		if _, err := read(t.Context(), c); !IsNotFound(err) {
			t.Errorf("%s: %v", uri, err)
		}
		got := s.Done()[0]
		if got.Method != http.MethodGet || !strings.HasPrefix(got.URI, uri) || !strings.Contains(got.URI, "isDisabled") || !strings.Contains(got.URI, "uniqueName") {
			t.Errorf("sent %+v, want %s", got, uri)
		}
	}
}

// TestReadServicePrincipal: what is not said of it is the default; permissions are found whatever their case.
func TestReadServicePrincipal(t *testing.T) {
	s := newScript(t, wiretest.OK(`{"id":"o","appId":"a","displayName":"d","appRoles":[{"id":"`+testKey+`","value":"CmCollectionData.read"}],"oauth2PermissionScopes":[{"id":"`+testApp+`","value":"Directory.Read.All"}]}`),
		wiretest.OK(`{"id":"o","accountEnabled":false}`))
	c, _ := s.client()
	sp, err := c.ServicePrincipalByAppID(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	want := &ServicePrincipal{ObjectID: "o", AppID: "a", DisplayName: "d", Enabled: true, Permissions: []Permission{{testKey, "CmCollectionData.read", "Role"}, {testApp, "Directory.Read.All", "Scope"}}}
	if !reflect.DeepEqual(sp, want) {
		t.Errorf("got %+v, want %+v", sp, want)
	}
	if p, found := sp.Permission("CMCollectionData.READ", "Role"); !found || p.ID != testKey {
		t.Errorf("got %+v", p)
	}
	if p, found := sp.Permission("Directory.Read.All", "Role"); found {
		t.Errorf("a scope was taken for a role: %+v", p)
	}
	if sp, err = c.ServicePrincipalByAppID(t.Context(), "a"); err != nil || sp.Enabled {
		t.Errorf("got %+v, %v", sp, err)
	}
	s.Done()
}

// TestPlainCalls: the address and the body of what needs no more than one request.
func TestPlainCalls(t *testing.T) {
	tests := map[string]struct {
		do    func(context.Context, *Client) error
		reply reply
		want  string
		body  string
	}{
		"tenant name": {func(ctx context.Context, c *Client) error {
			name, err := c.TenantName(ctx)
			if name != "Contoso" {
				t.Errorf("got %q", name)
			}
			return err
		}, wiretest.List(`{"id":"x","displayName":"Contoso"}`), "GET /v1.0/organization?$select=id,displayName", ""},
		"delete":         {func(ctx context.Context, c *Client) error { return c.DeleteApplication(ctx, "o") }, reply{Status: 204}, "DELETE /v1.0/applications/o", ""},
		"delete the SP":  {func(ctx context.Context, c *Client) error { return c.DeleteServicePrincipal(ctx, "o") }, reply{Status: 204}, "DELETE /v1.0/servicePrincipals/o", ""},
		"disable the SP": {func(ctx context.Context, c *Client) error { return c.SetServicePrincipalEnabled(ctx, "o", false) }, reply{Status: 204}, "PATCH /v1.0/servicePrincipals/o", `{"accountEnabled":false}`},
		"restore":        {func(ctx context.Context, c *Client) error { return c.RestoreApplication(ctx, "o") }, wiretest.OK(fullApp), "POST /v1.0/directory/deletedItems/o/restore", ""},
		"purge":          {func(ctx context.Context, c *Client) error { return c.Purge(ctx, "o") }, reply{Status: 204}, "DELETE /v1.0/directory/deletedItems/o", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.reply)
			c, _ := s.client()
			if err := tt.do(t.Context(), c); err != nil {
				t.Error(err)
			}
			got := s.Done()[0]
			if got.Method+" "+got.URI != tt.want {
				t.Errorf("sent %s %s, want %s", got.Method, got.URI, tt.want)
			}
			if tt.body != "" {
				checkJSON(t, got.Body, tt.body)
			}
		})
	}
	s := newScript(t, wiretest.List())
	c, _ := s.client()
	if name, err := c.TenantName(t.Context()); err == nil {
		t.Errorf("no organization: got %q", name)
	}
	s.Done()
}
