package lab

import (
	"fmt"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

// Endpoints are where one tenant of the lab is.
type Endpoints struct {
	TenantID, Cloud, AuthorityHost, GraphEndpoint string
	// AdminServiceURL is the listener for tokens at the site, GatewayURL the route through the cloud management gateway,
	// WindowsURL the listener for Windows sign-in (AdminService notes §1.1).
	AdminServiceURL, GatewayURL, WindowsURL string
	// AdminServiceScope is the scope of a token for the first two.
	AdminServiceScope string
}

// Endpoints of the tenant with that name in the seed; the zero value for a name that is not in it.
func (l *Lab) Endpoints(tenant string) Endpoints {
	t, ok := l.world.Tenant(tenant)
	if !ok {
		return Endpoints{}
	}
	site := l.url(wire.KindAdminService, t.Name)()
	return Endpoints{
		TenantID: t.ID, Cloud: t.Cloud,
		AuthorityHost: l.url(wire.KindEntra, t.Cloud)() + "/", GraphEndpoint: l.url(wire.KindGraph, t.Cloud)(),
		AdminServiceURL:   site + "/AdminService_TokenAuth",
		GatewayURL:        site + "/CCM_Proxy_ServerAuth/" + t.Hierarchy.Profile.GatewayID + "/AdminService",
		WindowsURL:        site + "/AdminService",
		AdminServiceScope: "api://" + t.ID + "/" + t.Hierarchy.Profile.ServerApp + "/.default",
	}
}

// ControlURL is where drift and faults are injected and the journal is read.
func (l *Lab) ControlURL() string { return l.url(kindControl, "")() }

// Environment are the lines of a shell that point the provider at a tenant of the lab, signed in as a client. An unknown
// name is an error.
func (l *Lab) Environment(tenant, client string) (string, error) {
	t, ok := l.world.Tenant(tenant)
	if !ok {
		return "", fmt.Errorf("the lab has no tenant %q", tenant)
	}
	at := l.Endpoints(tenant)
	for _, c := range t.Clients() {
		if c.Name != client {
			continue
		}
		lines := []string{
			"ARM_TENANT_ID=" + at.TenantID, "ARM_ENVIRONMENT=" + at.Cloud, "ARM_CLIENT_ID=" + c.ClientID, "ARM_CLIENT_SECRET=" + c.Secret,
			"TENANTATTACH_AUTHORITY_HOST=" + at.AuthorityHost, "TENANTATTACH_GRAPH_ENDPOINT=" + at.GraphEndpoint,
			"TENANTATTACH_ADMIN_SERVICE_URL=" + at.AdminServiceURL, "TENANTATTACH_ADMIN_SERVICE_SCOPE=" + at.AdminServiceScope,
			"TENANTATTACH_CA_CERTIFICATE_PATH=" + l.CAFile(),
		}
		return "export " + strings.Join(lines, "\nexport ") + "\n", nil
	}
	return "", fmt.Errorf("the lab has no client %q", client)
}

// IssuerURL is where the issuer of federated tokens is.
func (l *Lab) IssuerURL() string { return l.url(wire.KindIssuer, "")() }
