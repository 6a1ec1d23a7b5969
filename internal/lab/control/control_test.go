package control

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestControl goes through the endpoints in the order in which somebody would use them.
func TestControl(t *testing.T) {
	w, err := world.New(world.DefaultSeed(), clockwork.NewRealClock())
	if err != nil {
		t.Fatal(err)
	}
	recorder := wire.NewRecorder(clockwork.NewRealClock())
	handler, err := New(Options{World: w, Recorder: recorder, Environment: func(tenant, client string) (string, error) {
		if tenant != "contoso" {
			return "", errors.New("no such tenant")
		}
		return "export CLIENT=" + client, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	// A host whose faults are injected and whose requests are in the journal.
	host := recorder.Wrap(wire.KindGraph, "contoso", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	ask := func(h http.Handler, method, path, body string) *httptest.ResponseRecorder {
		out := httptest.NewRecorder()
		h.ServeHTTP(out, httptest.NewRequest(method, path, strings.NewReader(body)))
		return out
	}
	for _, step := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/", "", 200, "POST   /faults"},
		{"GET", "/environment?tenant=contoso&client=reader", "", 200, "export CLIENT=reader"},
		{"GET", "/environment?tenant=nobody", "", 404, "no such tenant"},
		{"GET", "/diff", "", 200, ""},
		{"GET", "/dump?tenant=contoso", "", 200, `"P0100014"`},
		{"GET", "/dump?tenant=nobody", "", 404, "no tenant"},
		{"POST", "/tenants/contoso/drift", `{"object":"SMS_Collection","match":{"CollectionID":"P0100014"},"set":{"Name":"Renamed"}}`, 200, `{"changed":1}`},
		{"POST", "/tenants/contoso/drift", `{"object":"SMS_Collection","match":{"CollectionID":"none"},"delete":true}`, 422, "none matches"},
		{"POST", "/tenants/contoso/drift", `{"colour":"red"}`, 400, "colour"},
		{"POST", "/tenants/nobody/drift", `{}`, 404, "no tenant"},
		{"GET", "/diff", "", 200, "Renamed"},
		{"POST", "/tenants/contoso/lag", `{"lag":"0s"}`, 204, ""},
		{"POST", "/tenants/contoso/lag", `{"lag":5}`, 400, "duration"},
		{"POST", "/tenants/contoso/audit", `{"delay":"5m","keep":"168h"}`, 204, ""},
		{"POST", "/tenants/contoso/audit", `{"late":"5m"}`, 400, "late"},
		{"POST", "/tenants/nobody/audit", `{}`, 404, "no tenant"},
		{"POST", "/latency", `{"latency":"1ms"}`, 204, ""},
		{"POST", "/latency", `{"latency":5}`, 400, "duration"},
		{"POST", "/faults", `{"status":418,"times":1}`, 201, ""},
		{"POST", "/faults", `{}`, 422, "needs status"},
		{"HOST", "/v1.0/me", "", 418, ""},
		{"HOST", "/v1.0/me", "", 200, ""},
		{"GET", "/journal", "", 200, `"status":418`},
		{"DELETE", "/journal", "", 204, ""},
		{"GET", "/journal", "", 200, "null"},
		{"POST", "/faults", `{"status":418}`, 201, ""},
		{"DELETE", "/faults", "", 204, ""},
		{"HOST", "/v1.0/me", "", 200, ""},
		{"POST", "/reset", "", 204, ""},
		{"GET", "/diff", "", 200, ""},
	} {
		h := handler
		if step.method == "HOST" {
			h, step.method = host, "GET"
		}
		out := ask(h, step.method, step.path, step.body)
		if out.Code != step.status || !strings.Contains(out.Body.String(), step.want) || step.path == "/diff" && step.want == "" && out.Body.Len() > 0 {
			t.Errorf("%s %s: %d %.300s", step.method, step.path, out.Code, out.Body)
		}
	}
}
