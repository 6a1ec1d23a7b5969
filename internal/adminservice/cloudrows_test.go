package adminservice

import (
	"context"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestLists: the rows of the upload chain; only the fields of the evidence table are asked for, so no secret comes.
func TestLists(t *testing.T) {
	expiry := time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		row  string
		uri  string
		read func(context.Context, *Client) (any, error)
		want any
	}{
		"tenants": {`{"ID":16777217,"Name":"Contoso","TenantID":"` + testTenant + `","Environment":"2","SiteCode":"P01"}`, "SMS_AAD_Tenant_Ex?$select=Name,TenantID,ID,Environment,SiteCode",
			func(ctx context.Context, c *Client) (any, error) { return c.Tenants(ctx) }, []Tenant{{16777217, "Contoso", testTenant, 2, "P01"}}},
		"applications": {`{"ID":7,"Name":"a","ClientID":"` + testClient + `","IdentifierUri":"api://x","SecretKeyExpiry":"2027-06-30T02:00:00+02:00","TenantID":16777217,"SecretKey":"308202"}`,
			"SMS_AAD_Application_Ex?$select=ClientID,ID,Name,IdentifierUri,SecretKeyExpiry,TenantID",
			func(ctx context.Context, c *Client) (any, error) { return c.Applications(ctx) }, []Application{{7, "a", testClient, "api://x", expiry, 16777217}}},
		"services": {`{"ID":8,"Name":"s","Description":"d","ServiceType":5,"AssociatedAADWebApplications":[7,"9"]}`, "SMS_Azure_CloudService?$select=ID,Name,Description,ServiceType,AssociatedAADWebApplications",
			func(ctx context.Context, c *Client) (any, error) { return c.CloudServices(ctx) }, []CloudService{{8, "s", "d", ServiceTypeTenantAttach, []int64{7, 9}}}},
		"clouds": {`{"ID":1,"EnvironmentName":"AzurePublicCloud"}`, "SMS_AzureEnvironments?$select=ID,EnvironmentName",
			func(ctx context.Context, c *Client) (any, error) { return c.Environments(ctx) }, []Environment{{1, "AzurePublicCloud"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, wiretest.List(tt.row))
			c, _ := s.client()
			if got, err := tt.read(t.Context(), c); err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, %v, want %+v", got, err, tt.want)
			}
			s.checkURIs("GET " + tt.uri + "&$skip=0&$top=1000")
		})
	}
}

