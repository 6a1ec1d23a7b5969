package entra

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestIdentity: a machine gets tokens of its own identity and of those assigned to it, and nobody gets them without the
// machine's header.
func TestIdentity(t *testing.T) {
	f := newFixture(t)
	admin, reader := f.client("admin"), f.client("reader")
	tests := map[string]struct {
		header  string
		changes map[string]string
		status  int
		says    string // a part of the refusal, or the client id of the token
	}{
		"system-assigned": {admin.Secret, nil, 200, admin.ClientID},
		"user-assigned":   {admin.Secret, map[string]string{"client_id": reader.ClientID}, 200, reader.ClientID},
		"no header":       {"", nil, 401, "X-IDENTITY-HEADER"},
		"wrong header":    {"x", nil, 401, "X-IDENTITY-HEADER"},
		"other version":   {admin.Secret, map[string]string{"api-version": "2017-09-01"}, 400, "api-version"},
		"not assigned":    {admin.Secret, map[string]string{"client_id": world.NewID()}, 400, "No User Assigned"},
		"other resource":  {admin.Secret, map[string]string{"resource": "https://vault.azure.net"}, 400, "AADSTS500011"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			query := url.Values{"api-version": {identityVersion}, "resource": {graphRoot}}
			for name, value := range tt.changes {
				query.Set(name, value)
			}
			req := httptest.NewRequest(http.MethodGet, "/"+f.tenant.ID+"/msi/token?"+query.Encode(), nil)
			req.Header.Set("X-IDENTITY-HEADER", tt.header)
			w := httptest.NewRecorder()
			f.handler.ServeHTTP(w, req)
			if w.Code != tt.status || tt.status != http.StatusOK && !strings.Contains(w.Body.String(), tt.says) {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			if tt.status != http.StatusOK {
				return
			}
			var a struct {
				Token string `json:"access_token"`
				Ends  string `json:"expires_on"`
			}
			if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || a.Ends == "" {
				t.Fatalf("%s: %v", w.Body, err)
			}
			claims, err := f.signer.Verify(a.Token, graphRoot)
			if err != nil || claims.AppID != tt.says || claims.IDType != "app" || len(claims.Roles) == 0 {
				t.Errorf("%+v, %v", claims, err)
			}
			if !slices.Contains(f.world.Secrets().All(), a.Token) {
				t.Error("the token is not recorded as a secret")
			}
		})
	}
}
