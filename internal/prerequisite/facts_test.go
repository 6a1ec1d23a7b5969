package prerequisite

import (
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/sitecheck"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

const (
	tenantID = "c0117050-1111-4111-8111-111111111111"
	clientID = "0a11c0de-0000-4000-8000-000000000009"
)

// gives is a read that gives a value.
func gives[T any](v T) func() (T, error) { return func() (T, error) { return v, nil } }

// refuses is a read that fails.
func refuses[T any](err error) func() (T, error) {
	return func() (T, error) {
		var none T
		return none, err
	}
}

// ready are the facts of a tenant, of a cloud, and a hierarchy that lack nothing.
func ready(t *testing.T, cloudName string) *facts {
	t.Helper()
	c, err := cloud.Parse(cloudName)
	if err != nil {
		t.Fatal(err)
	}
	one, err := tenant.NewRegistry(tenant.Settings{TenantID: tenantID, Cloud: c}, nil, false).Lookup("")
	if err != nil {
		t.Fatal(err)
	}
	online, off := true, adminservice.Proxy{Port: 80, Anonymous: true}
	return &facts{
		ctx: t.Context(), tenant: one, now: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC),
		shared: shared{
			identification: gives(adminservice.Identification{SiteCode: "P01", SiteName: "Primary"}),
			sites:          gives([]adminservice.Site{{Code: "P01", ServerName: "cm01", Type: adminservice.SitePrimary, Version: "5.00.9141.1000", Build: 9141}}),
			roles:          gives([]adminservice.SystemRole{{RoleName: adminservice.RoleProvider, Server: `\\cm01`, SiteCode: "P01"}}),
			environments:   gives([]adminservice.Environment{{Name: "AzurePublicCloud"}, {Name: "AzureUSGovernmentCloud"}}),
			attachment:     gives(attachment{}),
			endpoints: gives(sitecheck.Report{
				Verdict: sitecheck.Verdict{Status: sitecheck.StatusPass, Reason: "all well"}, Point: &sitecheck.Point{Server: "cm01", SiteCode: "P01", Online: &online, Proxy: &off},
			}),
			administrators: gives([]adminservice.AdministrativeUser{}),
			identity:       gives(graph.Identity{App: true, AppID: clientID}),
			signed:         gives(true),
			organization:   gives(graph.Organization{Country: "DE"}),
			microservice:   gives(&graph.ServicePrincipal{ObjectID: "m", Enabled: true}),
			plans:          gives([]graph.ServicePlan{{ID: cloud.IntunePlans()[0].ID, Name: "INTUNE_A", SKU: "EMS", Status: "Success", CapabilityStatus: "Enabled"}}),
			policy:         gives(graph.AppManagementPolicy{}),
			conditional:    gives([]graph.ConditionalAccessPolicy{}),
			principal:      gives(""),
			intuneRoles:    gives([]graph.IntuneRole{}),
			intuneRBAC:     gives(true),
		},
	}
}
