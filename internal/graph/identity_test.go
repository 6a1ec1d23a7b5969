package graph

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/golang-jwt/jwt/v5"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// fixed is a credential with one token, for one scope.
type fixed struct{ token, scope string }

// GetToken implements azcore.TokenCredential.
func (f fixed) GetToken(_ context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if len(o.Scopes) != 1 || o.Scopes[0] != f.scope {
		return azcore.AccessToken{}, errors.New("asked for " + strings.Join(o.Scopes, " "))
	}
	return azcore.AccessToken{Token: f.token}, nil
}

func signed(t *testing.T, claims jwt.MapClaims) string {
	t.Helper()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte("a key that nobody has"))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// TestIdentity: what the claims of a token say, without a request to Graph.
func TestIdentity(t *testing.T) {
	tests := map[string]struct {
		claims jwt.MapClaims
		want   Identity
	}{
		"application": {
			jwt.MapClaims{"idtyp": "app", "appid": "a", "oid": "o", "tid": "t", "roles": []string{"B", "A"}, "exp": 1, "aud": "https://graph"},
			Identity{App: true, AppID: "a", ObjectID: "o", Permissions: []string{"A", "B"}, TenantID: "t"},
		},
		"application without idtyp": {jwt.MapClaims{"azp": "a", "oid": "o", "roles": []string{"A"}}, Identity{App: true, AppID: "a", ObjectID: "o", Permissions: []string{"A"}}},
		"application without roles": {jwt.MapClaims{"idtyp": "app", "appid": "a"}, Identity{App: true, AppID: "a"}},
		"user": {
			jwt.MapClaims{"idtyp": "user", "appid": "a", "oid": "o", "upn": "u@x", "preferred_username": "v@x", "scp": "User.Read Directory.Read.All", "roles": []string{"x"}, "aud": []string{"a", "b"}},
			Identity{AppID: "a", ObjectID: "o", UPN: "u@x", Permissions: []string{"Directory.Read.All", "User.Read"}},
		},
		"user of version 2": {jwt.MapClaims{"azp": "a", "preferred_username": "v@x", "scp": "A"}, Identity{AppID: "a", UPN: "v@x", Permissions: []string{"A"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t)
			c, _ := s.client(func(o *Options) { o.Credential = fixed{signed(t, tt.claims), s.URL + "/.default"} })
			if got, err := c.Identity(t.Context()); err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, %v", got, err)
			}
			s.Done()
		})
	}
}

// TestIdentityUnreadable: a token that cannot be read is an error that shows nothing of it.
func TestIdentityUnreadable(t *testing.T) {
	for _, token := range []string{
		"", "hush", "hush.hush.hush", "a.b.c.d.e", signed(t, jwt.MapClaims{"roles": "hush"}), signed(t, jwt.MapClaims{"appid": []string{"hush"}}), signed(t, jwt.MapClaims{"oid": 1}),
	} {
		s := newScript(t)
		c, _ := s.client(func(o *Options) { o.Credential = fixed{token, s.URL + "/.default"} })
		_, err := c.Identity(t.Context())
		if err == nil || !strings.Contains(err.Error(), testTenant) || strings.Contains(err.Error(), "hush") || token != "" && strings.Contains(err.Error(), token) {
			t.Errorf("%s: %v", token, err)
		}
	}
	c, _ := newScript(t).client(func(o *Options) { o.Credential = wiretest.Token("") })
	var signIn *SignInError
	if _, err := c.Identity(t.Context()); !errors.As(err, &signIn) {
		t.Errorf("got %v", err)
	}
}
