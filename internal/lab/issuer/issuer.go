// Package issuer is an issuer of federated tokens, as a CI system has one: it hands out OIDC tokens that Entra takes in
// place of a secret, in the ways of GitHub Actions (a request URL and a request token) and of Azure Pipelines (a service
// connection as well).
package issuer

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// validity of the tokens: a job's.
const validity = 10 * time.Minute

// Where a job asks for its tokens: in the way of GitHub Actions, and in that of Azure Pipelines.
const (
	GitHubPath    = "/token"
	PipelinesPath = "/oidctoken"
)

// Issuer issues federated tokens for the seeded clients.
type Issuer struct {
	signer  *token.Signer
	baseURL func() string
	secrets *world.Secrets
	// subjects are by the request token that a job has.
	subjects map[string]string
	requests map[string]string // request tokens by subject
}

// New makes an issuer. baseURL is where it listens: its name as the issuer of tokens.
func New(w *world.World, signer *token.Signer, baseURL func() string) *Issuer {
	i := &Issuer{signer: signer, baseURL: baseURL, secrets: w.Secrets(), subjects: map[string]string{}, requests: map[string]string{}}
	for _, t := range w.Tenants() {
		for _, c := range t.Clients() {
			if _, known := i.requests[c.Subject]; !known {
				request := w.NewSecretText()
				i.requests[c.Subject], i.subjects[request] = request, c.Subject
			}
		}
	}
	return i
}

// Token is a federated token for a client.
func (i *Issuer) Token(c world.Client, audience string) (string, error) {
	return i.issue(c.Subject, audience)
}

// RequestToken is what a job of the client asks for its tokens with.
func (i *Issuer) RequestToken(c world.Client) string { return i.requests[c.Subject] }

func (i *Issuer) issue(subject, audience string) (string, error) {
	raw, err := i.signer.Issue(token.Claims{RegisteredClaims: jwt.RegisteredClaims{Issuer: i.baseURL(), Subject: subject, Audience: jwt.ClaimStrings{audience}}}, validity)
	if err == nil {
		i.secrets.Add(raw)
	}
	return raw, err
}

// ServeHTTP implements http.Handler.
func (i *Issuer) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	switch req.Method + " " + req.URL.Path {
	case "GET /.well-known/openid-configuration":
		reply(w, map[string]any{"issuer": i.baseURL(), "jwks_uri": i.baseURL() + "/jwks"})
	case "GET /jwks":
		reply(w, i.signer.JWKS())
	case "GET " + GitHubPath:
		i.token(w, req)
	case "POST " + PipelinesPath:
		i.pipelines(w, req)
	case "GET " + PipelinesPath:
		refuse(w, http.StatusMethodNotAllowed, map[string]any{"count": 1, "value": map[string]any{"Message": "The requested resource does not support http method 'GET'."}})
	case "GET " + PublishedPath:
		published(w, req)
	default:
		http.NotFound(w, req)
	}
}

func (i *Issuer) token(w http.ResponseWriter, req *http.Request) {
	subject, ok := i.job(req)
	if !ok {
		refuse(w, http.StatusUnauthorized, map[string]any{"message": "the request token is not known"})
		return
	}
	raw, err := i.issue(subject, req.URL.Query().Get("audience"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	reply(w, map[string]any{"value": raw})
}

// job is the subject of the job that a request comes from.
func (i *Issuer) job(req *http.Request) (subject string, ok bool) {
	subject, ok = i.subjects[strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")]
	return subject, ok
}

func refuse(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client has gone
}

func reply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // the client has gone
}
