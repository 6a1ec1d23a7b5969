package issuer

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestIssuer: a job gets a token by its request token only, in the way of GitHub Actions and in that of Azure Pipelines.
func TestIssuer(t *testing.T) {
	w, err := world.New(world.DefaultSeed(), clockwork.NewFakeClockAt(time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	signer, err := token.NewSigner("issuer", w.Clock)
	if err != nil {
		t.Fatal(err)
	}
	issuer := New(w, signer, func() string { return "https://issuer.lab" })
	admin, other := w.Tenants()[0].Clients()[0], w.Tenants()[0].Clients()[1]
	connection := PipelinesPath + "?api-version=7.1&serviceConnectionId="
	tests := map[string]struct {
		method, target, token, header string
		status                        int
		says                          string
	}{
		"GitHub":                     {"GET", GitHubPath + "?audience=a", issuer.RequestToken(admin), "", 200, `"value":"ey`},
		"GitHub, wrong token":        {"GET", GitHubPath + "?audience=a", "x", "", 401, "not known"},
		"pipelines":                  {"POST", connection + issuer.ServiceConnection(admin), issuer.RequestToken(admin), "", 200, `"oidcToken":"ey`},
		"pipelines, wrong token":     {"POST", connection + issuer.ServiceConnection(admin), "x", "Suppress", 401, "TF400813"},
		"pipelines, page for people": {"POST", connection + issuer.ServiceConnection(admin), "x", "", 302, ""},
		"connection of another job":  {"POST", connection + issuer.ServiceConnection(other), issuer.RequestToken(admin), "", 404, "authorized for use"},
		"no version":                 {"POST", PipelinesPath + "?serviceConnectionId=" + issuer.ServiceConnection(admin), issuer.RequestToken(admin), "", 400, "api-version"},
		"GitHub's way at pipelines":  {"GET", PipelinesPath + "?audience=a", issuer.RequestToken(admin), "", 405, "does not support http method 'GET'"},
		"something else":             {"GET", "/other", "", "", 404, ""},
		"discovery":                  {"GET", "/.well-known/openid-configuration", "", "", 200, "https://issuer.lab/jwks"},
		"keys":                       {"GET", "/jwks", "", "", 200, `"kid":"issuer"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			req := httptest.NewRequest(tt.method, tt.target, nil)
			req.Header.Set("Authorization", "Bearer "+tt.token)
			req.Header.Set("X-TFS-FedAuthRedirect", tt.header)
			out := httptest.NewRecorder()
			issuer.ServeHTTP(out, req)
			if out.Code != tt.status || !strings.Contains(out.Body.String(), tt.says) {
				t.Errorf("%d %s", out.Code, out.Body)
			}
			if out.Code == http.StatusOK && strings.Contains(tt.says, "ey") {
				all := w.Secrets().All()
				if !strings.Contains(out.Body.String(), all[len(all)-1]) {
					t.Error("the token is not recorded as a secret")
				}
			}
		})
	}
}
