package adminservice

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
)

// The classes of the upload chain (AdminService notes §2.1).
const (
	tenantClass      = "SMS_AAD_Tenant_Ex"
	applicationClass = "SMS_AAD_Application_Ex"
	serviceClass     = "SMS_Azure_CloudService"
	environmentClass = "SMS_AzureEnvironments"
)

// Tenant is SMS_AAD_Tenant_Ex: a tenant that the hierarchy knows.
type Tenant struct {
	RowID          int64
	Name, TenantID string // TenantID is the GUID
	Environment    int    // an id of SMS_AzureEnvironments
	SiteCode       string
}

type tenantRow struct {
	ID          integer `json:"ID" key:"yes"`
	Name        string  `json:"Name"`
	TenantID    string  `json:"TenantID" key:"yes"`
	Environment integer `json:"Environment"`
	SiteCode    string  `json:"SiteCode"`
}

func (r tenantRow) tenant() Tenant {
	return Tenant{RowID: int64(r.ID), Name: r.Name, TenantID: r.TenantID, Environment: int(r.Environment), SiteCode: r.SiteCode}
}

// Tenants lists the tenants that the hierarchy knows.
func (c *Client) Tenants(ctx context.Context) ([]Tenant, error) {
	found, err := list[tenantRow](ctx, c, "list the tenants", tenantClass, fields(tenantClass))
	out := make([]Tenant, 0, len(found))
	for _, r := range found {
		out = append(out, r.tenant())
	}
	return out, err
}

// CreateTenant registers a tenant.
func (c *Client) CreateTenant(ctx context.Context, t Tenant) (Tenant, error) {
	row, err := create[tenantRow](ctx, c, "register the tenant", tenantClass, map[string]any{"Name": t.Name, "TenantID": t.TenantID, "Environment": t.Environment})
	return row.tenant(), err
}

// UpdateTenant writes the name of a tenant.
func (c *Client) UpdateTenant(ctx context.Context, t Tenant) error {
	return c.update(ctx, "update the tenant", tenantClass, t.RowID, map[string]any{"ID": t.RowID, "Name": t.Name, "TenantID": t.TenantID, "Environment": t.Environment})
}

// DeleteTenant removes a tenant.
func (c *Client) DeleteTenant(ctx context.Context, rowID int64) error {
	return c.delete(ctx, "remove the tenant", tenantClass, rowID)
}

// Application is SMS_AAD_Application_Ex without its secret, which is never read.
type Application struct {
	RowID                         int64
	Name, ClientID, IdentifierURI string
	SecretExpiry                  time.Time
	TenantRowID                   int64
}

type applicationRow struct {
	ID              integer  `json:"ID" key:"yes"`
	Name            string   `json:"Name"`
	ClientID        string   `json:"ClientID" key:"yes"`
	IdentifierUri   string   `json:"IdentifierUri"`
	SecretKeyExpiry moment   `json:"SecretKeyExpiry"`
	TenantID        *integer `json:"TenantID" key:"yes"` // 0 may be that of none
}

func (r applicationRow) application() Application {
	return Application{RowID: int64(r.ID), Name: r.Name, ClientID: r.ClientID, IdentifierURI: r.IdentifierUri, SecretExpiry: time.Time(r.SecretKeyExpiry), TenantRowID: r.TenantID.orZero()}
}

// Applications lists the applications that the hierarchy knows.
func (c *Client) Applications(ctx context.Context) ([]Application, error) {
	found, err := list[applicationRow](ctx, c, "list the applications", applicationClass, fields(applicationClass))
	out := make([]Application, 0, len(found))
	for _, r := range found {
		out = append(out, r.application())
	}
	return out, err
}

// ApplicationWrite is what to write of an application. Without a Secret and its SecretExpiry its secret is left as it is.
type ApplicationWrite struct {
	RowID                         int64 // of an update
	Name, ClientID, IdentifierURI string
	TenantRowID                   int64
	Secret                        secret.Secret
	SecretExpiry                  time.Time
}

func (w ApplicationWrite) body() map[string]any {
	body := map[string]any{"Name": w.Name, "ClientID": w.ClientID, "IdentifierUri": w.IdentifierURI, "IsClientApp": false, "TenantID": w.TenantRowID}
	if !w.Secret.IsZero() && !w.SecretExpiry.IsZero() {
		body["SecretKey"], body["SecretKeyExpiry"] = w.Secret, stamp(w.SecretExpiry)
	}
	return body
}

// CreateApplication registers an application.
func (c *Client) CreateApplication(ctx context.Context, w ApplicationWrite) (Application, error) {
	row, err := create[applicationRow](ctx, c, "register the application", applicationClass, w.body())
	return row.application(), err
}

// UpdateApplication writes an application.
func (c *Client) UpdateApplication(ctx context.Context, w ApplicationWrite) error {
	body := w.body()
	body["ID"] = w.RowID
	return c.update(ctx, "update the application", applicationClass, w.RowID, body)
}

