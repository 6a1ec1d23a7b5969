package adminservice

import (
	"context"
	"strings"
)

// Upload is the chain from an upload service to the tenant that it uploads to (AdminService notes §2.1), as far as it goes.
type Upload struct {
	Service CloudService
	// ApplicationRowID is 0 for a service that uses no application: the upload is off then.
	ApplicationRowID int64
	// Application and Tenant are nil where the hierarchy shows no such row, or hides it from the account.
	Application *Application
	Tenant      *Tenant
}

// UploadsOf follows the chain of every upload service: one for each application that a service uses, and one for a service that
// uses none. One service with one application is what is known of a hierarchy (AdminService notes §3.6); several are coped with.
func UploadsOf(services []CloudService, applications []Application, tenants []Tenant) []Upload {
	uploads := []Upload{}
	for _, s := range services {
		if s.ServiceType != ServiceTypeTenantAttach {
			continue
		}
		if len(s.ApplicationRowIDs) == 0 {
			uploads = append(uploads, Upload{Service: s})
		}
		for _, id := range s.ApplicationRowIDs {
			u := Upload{Service: s, ApplicationRowID: id, Application: first(applications, func(a Application) bool { return a.RowID == id })}
			if u.Application != nil {
				u.Tenant = first(tenants, func(t Tenant) bool { return t.RowID == u.Application.TenantRowID })
			}
			uploads = append(uploads, u)
		}
	}
	return uploads
}

// Uploads reads the services that upload, with their applications and tenants.
func (c *Client) Uploads(ctx context.Context) ([]Upload, error) {
	services, err := c.CloudServices(ctx)
	if err != nil {
		return nil, err
	}
	applications, err := c.Applications(ctx)
	if err != nil {
		return nil, err
	}
	tenants, err := c.Tenants(ctx)
	if err != nil {
		return nil, err
	}
	return UploadsOf(services, applications, tenants), nil
}

// To reports whether an upload is known to go to the tenant with that GUID.
func (u Upload) To(tenantID string) bool {
	return u.Application != nil && u.Tenant != nil && strings.EqualFold(u.Tenant.TenantID, tenantID)
}

func first[T any](rows []T, match func(T) bool) *T {
	for i := range rows {
		if match(rows[i]) {
			return &rows[i]
		}
	}
	return nil
}
