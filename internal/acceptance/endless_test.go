package acceptance

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/issuer"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

// TestEndlessAnswers: whoever sends an answer without an end is given up with an error that says so, whatever is asked. What
// a probe reads has a test of its own (internal/probe).
func TestEndlessAnswers(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.Protocol("admin").attached()
	request := map[string]any{
		"client_secret": nil, "use_oidc": true, "oidc_request_url": e.Lab.IssuerURL() + "/token", "oidc_request_token": e.Lab.Issuer().RequestToken(e.Client("reader")),
	}
	data := func(kind string, config map[string]any) func(*protocol) string {
		return func(p *protocol) string {
			_, failed := p.data(kind, config)
			return failed
		}
	}
	site := data("site", nil)
	list := func(p *protocol) string {
		_, failed := p.list("application", nil)
		return failed
	}
	plan := func(p *protocol) string {
		_, failed := p.tryPlan("cloud_environment", p.none("cloud_environment"), valueOf(p.resource("cloud_environment").ValueType(), map[string]any{"name": "Contoso", "environment": "AzurePublicCloud"}))
		return failed
	}
	for name, tt := range map[string]struct {
		kind, method, path string
		configured         map[string]any
		ask                func(*protocol) string
		refusal            string // what is said of a refusal that is not read to its end
	}{
		"discovery":     {wire.KindEntra, "GET", "openid-configuration", nil, site, ""},
		"token":         {wire.KindEntra, "POST", "/token", nil, site, ""},
		"OIDC request":  {wire.KindIssuer, "", "/token", request, site, ""},
		"published":     {wire.KindIssuer, "", issuer.PublishedPath, nil, data("endpoints", map[string]any{"published_url": e.Lab.IssuerURL() + issuer.PublishedPath}), "403 Forbidden"},
		"a class":       {wire.KindAdminService, "", "/SMS_Collection", nil, data("collection", map[string]any{"name": "All Systems"}), ""},
		"metadata":      {wire.KindAdminService, "", `/\$metadata`, nil, plan, ""},
		"Graph":         {wire.KindGraph, "GET", "", nil, list, "403"},
		"Graph's batch": {wire.KindGraph, "POST", `/\$batch`, nil, list, "403"},
	} {
		for _, status := range []int{http.StatusOK, http.StatusForbidden} {
			t.Run(name+", "+http.StatusText(status), func(t *testing.T) {
				struck := false
				remove, err := e.Lab.Recorder().Inject(wire.Fault{Kind: tt.kind, Method: tt.method, Path: tt.path, Rewrite: func(w http.ResponseWriter, _ *http.Request, _ *httptest.ResponseRecorder) {
					struck = true
					endless(w, status)
				}})
				if err != nil {
					t.Fatal(err)
				}
				defer remove()
				one := *e
				one.t = t
				failed := tt.ask(one.Protocol("reader", tt.configured))
				refused := status == http.StatusForbidden && tt.refusal != "" && strings.Contains(failed, tt.refusal)
				if !struck || !refused && !strings.Contains(failed, "too large") && !strings.Contains(failed, "longer than") {
					t.Errorf("struck: %t; failed with %q", struck, failed)
				}
			})
		}
	}
}

// endless answers with white space, for as long as somebody reads.
func endless(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	blank := bytes.Repeat([]byte(" "), 1<<16)
	for {
		if _, err := w.Write(blank); err != nil {
			return
		}
	}
}
