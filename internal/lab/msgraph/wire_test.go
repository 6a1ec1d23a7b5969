package msgraph

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// SDKs send compressed bodies by default (Graph notes §4.1).
func TestGzip(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(`{"displayName":"packed"}`))
	_ = w.Close()
	both := header{"Content-Encoding": "gzip", "Accept-Encoding": "gzip"}
	r := u.do(http.MethodPost, "applications", packed.String(), both).want(http.StatusCreated)
	if r.header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("headers %v", r.header)
	}
	reader, err := gzip.NewReader(bytes.NewReader(r.raw))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(reader)
	var body map[string]any
	if err != nil || json.Unmarshal(plain, &body) != nil || body["displayName"] != "packed" {
		t.Errorf("got %s, %v", plain, err)
	}
	u.do(http.MethodPost, "applications", `{"displayName":"plain"}`, both).want(http.StatusBadRequest)
	u.do(http.MethodPatch, "applications/"+body["id"].(string), `{"notes":"n"}`, header{"Accept-Encoding": "gzip"}).want(http.StatusNoContent)
}

func TestHeadersAndErrors(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	r := u.do(http.MethodGet, "applications/"+nobody, "", header{"client-request-id": "mine"}).want(http.StatusNotFound, codeNotFound, "Resource '"+nobody+"' does not exist")
	j := l.recorder.Journal()
	id := j[len(j)-1].RequestID
	inner, _ := r.err()["innerError"].(map[string]any)
	if inner["request-id"] != id || inner["client-request-id"] != "mine" || inner["date"] != "2026-05-01T12:00:00" {
		t.Errorf("innerError is %v", inner)
	}
	if r.header.Get("request-id") != id || r.header.Get("client-request-id") != "mine" || r.header.Get("Date") != "Fri, 01 May 2026 12:00:00 GMT" {
		t.Errorf("headers %v", r.header)
	}
	r = u.get("organization")
	if r.header.Get("client-request-id") != r.header.Get("request-id") || r.header.Get("OData-Version") != "4.0" {
		t.Errorf("headers %v", r.header)
	}
	big := `{"displayName":"` + strings.Repeat("x", maxBody) + `"}`
	u.do(http.MethodPost, "applications", big).want(http.StatusRequestEntityTooLarge)
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, l.server.URL+"/v2.0/applications", nil)
	req.Header.Set("Authorization", "Bearer "+u.token)
	l.send(req).want(http.StatusBadRequest, "BadRequest", "Invalid version: v2.0")
}

// Without a recorder before it, and without a base URL, a host still answers.
func TestBareHost(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	h := New(Options{World: l.world, Signer: l.signer, Cloud: world.CloudPublic, Audiences: []string{audience}})
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1.0/organization", nil)
	req.Header.Set("Authorization", "Bearer "+u.token)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	if w.Code != http.StatusOK || w.Header().Get("request-id") == "" || !strings.Contains(w.Body.String(), "https://graph.microsoft.com/v1.0/$metadata#organization") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}
