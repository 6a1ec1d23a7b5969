package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/credential"
)

// TestSources: of every value it is known where it came from, also when it was inherited.
func TestSources(t *testing.T) {
	parent := settingsModel{ClientID: types.StringValue("b"), UseOIDC: types.BoolUnknown(), ClientSecret: types.StringValue("")}
	if err := parent.fillFromEnvironment(environment(map[string]string{"ARM_TENANT_ID": "t", "SYSTEM_ACCESSTOKEN": "s", "ARM_USE_MSI": "true", "ARM_CLIENT_SECRET": "not taken"})); err != nil {
		t.Fatal(err)
	}
	entry := settingsModel{TenantID: types.StringValue("own")}
	entry.inherit(&parent)
	alone := settingsModel{OIDCToken: types.StringValue("o")}
	alone.inherit(&parent)
	for name, tt := range map[string]struct {
		sources map[string]string
		want    map[string]string
	}{
		"block":             {parent.sources, map[string]string{"client_id": credential.FromBlock, "use_oidc": credential.FromBlock, "tenant_id": "from the environment variable ARM_TENANT_ID", "oidc_request_token": "from the environment variable SYSTEM_ACCESSTOKEN", "use_msi": "from the environment variable ARM_USE_MSI", "use_cli": credential.ByDefault, "environment": credential.ByDefault, "client_secret": "", "oidc_token": ""}},
		"entry":             {entry.sources, map[string]string{"tenant_id": credential.FromEntry, "client_id": credential.FromBlock, "use_msi": "from the environment variable ARM_USE_MSI", "use_cli": credential.ByDefault}},
		"entry of its own":  {alone.sources, map[string]string{"oidc_token": credential.FromEntry, "client_id": credential.FromBlock, "use_msi": "", "use_cli": ""}},
		"nothing by itself": {new(settingsModel).given("x"), map[string]string{"client_id": "", "use_cli": ""}},
	} {
		for argument, want := range tt.want {
			if got := tt.sources[argument]; got != want {
				t.Errorf("%s: %s is said to be %q, want %q", name, argument, got, want)
			}
		}
	}
}

// TestFileOfTheBlock: a file that the block names is not overruled by a value of the environment.
func TestFileOfTheBlock(t *testing.T) {
	m := settingsModel{ClientSecretFilePath: types.StringValue("file"), ClientIDFilePath: types.StringValue("file")}
	if err := m.fillFromEnvironment(environment(map[string]string{"ARM_CLIENT_SECRET": "s", "ARM_CLIENT_ID": "c", "ARM_OIDC_TOKEN": "o"})); err != nil {
		t.Fatal(err)
	}
	if !m.ClientSecret.IsNull() || !m.ClientID.IsNull() || m.OIDCToken.ValueString() != "o" {
		t.Errorf("got %+v", m.sources)
	}
}

// TestPod: in a pod of AKS the tenant and the client are those that AKS sets, unless others are configured.
func TestPod(t *testing.T) {
	pod := map[string]string{"ARM_USE_AKS_WORKLOAD_IDENTITY": "true", "AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_FEDERATED_TOKEN_FILE": "f"}
	var m settingsModel
	if err := m.fillFromEnvironment(environment(pod)); err != nil {
		t.Fatal(err)
	}
	if m.TenantID.ValueString() != "t" || m.ClientID.ValueString() != "c" || m.OIDCTokenFilePath.ValueString() != "f" || m.sources["client_id"] != "from the environment variable AZURE_CLIENT_ID" {
		t.Errorf("got %+v", m.sources)
	}
	own := settingsModel{TenantID: types.StringValue("own"), ClientIDFilePath: types.StringValue("file")}
	if err := own.fillFromEnvironment(environment(pod)); err != nil || own.TenantID.ValueString() != "own" || !own.ClientID.IsNull() {
		t.Errorf("%v, got %+v", err, own.sources)
	}
	delete(pod, "ARM_USE_AKS_WORKLOAD_IDENTITY")
	var other settingsModel
	if err := other.fillFromEnvironment(environment(pod)); err != nil || !other.TenantID.IsNull() || !other.ClientID.IsNull() {
		t.Errorf("without a workload identity its ids are taken: %v, %+v", err, other.sources)
	}
}

// TestTwoWays: two ways to sign in are refused where one place names both, and only there.
func TestTwoWays(t *testing.T) {
	block := settingsModel{ClientSecret: types.StringValue("s"), UseMSI: types.BoolValue(true)}
	if err := block.fillFromEnvironment(environment(nil)); err != nil {
		t.Fatal(err)
	}
	if _, err := block.settings("", "agent", adminServiceModel{}); err == nil || !strings.Contains(err.Error(), "client_secret and use_msi are two ways to sign in, both from the provider block") {
		t.Errorf("got %v", err)
	}
	entry := settingsModel{TenantID: types.StringValue("aaaaaaaa-0000-0000-0000-000000000001")}
	entry.inherit(&block)
	if _, err := entry.settings("e", "agent", adminServiceModel{}); err != nil {
		t.Errorf("the entry names nothing: %v", err)
	}
	own := settingsModel{ClientSecret: types.StringValue("s"), ClientSecretFilePath: types.StringValue("f")}
	own.inherit(&block)
	if _, err := own.settings("e", "agent", adminServiceModel{}); err == nil || !strings.Contains(err.Error(), "client_secret and client_secret_file_path are two values for the same thing, both from the entry of tenants") {
		t.Errorf("got %v", err)
	}
	var variables settingsModel
	if err := variables.fillFromEnvironment(environment(map[string]string{"ARM_CLIENT_SECRET": "s", "ARM_USE_MSI": "true", "ARM_CLIENT_CERTIFICATE": "c"})); err != nil {
		t.Fatal(err)
	}
	if _, err := variables.settings("", "agent", adminServiceModel{}); err != nil {
		t.Errorf("variables may name several ways: %v", err)
	}
}
