package acceptance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestQuickstart goes through the example of the README with two tenants, of which one has the microservice already, as
// a user does: variables in a file, the sign-in in the environment, the provider in a process of its own.
func TestQuickstart(t *testing.T) {
	t.Parallel()
	e := New(t)
	admin := e.Client("admin")
	tenants := map[string]any{}
	for name, scope := range map[string]string{"contoso": "P0100014", "fabrikam": "all_devices"} {
		at := e.Lab.Endpoints(name)
		tenants[name] = map[string]any{
			"tenant_id": at.TenantID, "name": name, "upload_scope": scope, "authority_host": at.AuthorityHost, "graph_endpoint": at.GraphEndpoint,
			"admin_service": map[string]string{"url": at.GatewayURL, "scope": at.AdminServiceScope},
		}
	}
	variables, err := json.Marshal(map[string]any{"tenants": tenants})
	if err != nil {
		t.Fatal(err)
	}
	p := e.ProcessIn("../../examples/quickstart", "ARM_CLIENT_ID="+admin.ClientID, "ARM_CLIENT_SECRET="+admin.Secret, "TENANTATTACH_CA_CERTIFICATE_PATH="+e.Lab.CAFile())
	if err := os.WriteFile(filepath.Join(p.Dir, "terraform.tfvars.json"), variables, 0o600); err != nil {
		t.Fatal(err)
	}
	p.plan(2)
	p.apply()
	p.plan(0)
	p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}
