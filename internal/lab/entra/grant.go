package entra

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// defaultValidity is that of the real access tokens, about.
const defaultValidity = time.Hour

// token serves the client credentials grant.
func (s *server) token(w http.ResponseWriter, req *http.Request) {
	t, ok := s.tenant(w, req)
	if !ok {
		return
	}
	if err := req.ParseForm(); err != nil {
		s.refuse(w, req, badGrant("(unreadable)"))
		return
	}
	if grant := req.PostForm.Get("grant_type"); grant != "client_credentials" {
		s.refuse(w, req, badGrant(grant))
		return
	}
	appID := req.PostForm.Get("client_id")
	wire.Note(req, func(e *wire.Entry) { e.Principal = appID })
	sp, f := s.client(t, appID, req)
	if f != nil {
		s.refuse(w, req, f)
		return
	}
	audience, roles, f := s.resource(t, sp, req.PostForm.Get("scope"))
	if f != nil {
		s.refuse(w, req, f)
		return
	}
	if _, blocked := t.Directory.Head().BlockedBy(sp, s.resourceAppID(t, audience)); blocked {
		s.refuse(w, req, blockedByPolicy())
		return
	}
	s.grant(w, t, sp, audience, roles)
}

// resourceAppID is the client id of the application that a token is for.
func (s *server) resourceAppID(t *world.Tenant, audience string) string {
	if strings.EqualFold(audience, serverAppURI(t)) {
		return t.Hierarchy.Profile.ServerApp
	}
	return world.GraphAppID
}

func (s *server) grant(w http.ResponseWriter, t *world.Tenant, sp world.ServicePrincipal, audience string, roles []string) {
	raw, validity, err := s.issue(t, sp, audience, roles)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	seconds := int(validity.Seconds())
	reply(w, http.StatusOK, map[string]any{"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": raw})
}

// issue makes the app-only token of a service principal.
func (s *server) issue(t *world.Tenant, sp world.ServicePrincipal, audience string, roles []string) (string, time.Duration, error) {
	validity := cmp.Or(s.TokenValidity, defaultValidity)
	raw, err := s.Signer.Issue(token.Claims{
		RegisteredClaims: jwt.RegisteredClaims{Issuer: s.BaseURL() + "/" + t.ID + "/v2.0", Subject: sp.ID, Audience: jwt.ClaimStrings{audience}},
		TenantID:         t.ID, AppID: sp.AppID, ObjectID: sp.ID, IDType: "app", Roles: roles,
	}, validity)
	if err == nil {
		s.World.Secrets().Add(raw)
	}
	return raw, validity, err
}

// client authenticates an application: its registration may be in another tenant of the cloud, its service principal
// must be in this one.
func (s *server) client(t *world.Tenant, appID string, req *http.Request) (world.ServicePrincipal, *failure) {
	var none world.ServicePrincipal
	sp, ok := t.Directory.Head().ServicePrincipalByAppID(appID)
	_, app, registered := s.World.HomeOf(s.Cloud, appID)
	if !ok || !registered {
		return none, unknownApplication(appID, t.DisplayName)
	}
	if f := s.authenticate(app, req); f != nil {
		return none, f
	}
	if !sp.AccountEnabled || app.IsDisabled != nil && *app.IsDisabled {
		return none, disabledApplication(appID, app.DisplayName)
	}
	return sp, nil
}

func (s *server) authenticate(app world.Application, req *http.Request) *failure {
	secret, assertion := req.PostForm.Get("client_secret"), req.PostForm.Get("client_assertion")
	switch {
	case secret != "":
		return s.bySecret(app, secret)
	case assertion != "":
		return s.byAssertion(app, assertion, req)
	default:
		return missingCredential()
	}
}

func (s *server) bySecret(app world.Application, secret string) *failure {
	now := s.World.Clock.Now()
	for _, p := range app.PasswordCredentials {
		if p.Text != secret {
			continue
		}
		if now.After(p.EndDateTime) {
			return expiredSecret(app.AppID)
		}
		if !now.Before(p.StartDateTime) {
			return nil
		}
	}
	return wrongSecret(app.AppID)
}

// resource resolves a scope to the audience of the token and the application permissions in it.
func (s *server) resource(t *world.Tenant, sp world.ServicePrincipal, scope string) (audience string, roles []string, f *failure) {
	resource, ok := strings.CutSuffix(oneScope(scope), "/.default")
	if !ok || resource == "" {
		return "", nil, badScope(scope)
	}
	switch {
	case slices.Contains(s.GraphRoots(), strings.TrimSuffix(resource, "/")):
		return strings.TrimSuffix(resource, "/"), s.roles(t, sp), nil
	case strings.EqualFold(resource, serverAppURI(t)):
		return resource, nil, nil
	default:
		return "", nil, unknownResource(resource, t.DisplayName)
	}
}

// oneScope is the scope that is left without those of OpenID Connect, which MSAL adds to every request and Entra passes
// over in this grant; empty when it is not one.
func oneScope(scope string) string {
	left := slices.DeleteFunc(strings.Fields(scope), func(s string) bool { return slices.Contains([]string{"openid", "profile", "offline_access"}, s) })
	if len(left) != 1 {
		return ""
	}
	return left[0]
}

// serverAppURI is the App ID URI of the server app that the hierarchy's administration service takes tokens for.
func serverAppURI(t *world.Tenant) string {
	return "api://" + t.ID + "/" + t.Hierarchy.Profile.ServerApp
}

// roles are the application permissions of Microsoft Graph that a service principal has been granted.
func (s *server) roles(t *world.Tenant, sp world.ServicePrincipal) []string {
	head := t.Directory.Head()
	graph, _ := head.ServicePrincipalByAppID(world.GraphAppID)
	roles := []string{}
	for _, a := range head.Assignments {
		if a.PrincipalID != sp.ID || a.ResourceID != graph.ID {
			continue
		}
		for _, r := range graph.AppRoles {
			if r.ID == a.AppRoleID {
				roles = append(roles, r.Value)
			}
		}
	}
	slices.Sort(roles)
	return roles
}
