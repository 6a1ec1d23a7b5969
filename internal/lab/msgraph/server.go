// Package msgraph emulates Microsoft Graph v1.0 as far as tenant attach needs it: applications, service principals,
// consent, the recycle bin, $batch, and to be read the organization with its people, licences, policies and roles. It is as unforgiving as Graph: replicas lag, requests cost
// resource units, permissions are checked, and what is not emulated is refused rather than ignored.
//
// Behaviour that no public source states is marked as inferred where it is implemented.
package msgraph

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const (
	version     = "/v1.0"
	betaVersion = "/beta"
	// maxBody bounds a request's body, in bytes. Graph's own bound is not documented; 4 MiB is that of its attachments.
	maxBody = 4 << 20
	// jsonType is the content type of Graph's answers (Graph notes §2.2, S23).
	jsonType = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
)

// Options say what a host of Graph serves.
type Options struct {
	World  *world.World
	Signer *token.Signer
	// Cloud is that of the tenants to serve: tokens do not cross clouds (Graph notes §4).
	Cloud string
	// Audiences are the accepted audiences of tokens, such as the root URL of this host.
	Audiences []string
	// ResourceUnits is the quota of one application in one tenant in ten seconds; 0 is that of a small tenant.
	ResourceUnits int
	// BaseURL is the root of this host, https://host:port, for links in answers. It is asked for each answer, since it is
	// known only when the host listens.
	BaseURL func() string
}

type server struct {
	Options
	routes   []route // of v1.0
	beta     []route
	throttle *throttle
}

// New makes a host of Graph.
func New(o Options) http.Handler {
	if o.ResourceUnits == 0 {
		o.ResourceUnits = smallTenant
	}
	return wire.Gzip(&server{Options: o, routes: routes(), beta: slices.Concat(networkRoutes(), intuneRoutes()), throttle: newThrottle(o.World.Clock, o.ResourceUnits)})
}

// request is what is asked for: by a request of its own, or by one part of a $batch.
type request struct {
	method string
	path   string // as it was sent: escaped, below the version
	beta   bool   // whether that is the beta
	query  string
	header http.Header
	body   []byte

	id, clientID string // request-id and client-request-id
}

// ServeHTTP implements http.Handler.
func (s *server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r := request{method: req.Method, query: req.URL.RawQuery, header: req.Header, id: wire.RequestID(req), clientID: req.Header.Get("client-request-id")}
	if r.id == "" {
		r.id = uuid.NewString()
	}
	if r.clientID == "" {
		r.clientID = r.id // as Graph does
	}
	s.write(w, r, s.serve(req, r))
}

func (s *server) serve(req *http.Request, r request) *answer {
	who, err := s.authenticate(req)
	if err != nil {
		return s.failure(r, err)
	}
	wire.Note(req, func(e *wire.Entry) { e.Tenant, e.Principal = who.tenant.Name, who.appID })
	path, ok := strings.CutPrefix(req.URL.EscapedPath(), version+"/")
	if !ok {
		path, r.beta = strings.CutPrefix(req.URL.EscapedPath(), betaVersion+"/")
	}
	if !ok && !r.beta {
		first, _, _ := strings.Cut(strings.TrimPrefix(req.URL.Path, "/"), "/")
		return s.failure(r, badRequest("Invalid version: "+first))
	}
	r.path = path
	if r.body, err = readBody(req.Body); err != nil {
		return s.failure(r, err)
	}
	if req.URL.Path == version+"/$batch" || req.URL.Path == betaVersion+"/$batch" {
		return s.batch(req, who, r)
	}
	return s.dispatch(who, r)
}

// readBody reads the whole body: it is unpacked before it is bounded, so that a small one cannot grow without end.
func readBody(body io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(body, maxBody+1))
	if err != nil {
		return nil, badRequest("Unable to read the request payload.")
	}
	if len(data) > maxBody {
		return nil, &apiError{status: http.StatusRequestEntityTooLarge, code: "RequestEntityTooLarge", message: "The request payload is too large."}
	}
	return data, nil
}

// dispatch finds what serves a request, charges for it, checks the permissions, and does it.
func (s *server) dispatch(who *caller, r request) *answer {
	found, keys, err := s.find(r)
	bill, refusal := s.throttle.charge(who, found.cost(r.query), isWrite(r.method))
	var a *answer
	switch {
	case refusal != nil:
		err = refusal
	case err == nil:
		a, err = s.perform(who, r, found, keys)
	}
	if err != nil {
		a = s.failure(r, err)
	}
	a.adopt(bill)
	return a
}

func (s *server) perform(who *caller, r request, found route, keys []key) (*answer, error) {
	if !who.may(found.needs) {
		return nil, errDenied()
	}
	return found.handle(&call{server: s, request: r, caller: who, keys: keys, replica: who.tenant.Directory.Replica()})
}

// answer is what Graph answers.
type answer struct {
	status int
	header http.Header
	body   any // nil for none
}

func (a *answer) adopt(header http.Header) {
	if a.header == nil {
		a.header = http.Header{}
	}
	for name, values := range header {
		a.header[name] = values
	}
}

func noContent() *answer { return &answer{status: http.StatusNoContent} }

// write sends an answer. The date is the lab's, so that a client which reckons by it fits the lab's clock.
func (s *server) write(w http.ResponseWriter, r request, a *answer) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.Header().Set("Date", s.World.Clock.Now().UTC().Format(http.TimeFormat))
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("request-id", r.id)
	w.Header().Set("client-request-id", r.clientID)
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	w.Header().Set("Content-Type", jsonType)
	w.Header().Set("OData-Version", "4.0")
	w.WriteHeader(a.status)
	_, _ = w.Write(encode(a.body)) // the client has gone
}

func encode(body any) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(body) // maps of plain values always encode
	return out.Bytes()
}

// base is the root of this host with the version.
func (s *server) base() string {
	if s.BaseURL == nil {
		return "https://graph.microsoft.com" + version
	}
	return s.BaseURL() + version
}