// DeleteApplication removes an application.
func (c *Client) DeleteApplication(ctx context.Context, rowID int64) error {
	return c.delete(ctx, "remove the application", applicationClass, rowID)
}

// ServiceTypeTenantAttach is the ServiceType of the upload service; the other types are not known.
const ServiceTypeTenantAttach = 5

// CloudService is SMS_Azure_CloudService. With an application, the upload is on (AdminService notes §2.1).
type CloudService struct {
	RowID             int64
	Name, Description string
	ServiceType       int
	ApplicationRowIDs []int64
}

type serviceRow struct {
	ID                           integer   `json:"ID" key:"yes"`
	Name                         string    `json:"Name"`
	Description                  string    `json:"Description"`
	ServiceType                  *integer  `json:"ServiceType" key:"yes"` // which types there are is not known: 0 may be one
	AssociatedAADWebApplications []integer `json:"AssociatedAADWebApplications"`
}

func (r serviceRow) service() CloudService {
	s := CloudService{RowID: int64(r.ID), Name: r.Name, Description: r.Description, ServiceType: int(r.ServiceType.orZero())}
	for _, id := range r.AssociatedAADWebApplications {
		s.ApplicationRowIDs = append(s.ApplicationRowIDs, int64(id))
	}
	return s
}

func (s CloudService) body() map[string]any {
	ids := s.ApplicationRowIDs
	if ids == nil {
		ids = []int64{}
	}
	return map[string]any{"Name": s.Name, "Description": s.Description, "ServiceType": s.ServiceType, "AssociatedAADWebApplications": ids}
}

// CloudServices lists the Azure services of the hierarchy.
func (c *Client) CloudServices(ctx context.Context) ([]CloudService, error) {
	found, err := list[serviceRow](ctx, c, "list the Azure services", serviceClass, fields(serviceClass))
	out := make([]CloudService, 0, len(found))
	for _, r := range found {
		out = append(out, r.service())
	}
	return out, err
}

// CreateCloudService makes an Azure service.
func (c *Client) CreateCloudService(ctx context.Context, s CloudService) (CloudService, error) {
	row, err := create[serviceRow](ctx, c, "make the Azure service", serviceClass, s.body())
	return row.service(), err
}

// UpdateCloudService writes an Azure service.
func (c *Client) UpdateCloudService(ctx context.Context, s CloudService) error {
	body := s.body()
	body["ID"] = s.RowID
	return c.update(ctx, "update the Azure service", serviceClass, s.RowID, body)
}

// DeleteCloudService removes an Azure service.
func (c *Client) DeleteCloudService(ctx context.Context, rowID int64) error {
	return c.delete(ctx, "remove the Azure service", serviceClass, rowID)
}

// Environment is SMS_AzureEnvironments: an Azure cloud, with the number that the hierarchy has for it.
type Environment struct {
	ID   int
	Name string
}

type environmentRow struct {
	ID              integer `json:"ID"`
	EnvironmentName string  `json:"EnvironmentName"`
}

// Environments lists the Azure clouds that the hierarchy knows.
func (c *Client) Environments(ctx context.Context) ([]Environment, error) {
	found, err := list[environmentRow](ctx, c, "list the Azure clouds", environmentClass, fields(environmentClass))
	out := make([]Environment, 0, len(found))
	for _, r := range found {
		out = append(out, Environment{ID: int(r.ID), Name: r.EnvironmentName})
	}
	return out, err
}

// create posts a row; the answer is the bare entity (AdminService notes §1.4).
func create[T any](ctx context.Context, c *Client, op, class string, body any) (T, error) {
	var none T
	answer, err := c.call(ctx, op, http.MethodPost, class, nil, body)
	if err != nil {
		return none, c.proveAccess(ctx, err)
	}
	found, _, err := decode[T](answer)
	if err != nil || len(found) == 0 {
		return none, c.unreadable(op, class, errors.New("the answer to the creation of a row is not that row. Whether it was made is not known"))
	}
	return found[0], nil
}

// update puts a row. Empty fields of other kinds are never sent: null is said to raise errors (AdminService notes §1.4).
func (c *Client) update(ctx context.Context, op, class string, rowID int64, body any) error {
	_, err := c.call(ctx, op, http.MethodPut, class+"("+number(rowID)+")", nil, body)
	return c.proveAccess(ctx, err)
}

// delete removes a row. A 404 may mean that the account must not: whether the list still shows the row decides.
func (c *Client) delete(ctx context.Context, op, class string, rowID int64) error {
	_, err := c.call(ctx, op, http.MethodDelete, class+"("+number(rowID)+")", nil, nil)
	var e *Error
	if !errors.As(err, &e) || e.Status != http.StatusNotFound || e.saysDenied() {
		return err
	}
	left, lookErr := listPages[idRow](ctx, c, op, class, []string{"ID"})
	if lookErr != nil {
		return fmt.Errorf("%w. Whether the row is gone could not be seen either: %w", err, lookErr)
	}
	e.proven = true
	e.gone = !slices.Contains(left, idRow{integer(rowID)})
	return e
}

type idRow struct {
	ID integer `json:"ID" key:"yes"`
}
