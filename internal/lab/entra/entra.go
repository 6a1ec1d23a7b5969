// Package entra emulates the sign-in hosts of Microsoft Entra: discovery, and tokens for client credentials by secret,
// certificate and federated token, with the AADSTS codes of the real one; and, on the same host, the identity endpoint
// that machines of Azure have.
package entra

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// Options say what a sign-in host serves.
type Options struct {
	World *world.World
	// Cloud is the national cloud: the host knows the tenants of no other (Graph notes §4).
	Cloud string
	// Signer signs the access tokens of the cloud.
	Signer *token.Signer
	// Federated verifies the tokens of the lab's issuer, which is known as IssuerURL.
	Federated *token.Signer
	IssuerURL func() string
	// BaseURL is where the host listens, GraphRoots what it takes for Microsoft Graph in a scope.
	BaseURL    func() string
	GraphRoots func() []string
	// TokenValidity is how long an access token lasts.
	TokenValidity time.Duration
}

// server is one sign-in host.
type server struct{ Options }

// New makes the handler of a sign-in host.
func New(o Options) http.Handler {
	s := &server{o}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /common/discovery/instance", s.instance)
	mux.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", s.configuration)
	mux.HandleFunc("GET /{tenant}/discovery/v2.0/keys", s.keys)
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/token", s.token)
	mux.HandleFunc("GET /{tenant}/msi/token", s.identity)
	return mux
}

// instance answers the instance discovery that MSAL does for hosts that it does not know, unless that is switched off.
func (s *server) instance(w http.ResponseWriter, req *http.Request) {
	reply(w, http.StatusOK, map[string]any{
		"tenant_discovery_endpoint": s.BaseURL() + "/common/v2.0/.well-known/openid-configuration",
		"api-version":               "1.1",
		"metadata":                  []map[string]any{{"preferred_network": req.Host, "preferred_cache": req.Host, "aliases": []string{req.Host}}},
	})
}

// tenant finds the tenant of the path, or answers as Entra does for one that it does not know.
func (s *server) tenant(w http.ResponseWriter, req *http.Request) (*world.Tenant, bool) {
	name := req.PathValue("tenant")
	t, ok := s.World.TenantByID(name)
	if !ok || t.Cloud != s.Cloud {
		s.refuse(w, req, unknownTenant(name))
		return nil, false
	}
	wire.Note(req, func(e *wire.Entry) { e.Tenant = t.Name })
	return t, true
}

func (s *server) configuration(w http.ResponseWriter, req *http.Request) {
	t, ok := s.tenant(w, req)
	if !ok {
		return
	}
	base := s.BaseURL() + "/" + t.ID
	reply(w, http.StatusOK, map[string]any{
		"issuer": base + "/v2.0", "authorization_endpoint": base + "/oauth2/v2.0/authorize", "token_endpoint": base + "/oauth2/v2.0/token",
		"jwks_uri": base + "/discovery/v2.0/keys", "device_authorization_endpoint": base + "/oauth2/v2.0/devicecode",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"pairwise"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "private_key_jwt"},
	})
}

func (s *server) keys(w http.ResponseWriter, req *http.Request) {
	if _, ok := s.tenant(w, req); ok {
		reply(w, http.StatusOK, s.Signer.JWKS())
	}
}

// refuse answers with an error of Entra's form.
func (s *server) refuse(w http.ResponseWriter, req *http.Request, e *failure) {
	now := s.World.Clock.Now().UTC()
	id := wire.RequestID(req)
	reply(w, e.status, map[string]any{
		"error": e.kind,
		"error_description": strings.Join([]string{
			e.text, "Trace ID: " + id, "Correlation ID: " + req.Header.Get("client-request-id"), "Timestamp: " + now.Format("2006-01-02 15:04:05Z"),
		}, " "),
		"error_codes": []int{e.code}, "timestamp": now.Format("2006-01-02 15:04:05Z"), "trace_id": id, "correlation_id": req.Header.Get("client-request-id"),
		"error_uri": s.BaseURL() + "/error?code=" + e.number(),
	})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store, no-cache")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client has gone
}
