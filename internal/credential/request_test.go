package credential

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestRequest: a federated token is asked for as GitHub Actions and Azure DevOps want it, and a refusal says what to set.
func TestRequest(t *testing.T) {
	github := func(req *http.Request) bool {
		return req.Method == http.MethodGet && req.URL.Query().Get("audience") == exchangeAudience && req.URL.Query().Get("kept") == "1"
	}
	pipelines := func(req *http.Request) bool {
		query := req.URL.Query()
		return req.Method == http.MethodPost && query.Get("api-version") == "7.1" && query.Get("serviceConnectionId") == "connection" && query.Get("kept") == "1" &&
			req.Header.Get("X-TFS-FedAuthRedirect") == "Suppress" && req.Header.Get("Content-Type") == "application/json" && req.ContentLength == 0
	}
	tests := map[string]struct {
		connection, path string
		status           int
		body, want, err  string
	}{
		"GitHub":                       {"", "/token", 200, `{"value":"assertion"}`, "assertion", ""},
		"GitHub refuses":               {"", "/token", 403, `denied`, "", "it answered 403 Forbidden: denied. Is `permissions: id-token: write` granted"},
		"GitHub without a token":       {"", "/token", 200, `{}`, "", "holds no OIDC token"},
		"not JSON":                     {"", "/token", 200, `<html>`, "", "it is not JSON"},
		"Azure DevOps":                 {"connection", "/oidctoken", 200, `{"oidcToken":"assertion"}`, "assertion", ""},
		"Azure DevOps refuses":         {"connection", "/oidctoken", 404, `{"message":"not authorized for use"}`, "", "404 Not Found: not authorized for use. Is SYSTEM_ACCESSTOKEN"},
		"Azure DevOps without a token": {"connection", "/oidctoken", 200, `{}`, "", "holds no OIDC token"},
		"Azure DevOps taken for GitHub": {"", "/oidctoken", 405, `{"count":1,"value":{"Message":"The requested resource does not support http method 'GET'."}}`, "",
			"does not support http method 'GET'. The address is that of Azure DevOps: set ado_pipeline_service_connection_id"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				asked := github
				if tt.connection != "" {
					asked = pipelines
				}
				if !asked(req) || req.URL.Path != tt.path || req.Header.Get("Authorization") != "Bearer request-token" {
					t.Errorf("asked for %s %s with %v", req.Method, req.URL, req.Header)
				}
				w.WriteHeader(tt.status)
				_, _ = w.Write([]byte(tt.body))
			}))
			defer server.Close()
			o := Options{OIDCRequestURL: server.URL + tt.path + "?kept=1", OIDCRequestToken: "request-token", ADOServiceConnectionID: tt.connection}
			ask := o.requestToken
			if tt.connection != "" {
				ask = o.requestPipelinesToken
			}
			got, err := ask(t.Context())
			if got != tt.want || (err != nil) != (tt.err != "") {
				t.Fatalf("got %q, %v", got, err)
			}
			if err != nil && (!strings.Contains(err.Error(), tt.err) || strings.Contains(err.Error(), "request-token")) {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := (Options{OIDCRequestURL: "no URL"}).requestToken(t.Context()); err == nil || !strings.Contains(err.Error(), "oidc_request_url is not a URL") {
		t.Errorf("got %v", err)
	}
}
