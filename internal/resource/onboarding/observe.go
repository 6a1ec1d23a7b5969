package onboarding

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// clients are the two services that an onboarding lives in.
type clients struct {
	tenant *tenant.Tenant
	graph  *graph.Client
	site   *adminservice.Client
}

func clientsOf(t *tenant.Tenant) (clients, error) {
	g, err := t.Graph()
	if err != nil {
		return clients{}, err
	}
	s, err := t.AdminService()
	return clients{tenant: t, graph: g, site: s}, err
}

// observe reads what there is of the onboarding of one application, at the site and in Entra.
func (c clients) observe(ctx context.Context, clientID string) (observed, error) {
	o, err := c.observeSite(ctx, clientID)
	if err != nil || o.application == nil {
		return o, err
	}
	o.secrets, err = c.secrets(ctx, clientID)
	return o, err
}

// observeSite is observe without Entra: what is known of the secrets is left out.
func (c clients) observeSite(ctx context.Context, clientID string) (observed, error) {
	application, services, err := adminservice.Both(ctx, func(ctx context.Context) (*adminservice.Application, error) { return c.atSite(ctx, clientID) }, c.site.CloudServices)
	if err != nil {
		return observed{}, err
	}
	return observed{application: application, service: uploadService(services, application)}, nil
}

// atSite finds the application's row; nil when the site does not know it.
func (c clients) atSite(ctx context.Context, clientID string) (*adminservice.Application, error) {
	applications, err := c.site.Applications(ctx)
	if err != nil {
		return nil, err
	}
	for i := range applications {
		if strings.EqualFold(applications[i].ClientID, clientID) {
			return &applications[i], nil
		}
	}
	return nil, nil
}

// secrets are the application in Entra and its client secrets; without the application there are none.
type secrets struct {
	objectID  string // of the application; empty if there is none
	passwords []graph.Password
}

func (c clients) secrets(ctx context.Context, clientID string) (secrets, error) {
	app, err := c.graph.ApplicationByAppID(ctx, clientID)
	if graph.IsNotFound(err) {
		return secrets{}, nil
	}
	if err != nil {
		return secrets{}, err
	}
	return secrets{app.ObjectID, app.Passwords}, nil
}

// steadySecrets reads them again until several reads agree: that one is missing must not be a replica's lag.
func (c clients) steadySecrets(ctx context.Context, clientID string) (secrets, error) {
	return graph.Steady(ctx, c.graph, "the client secrets", func(ctx context.Context) (secrets, error) { return c.secrets(ctx, clientID) })
}

// uploadService finds the service that uploads with the application, else one that uploads with none. One row of type 5
// per hierarchy is what is known (AdminService notes §3.6); several are coped with.
func uploadService(services []adminservice.CloudService, app *adminservice.Application) *adminservice.CloudService {
	var idle *adminservice.CloudService
	for i := range services {
		s := &services[i]
		if s.ServiceType != adminservice.ServiceTypeTenantAttach {
			continue
		}
		if app != nil && (observed{application: app, service: s}).enabled() {
			return s
		}
		if len(s.ApplicationRowIDs) == 0 && idle == nil {
			idle = s
		}
	}
	return idle
}

// tenantRow is the row id of the tenant at the hierarchy.
func (c clients) tenantRow(ctx context.Context) (int64, error) {
	row, known, err := c.findTenantRow(ctx)
	if err != nil || known {
		return row, err
	}
	return 0, errors.New("the hierarchy does not know the tenant (no row in SMS_AAD_Tenant_Ex). Create tenantattach_cloud_environment first: refer to it in depends_on")
}

// findTenantRow looks the tenant up; known is false when the hierarchy does not know it.
func (c clients) findTenantRow(ctx context.Context) (row int64, known bool, err error) {
	rows, err := c.site.Tenants(ctx)
	for _, row := range rows {
		if strings.EqualFold(row.TenantID, c.tenant.ID()) {
			return row.RowID, true, nil
		}
	}
	return 0, false, err
}

// attachedElsewhere says who uploads from this hierarchy with another application; empty when nobody does. The name counts
// while there is no client id.
func (c clients) attachedElsewhere(ctx context.Context, clientID, name string) (string, error) {
	uploads, err := c.site.Uploads(ctx)
	if err != nil {
		return "", err
	}
	for _, u := range uploads {
		if u.ApplicationRowID == 0 || u.Application != nil && isOwn(*u.Application, clientID, name) {
			continue
		}
		return fmt.Sprintf("service %q (row %d of SMS_Azure_CloudService) uploads with %s", u.Service.Name, u.Service.RowID, describeUser(u)), nil
	}
	return "", nil
}

func isOwn(a adminservice.Application, clientID, name string) bool {
	return strings.EqualFold(a.ClientID, clientID) || clientID == "" && name != "" && a.Name == name
}

// describeUser names the application of an upload and its tenant.
func describeUser(u adminservice.Upload) string {
	if u.Application == nil {
		return fmt.Sprintf("an application that the account may not see (row %d of SMS_AAD_Application_Ex)", u.ApplicationRowID)
	}
	said := fmt.Sprintf("application %q (client id %s)", u.Application.Name, u.Application.ClientID)
	if u.Tenant != nil {
		said += fmt.Sprintf(" to tenant %q (%s)", u.Tenant.Name, u.Tenant.TenantID)
	}
	return said
}
