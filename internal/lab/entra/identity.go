package entra

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// identityVersion is the version of the identity endpoint that machines of Azure have: App Service's.
const identityVersion = "2019-08-01"

// identity emulates the identity endpoint of a machine of Azure, as App Service has it. In the lab each client has a
// machine in each tenant: the machine's header is the client's secret, its system-assigned identity is the client, and
// all other clients are user-assigned identities of it. Statuses and texts of refusals are inferred.
func (s *server) identity(w http.ResponseWriter, req *http.Request) {
	t, ok := s.tenant(w, req)
	if !ok {
		return
	}
	query := req.URL.Query()
	self, ok := clientOf(t, func(c world.Client) bool { return c.Secret == req.Header.Get("X-IDENTITY-HEADER") })
	switch {
	case !ok:
		refuseIdentity(w, http.StatusUnauthorized, "The header X-IDENTITY-HEADER is not that of this machine.")
		return
	case query.Get("api-version") != identityVersion:
		refuseIdentity(w, http.StatusBadRequest, "The api-version is not "+identityVersion+".")
		return
	}
	if id := query.Get("client_id"); id != "" {
		if self, ok = clientOf(t, func(c world.Client) bool { return strings.EqualFold(c.ClientID, id) }); !ok {
			refuseIdentity(w, http.StatusBadRequest, "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.")
			return
		}
	}
	s.identityToken(w, req, t, self.ClientID, query.Get("resource"))
}

// identityToken answers with a token of an identity. Machines of Azure know resources, not scopes.
func (s *server) identityToken(w http.ResponseWriter, req *http.Request, t *world.Tenant, appID, resource string) {
	wire.Note(req, func(e *wire.Entry) { e.Principal = appID })
	sp, ok := t.Directory.Head().ServicePrincipalByAppID(appID)
	if !ok {
		refuseIdentity(w, http.StatusBadRequest, "Unable to load the proper Managed Identity.")
		return
	}
	audience, roles, f := s.resource(t, sp, resource+"/.default")
	if f != nil {
		refuseIdentity(w, f.status, f.text)
		return
	}
	raw, validity, err := s.issue(t, sp, audience, roles)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	ends := s.World.Clock.Now().Add(validity).Truncate(time.Second)
	reply(w, http.StatusOK, map[string]any{
		"access_token": raw, "expires_on": strconv.FormatInt(ends.Unix(), 10), "resource": resource, "token_type": "Bearer", "client_id": appID,
	})
}

func clientOf(t *world.Tenant, match func(world.Client) bool) (world.Client, bool) {
	for _, c := range t.Clients() {
		if match(c) {
			return c, true
		}
	}
	return world.Client{}, false
}

func refuseIdentity(w http.ResponseWriter, status int, message string) {
	reply(w, status, map[string]any{"statusCode": status, "message": message})
}
