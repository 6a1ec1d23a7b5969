package acceptance

import (
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/credential"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// TestDriftAttributionIntune: the log of Intune says who has turned a switch of the tenant; without the permission, which
// one is missing. It asks the lab as the provider does, without a resource.
func TestDriftAttributionIntune(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) {
		for i := range s.Clients {
			if s.Clients[i].Name == "reader" {
				s.Clients[i].Graph = append(s.Clients[i].Graph, "DeviceManagementApps.Read.All")
			}
		}
	})
	contoso, since := e.Tenant("contoso"), time.Now().Add(-time.Hour)
	contoso.RecordIntune(world.IntuneAudit{Activity: "Patch DeviceConfiguration", By: contoso.Person("bob")})
	contoso.RecordIntune(world.IntuneAudit{Activity: "Enable TenantAttachRBAC", By: contoso.Person("alice"), Resource: world.AuditTarget{Type: "TenantAttachRBAC", Changed: []string{"enabled"}}})
	public, err := cloud.Parse("public")
	if err != nil {
		t.Fatal(err)
	}
	for client, want := range map[string]string{
		"reader": `Probably changed by alice@contoso.example, `,
		"admin":  "could not be asked: could not read the audit log of Intune in tenant " + contoso.ID,
	} {
		c, at := e.Client(client), e.Lab.Endpoints("contoso")
		one, err := tenant.NewRegistry(tenant.Settings{
			TenantID: at.TenantID, Cloud: public, GraphEndpoint: at.GraphEndpoint, CACertificatePath: e.Lab.CAFile(),
			Credential: credential.Options{ClientID: c.ClientID, ClientSecret: c.Secret, AuthorityHost: at.AuthorityHost, CustomAuthority: true},
		}, nil, false).Lookup("")
		if err != nil {
			t.Fatal(err)
		}
		answers := audit.Ask(t.Context(), audit.Clients{Graph: one.Graph, Site: one.AdminService}, since, audit.Longest, audit.TenantAttachRBAC())
		if got := answers[0].Text("changed"); !strings.Contains(got, want) || strings.Contains(got, "bob") || client == "admin" && !strings.Contains(got, "DeviceManagementApps.Read.All") {
			t.Errorf("%s: got %q", client, got)
		}
	}
}