// TestWrites: what goes out, and what is taken from the answer; unset properties are not sent.
func TestWrites(t *testing.T) {
	expiry := time.Date(2027, 6, 30, 2, 0, 0, 0, time.FixedZone("", 7200))
	app := ApplicationWrite{RowID: 7, Name: "a", ClientID: testClient, IdentifierURI: "api://x", TenantRowID: 3}
	rotated := app
	rotated.Secret, rotated.SecretExpiry = secret.New(`s3"cret`), expiry
	halfway := app
	halfway.SecretExpiry = expiry
	plain := `"ClientID":"` + testClient + `","IdentifierUri":"api://x","IsClientApp":false,"Name":"a"`
	tests := map[string]struct {
		do   func(context.Context, *Client) (any, error)
		good reply
		want any
		line string
		body string
	}{
		"create tenant": {func(ctx context.Context, c *Client) (any, error) {
			return c.CreateTenant(ctx, Tenant{Name: "Contoso", TenantID: testTenant, Environment: 2})
		}, reply{Status: 201, Body: `{"@odata.context":"x/$entity","@odata.etag":"5","ID":5,"Name":"Contoso","TenantID":"` + testTenant + `","Environment":2,"SiteCode":"P01"}`}, Tenant{5, "Contoso", testTenant, 2, "P01"},
			"POST SMS_AAD_Tenant_Ex", `{"Environment":2,"Name":"Contoso","TenantID":"` + testTenant + `"}`},
		"update tenant": {func(ctx context.Context, c *Client) (any, error) {
			return nil, c.UpdateTenant(ctx, Tenant{RowID: 5, Name: "n", TenantID: testTenant, Environment: 1})
		}, reply{Status: 200}, nil, "PUT SMS_AAD_Tenant_Ex(5)", `{"Environment":1,"ID":5,"Name":"n","TenantID":"` + testTenant + `"}`},
		"delete tenant": {func(ctx context.Context, c *Client) (any, error) { return nil, c.DeleteTenant(ctx, 5) }, reply{Status: 204}, nil, "DELETE SMS_AAD_Tenant_Ex(5)", ""},
		"create application": {func(ctx context.Context, c *Client) (any, error) { return c.CreateApplication(ctx, rotated) }, reply{Status: 201, Body: `{"value":[{"ID":"7","ClientID":"c","TenantID":3,"SecretKey":"308202"}]}`}, Application{RowID: 7, ClientID: "c", TenantRowID: 3},
			"POST SMS_AAD_Application_Ex", `{` + plain + `,"SecretKey":"s3\"cret","SecretKeyExpiry":"2027-06-30T00:00:00Z","TenantID":3}`},
		"update application, secret stays": {func(ctx context.Context, c *Client) (any, error) { return nil, c.UpdateApplication(ctx, app) }, reply{Status: 204}, nil,
			"PUT SMS_AAD_Application_Ex(7)", `{"ClientID":"` + testClient + `","ID":7,"IdentifierUri":"api://x","IsClientApp":false,"Name":"a","TenantID":3}`},
		"expiry without a secret": {func(ctx context.Context, c *Client) (any, error) { return nil, c.UpdateApplication(ctx, halfway) }, reply{Status: 204}, nil,
			"PUT SMS_AAD_Application_Ex(7)", `{"ClientID":"` + testClient + `","ID":7,"IdentifierUri":"api://x","IsClientApp":false,"Name":"a","TenantID":3}`},
		"delete application": {func(ctx context.Context, c *Client) (any, error) { return nil, c.DeleteApplication(ctx, 7) }, reply{Status: 204}, nil, "DELETE SMS_AAD_Application_Ex(7)", ""},
		"create service": {func(ctx context.Context, c *Client) (any, error) {
			return c.CreateCloudService(ctx, CloudService{Name: "s", ServiceType: 5, ApplicationRowIDs: []int64{7}})
		}, reply{Status: 201, Body: `{"ID":8,"ServiceType":5,"AssociatedAADWebApplications":[7]}`}, CloudService{RowID: 8, ServiceType: 5, ApplicationRowIDs: []int64{7}},
			"POST SMS_Azure_CloudService", `{"AssociatedAADWebApplications":[7],"Description":"","Name":"s","ServiceType":5}`},
		"untick the upload": {func(ctx context.Context, c *Client) (any, error) {
			return nil, c.UpdateCloudService(ctx, CloudService{RowID: 8, Name: "s", Description: "d", ServiceType: 5})
		}, reply{Status: 200}, nil, "PUT SMS_Azure_CloudService(8)", `{"AssociatedAADWebApplications":[],"Description":"d","ID":8,"Name":"s","ServiceType":5}`},
		"delete service": {func(ctx context.Context, c *Client) (any, error) { return nil, c.DeleteCloudService(ctx, 8) }, reply{Status: 204}, nil, "DELETE SMS_Azure_CloudService(8)", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.good)
			c, _ := s.client()
			if got, err := tt.do(t.Context(), c); err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, %v, want %+v", got, err, tt.want)
			}
			if got := s.Done()[0].Body; got != tt.body {
				t.Errorf("sent %s, want %s", got, tt.body)
			}
			s.checkURIs(tt.line)
		})
	}
	for _, answer := range []string{``, `{"value":[]}`, `null`, `<html>`} {
		s := newScript(t, reply{Status: http.StatusCreated, Body: answer})
		c, _ := s.client()
		if got, err := c.CreateTenant(t.Context(), Tenant{}); err == nil {
			t.Errorf("%s: got %+v", answer, got)
		}
		s.Done()
	}
}
