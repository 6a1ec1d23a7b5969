package lab

import (
	"slices"
	"testing"

	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestUserToken: a person's token is delegated, names the user of that tenant, and has what the seed grants.
func TestUserToken(t *testing.T) {
	l, err := Start(t.Context(), Options{Dir: t.TempDir(), Clock: clockwork.NewRealClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	at := l.Endpoints("fabrikam")
	for scope, want := range map[string]string{at.GraphEndpoint + "/.default": "Application.Read.All Directory.Read.All Organization.Read.All DeviceManagementConfiguration.Read.All DeviceManagementManagedDevices.Read.All", at.AdminServiceScope: "user_impersonation"} {
		raw, err := l.UserToken("fabrikam", "auditor", scope)
		if err != nil {
			t.Fatal(err)
		}
		claims, err := l.keys[world.CloudPublic].Verify(raw, scope[:len(scope)-len("/.default")])
		if err != nil || claims.IDType != "user" || claims.UPN != "auditor@fabrikam.example" || claims.Scope != want || claims.TenantID != at.TenantID || len(claims.Roles) > 0 || claims.ObjectID == "" {
			t.Errorf("%+v, %v", claims, err)
		}
		if !slices.Contains(l.World().Secrets().All(), raw) {
			t.Error("the token is not recorded as a secret")
		}
	}
	for _, bad := range [][3]string{{"other", "auditor", at.AdminServiceScope}, {"fabrikam", "nobody", at.AdminServiceScope}, {"fabrikam", "auditor", "api://other/.default"}, {"fabrikam", "auditor", "openid"}} {
		if _, err := l.UserToken(bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("%v got a token", bad)
		}
	}
}
