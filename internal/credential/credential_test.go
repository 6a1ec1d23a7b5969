package credential

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

const (
	tenantID = "aaaaaaaa-0000-0000-0000-000000000000"
	clientID = "bbbbbbbb-0000-0000-0000-000000000000"
)

// TestPrecedence: the order is azuread's, whatever else is set.
func TestPrecedence(t *testing.T) {
	all := Options{
		TenantID: tenantID, ClientID: clientID, AuthorityHost: "https://login.microsoftonline.com/",
		ClientCertificatePath: "absent.pfx", ClientSecret: "s", UseOIDC: true, OIDCToken: "t", OIDCRequestURL: "https://issuer/token", OIDCRequestToken: "r",
		UseAKSWorkloadIdentity: true, OIDCTokenFilePath: "token", UseMSI: true, UseCLI: true,
	}
	steps := []struct {
		want string
		drop func(*Options) // what makes the next one the first
	}{
		{"client certificate", func(o *Options) { o.ClientCertificatePath = "" }},
		{"client secret", func(o *Options) { o.ClientSecret = "" }},
		{"OIDC token", func(o *Options) { o.OIDCToken, o.OIDCTokenFilePath = "", "" }},
		{"OIDC token request", func(o *Options) { o.UseOIDC, o.OIDCTokenFilePath = false, "token" }},
		{"AKS workload identity", func(o *Options) { o.UseAKSWorkloadIdentity = false }},
		{"managed identity", func(o *Options) { o.UseMSI = false }},
		{"Azure CLI", func(o *Options) { o.UseCLI = false }},
	}
	for _, step := range steps {
		_, got, err := New(all)
		if got != step.want {
			t.Fatalf("got %q (%v), want %q", got, err, step.want)
		}
		if isCertificate := step.want == "client certificate"; (err != nil) != isCertificate {
			t.Errorf("%s: %v", step.want, err) // the certificate file is absent, everything else builds
		}
		step.drop(&all)
	}
	if _, _, err := New(all); !errors.Is(err, ErrNone) {
		t.Errorf("with nothing set: %v", err)
	}
}

func TestCertificateErrors(t *testing.T) {
	junk := filepath.Join(t.TempDir(), "junk.pem")
	if err := os.WriteFile(junk, []byte("junk"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]Options{
		"not base64":         {ClientCertificate: "%%%"},
		"neither PEM nor":    {ClientCertificatePath: junk, ClientCertificatePassword: "hush"},
		"client_certificate": {ClientCertificatePath: junk + ".missing"},
	} {
		o.TenantID, o.ClientID = tenantID, clientID
		_, _, err := New(o)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
		if err != nil && strings.Contains(err.Error(), "hush") {
			t.Errorf("the password is in %q", err)
		}
	}
}

func TestRequestToken(t *testing.T) {
	tests := map[string]struct {
		status     int
		body, want string
		wantErr    string
	}{
		"token":    {status: 200, body: `{"value":"assertion"}`, want: "assertion"},
		"refused":  {status: 403, body: `denied`, wantErr: "id-token: write"},
		"no token": {status: 200, body: `{}`, wantErr: "no OIDC token"},
		"not JSON": {status: 200, body: `<html>`, wantErr: "no OIDC token"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Get("audience") != exchangeAudience || r.URL.Query().Get("api-version") != "1" || r.Header.Get("Authorization") != "Bearer request-token" {
					t.Errorf("asked for %s with %q", r.URL, r.Header.Get("Authorization"))
				}
				w.WriteHeader(tt.status)
				_, _ = w.Write([]byte(tt.body))
			}))
			defer server.Close()
			got, err := Options{OIDCRequestURL: server.URL + "/?api-version=1", OIDCRequestToken: "request-token"}.requestToken(context.Background())
			if got != tt.want || (err != nil) != (tt.wantErr != "") {
				t.Fatalf("got %q, %v", got, err)
			}
			if err != nil && (!strings.Contains(err.Error(), tt.wantErr) || strings.Contains(err.Error(), "request-token")) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// refusing is an Entra that refuses every sign-in with one description.
func refusing(t *testing.T, body string) Options {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(req.URL.Path, "/openid-configuration") {
			base := "https://" + req.Host + "/" + tenantID
			_, _ = w.Write([]byte(`{"issuer":"` + base + `/v2.0","authorization_endpoint":"` + base + `/authorize","token_endpoint":"` + base + `/token"}`))
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return Options{TenantID: tenantID, ClientID: clientID, ClientSecret: "hush", AuthorityHost: server.URL + "/", CustomAuthority: true, HTTPClient: server.Client()}
}

// TestRefusal: a refusal of Entra is said in its own words, with what to do, without the secret and without the dump.
func TestRefusal(t *testing.T) {
	for name, tt := range map[string]struct{ body, want string }{
		"known code":   {`{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.\r\nTrace ID: t-1"}`, "Set client_secret (ARM_CLIENT_SECRET) to the value of the secret"},
		"unknown code": {`{"error":"invalid_client","error_description":"AADSTS1: Something else. Trace ID: t-1"}`, "by client secret: Entra answered 401: AADSTS1: Something else. Trace ID: t-1"},
		"not Entra":    {`<html>blocked</html>`, "blocked"},
	} {
		t.Run(name, func(t *testing.T) {
			cred, _, err := New(refusing(t, tt.body))
			if err != nil {
				t.Fatal(err)
			}
			_, err = cred.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://graph.microsoft.com/.default"}})
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "hush") {
				t.Fatalf("got %v, want %q", err, tt.want)
			}
			if short := !strings.Contains(err.Error(), "-----"); short == (name == "not Entra") {
				t.Errorf("the dump of azidentity is there: %t", !short)
			}
			var failed *azidentity.AuthenticationFailedError
			if !errors.As(err, &failed) {
				t.Error("azidentity's error is lost")
			}
		})
	}
}
