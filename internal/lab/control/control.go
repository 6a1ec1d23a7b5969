// Package control is the lab's own interface, off the emulated hosts: injecting drift and faults, the journal of
// requests, dumps, and going back to the start.
package control

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/aymanbagabas/go-udiff"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// Options say what is controlled.
type Options struct {
	World    *world.World
	Recorder *wire.Recorder
	// Environment are the shell lines for a tenant and a client.
	Environment func(tenant, client string) (string, error)
}

// usage is what GET / answers.
const usage = `The lab's control endpoints:

GET    /environment?tenant=contoso&client=admin   shell lines that point the provider at a tenant
GET    /dump[?tenant=contoso]                     the state, as JSON without secrets
GET    /diff                                      what differs from the start
POST   /tenants/contoso/drift                     change something behind Terraform's back
       {"object": "application", "match": {"displayName": "x"}, "set": {"notes": "y"}}   or "delete": true, "insert": true
       objects: application, servicePrincipal, appRoleAssignment, oauth2PermissionGrant, tenantAttachRBAC, configManagerCollection, SMS_CoMgmtConfigs, or a WMI class
       "by": "alice" is who does it, as the audit logs record it
POST   /tenants/contoso/lag                       {"lag": "2s"}: how far the slowest replica is behind
POST   /tenants/contoso/audit                     {"delay": "5m", "keep": "168h"}: how late the audit logs show entries, and for how long
POST   /latency                                   {"latency": "50ms"}: how much later every host answers
GET    /journal      DELETE /journal              the requests so far
POST   /faults       DELETE /faults               {"kind": "graph", "method": "POST", "path": "addPassword", "status": 429, "retryAfter": "1", "times": 1}
       kinds: entra, graph, adminservice, issuer; also "reset", "loseAnswer", "cut", "garbage", "delay", "late", "skip"
POST   /reset                                     back to the start, faults and journal included
`

// New makes the handler. What the world holds now is its start.
func New(o Options) (http.Handler, error) {
	start, err := o.World.Dump("")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { text(w, usage) })
	mux.HandleFunc("GET /environment", o.environment)
	mux.HandleFunc("GET /dump", o.dump)
	mux.HandleFunc("GET /diff", func(w http.ResponseWriter, req *http.Request) { o.diff(w, req, start) })
	mux.HandleFunc("POST /tenants/{tenant}/drift", o.drift)
	mux.HandleFunc("POST /tenants/{tenant}/lag", o.lag)
	mux.HandleFunc("POST /tenants/{tenant}/audit", o.audit)
	mux.HandleFunc("POST /latency", o.latency)
	mux.HandleFunc("GET /journal", func(w http.ResponseWriter, _ *http.Request) { reply(w, o.Recorder.Journal()) })
	mux.HandleFunc("DELETE /journal", func(w http.ResponseWriter, _ *http.Request) {
		o.Recorder.ClearJournal()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /faults", o.fault)
	mux.HandleFunc("DELETE /faults", func(w http.ResponseWriter, _ *http.Request) {
		o.Recorder.ClearFaults()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /reset", o.reset)
	return mux, nil
}

func (o Options) environment(w http.ResponseWriter, req *http.Request) {
	lines, err := o.Environment(req.URL.Query().Get("tenant"), req.URL.Query().Get("client"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	text(w, lines)
}

func (o Options) dump(w http.ResponseWriter, req *http.Request) {
	data, err := o.World.Dump(req.URL.Query().Get("tenant"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data) // the client has gone
}

func (o Options) diff(w http.ResponseWriter, _ *http.Request, start []byte) {
	now, err := o.World.Dump("")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	text(w, udiff.Unified("start", "now", string(start), string(now)))
}

func (o Options) drift(w http.ResponseWriter, req *http.Request) {
	var change world.Change
	t, ok := o.tenant(w, req)
	if !ok || !decode(w, req, &change) {
		return
	}
	n, err := t.Drift(change)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	reply(w, map[string]int{"changed": n})
}

func (o Options) lag(w http.ResponseWriter, req *http.Request) {
	var body struct {
		Lag wire.Duration `json:"lag"`
	}
	t, ok := o.tenant(w, req)
	if !ok || !decode(w, req, &body) {
		return
	}
	t.Directory.SetLag(time.Duration(body.Lag))
	w.WriteHeader(http.StatusNoContent)
}

func (o Options) latency(w http.ResponseWriter, req *http.Request) {
	var body struct {
		Latency wire.Duration `json:"latency"`
	}
	if !decode(w, req, &body) {
		return
	}
	o.Recorder.SetLatency(time.Duration(body.Latency))
	w.WriteHeader(http.StatusNoContent)
}

func (o Options) audit(w http.ResponseWriter, req *http.Request) {
	var body struct {
		Delay wire.Duration `json:"delay"`
		Keep  wire.Duration `json:"keep"`
		Off   bool          `json:"off"`
	}
	t, ok := o.tenant(w, req)
	if !ok || !decode(w, req, &body) {
		return
	}
	t.SetAudit(world.AuditOptions{Delay: time.Duration(body.Delay), Keep: time.Duration(body.Keep), Off: body.Off})
	w.WriteHeader(http.StatusNoContent)
}

func (o Options) fault(w http.ResponseWriter, req *http.Request) {
	var f wire.Fault
	if !decode(w, req, &f) {
		return
	}
	if _, err := o.Recorder.Inject(f); err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

func (o Options) reset(w http.ResponseWriter, _ *http.Request) {
	o.World.Reset()
	o.Recorder.ClearFaults()
	o.Recorder.ClearJournal()
	w.WriteHeader(http.StatusNoContent)
}

func (o Options) tenant(w http.ResponseWriter, req *http.Request) (*world.Tenant, bool) {
	t, ok := o.World.Tenant(req.PathValue("tenant"))
	if !ok {
		http.Error(w, fmt.Sprintf("the lab has no tenant %q", req.PathValue("tenant")), http.StatusNotFound)
	}
	return t, ok
}

func decode(w http.ResponseWriter, req *http.Request, into any) bool {
	dec := json.NewDecoder(req.Body)
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

func reply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // the client has gone
}

func text(w http.ResponseWriter, s string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(s)) // the client has gone
}
