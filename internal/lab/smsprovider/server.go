// Package smsprovider emulates Configuration Manager's administration service (AdminService), the REST interface of the
// SMS Provider, for one hierarchy of the lab. "AdminService notes" in the comments are the project's collected facts;
// what they do not cover is marked inferred.
package smsprovider

import (
	"net/http"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// Options say which hierarchy is served.
type Options struct {
	World  *world.World
	Tenant *world.Tenant
	// Signer issued the tokens that are taken.
	Signer *token.Signer
	// BaseURL is where the service listens: https://host:port.
	BaseURL func() string
	// FrontKey proves that a request comes from the server in front that signs its callers in to Windows; empty takes none.
	FrontKey string
}

// New makes the service of one hierarchy.
func New(o Options) http.Handler {
	s := &server{
		world: o.World, tenant: o.Tenant, hierarchy: o.Tenant.Hierarchy, profile: o.Tenant.Hierarchy.Profile,
		signer: o.Signer, baseURL: o.BaseURL, frontKey: o.FrontKey, schema: newSchema(o.Tenant.Hierarchy.Profile),
		throttle: &throttle{clock: o.World.Clock, most: o.Tenant.Hierarchy.Profile.RequestsPerSecond},
	}
	s.routes = s.newRoutes()
	for _, secret := range o.Tenant.RowSecrets() {
		o.World.Secrets().Add(secret)
	}
	return s
}

type server struct {
	world     *world.World
	tenant    *world.Tenant
	hierarchy *world.Hierarchy
	profile   world.Profile
	signer    *token.Signer
	baseURL   func() string
	frontKey  string
	schema    *schema
	routes    []route
	throttle  *throttle
}

// ServeHTTP implements http.Handler. Every request is authenticated anew: the service does not keep a connection
// authenticated (AdminService notes §1.8).
func (s *server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if !s.throttle.admit() {
		tooMany(w)
		return
	}
	on, rest, ok := s.match(req.URL.EscapedPath())
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	by, err := on.authenticate(req)
	if err != nil {
		on.challenge(w)
		return
	}
	wire.Note(req, func(e *wire.Entry) { e.Principal = by.name })
	a, err := s.serve(&request{http: req, account: by, root: s.baseURL() + on.prefix}, rest)
	if err != nil {
		a = refusal(err)
	}
	a.send(w)
}

// request is one that has been authenticated.
type request struct {
	http    *http.Request
	account account
	root    string // the address of the route, as contexts name it
	target  target
	class   *class
}

// context is an @odata.context (AdminService notes §4). That it names the route that was asked is inferred: only
// contexts of the Windows route have been seen.
func (r *request) context(fragment string) string { return r.root + "/wmi/$metadata#" + fragment }

func (s *server) serve(r *request, rest string) (answer, error) {
	service, path, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	switch service {
	case "wmi":
		return s.serveWMI(r, path)
	case "v1.0":
		return s.serveVersioned(r, path)
	default:
		return answer{}, notFound()
	}
}

func (s *server) serveWMI(r *request, path string) (answer, error) {
	// $metadata is served to whoever signs in: it is a description, no WMI query (inferred).
	if path == "$metadata" {
		return s.serveMetadata(r, s.schema.document())
	}
	// An account that is no administrative user is denied whatever it asks for (AdminService notes §1.7, §1.8).
	if !r.account.known {
		return answer{}, accessDenied()
	}
	var err error
	if r.target, err = parseTarget(path); err != nil {
		return answer{}, err
	}
	// Names must have their case: one page of the documentation says so, the release notes of 2006 say the opposite, so
	// the lab takes the stricter (AdminService notes §1.1).
	var ok bool
	if r.class, ok = s.schema.classes[r.target.class]; !ok {
		return answer{}, notFound()
	}
	switch {
	case r.target.method != "":
		return s.serveMethod(r)
	case r.target.keyed:
		return s.serveInstance(r)
	default:
		return s.serveSet(r)
	}
}

// serveVersioned is the v1.0 route, of which the lab has nothing but an empty description.
func (s *server) serveVersioned(r *request, path string) (answer, error) {
	if path == "$metadata" {
		return s.serveMetadata(r, emptyDocument())
	}
	if !r.account.known {
		return answer{}, accessDenied()
	}
	return answer{}, notFound()
}

// serveSet is /wmi/<Class> and /wmi/<Class>/$count.
func (s *server) serveSet(r *request) (answer, error) {
	switch {
	case r.target.count && r.http.Method == http.MethodGet:
		return s.count(r)
	case r.target.count:
		return answer{}, notAllowed(http.MethodGet)
	case r.http.Method == http.MethodGet:
		return s.list(r)
	case r.http.Method == http.MethodPost && r.class.writes.insertable():
		return s.insert(r)
	case r.class.writes.insertable():
		return answer{}, notAllowed(http.MethodGet, http.MethodPost)
	default: // that a class which takes no writes answers 405 is inferred
		return answer{}, notAllowed(http.MethodGet)
	}
}

// serveInstance is /wmi/<Class>(<key>) and /wmi/<Class>/<key>. PATCH is refused: no working call of it is published
// (AdminService notes §1.4).
func (s *server) serveInstance(r *request) (answer, error) {
	allowed := []string{http.MethodGet}
	if r.class.writes.updatable() {
		allowed = append(allowed, http.MethodPut)
	}
	if r.class.writes.deletable() {
		allowed = append(allowed, http.MethodDelete)
	}
	switch {
	case !slices.Contains(allowed, r.http.Method):
		return answer{}, notAllowed(allowed...)
	case r.http.Method == http.MethodPut:
		return s.update(r)
	case r.http.Method == http.MethodDelete:
		return s.remove(r)
	default:
		return s.get(r)
	}
}
