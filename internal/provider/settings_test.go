package provider

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// environment is a getenv over a map.
func environment(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestFillFromEnvironment(t *testing.T) {
	tests := map[string]struct {
		config settingsModel
		env    map[string]string
		check  func(settingsModel) bool
	}{
		"variable stands in":            {env: map[string]string{"ARM_TENANT_ID": "x"}, check: func(m settingsModel) bool { return m.TenantID.ValueString() == "x" }},
		"argument wins":                 {config: settingsModel{TenantID: types.StringValue("y")}, env: map[string]string{"ARM_TENANT_ID": "x"}, check: func(m settingsModel) bool { return m.TenantID.ValueString() == "y" }},
		"unknown argument stays":        {config: settingsModel{TenantID: types.StringUnknown()}, env: map[string]string{"ARM_TENANT_ID": "x"}, check: func(m settingsModel) bool { return m.TenantID.IsUnknown() }},
		"default of a text":             {check: func(m settingsModel) bool { return m.Environment.ValueString() == "public" }},
		"default of a flag":             {check: func(m settingsModel) bool { return m.UseCLI.ValueBool() && !m.UseMSI.ValueBool() }},
		"flag from the environment":     {env: map[string]string{"ARM_USE_CLI": "false", "ARM_USE_OIDC": "true"}, check: func(m settingsModel) bool { return !m.UseCLI.ValueBool() && m.UseOIDC.ValueBool() }},
		"first of several variables":    {env: map[string]string{"ACTIONS_ID_TOKEN_REQUEST_URL": "b", "ARM_OIDC_REQUEST_URL": "a"}, check: func(m settingsModel) bool { return m.OIDCRequestURL.ValueString() == "a" }},
		"second of several variables":   {env: map[string]string{"SYSTEM_ACCESSTOKEN": "c"}, check: func(m settingsModel) bool { return m.OIDCRequestToken.ValueString() == "c" }},
		"nothing set is null, not text": {check: func(m settingsModel) bool { return m.ClientSecret.IsNull() }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := tt.config
			if err := m.fillFromEnvironment(environment(tt.env)); err != nil {
				t.Fatal(err)
			}
			if !tt.check(m) {
				t.Errorf("got %+v", m)
			}
		})
	}
	var m settingsModel
	if err := m.fillFromEnvironment(environment(map[string]string{"ARM_USE_MSI": "perhaps"})); err == nil || !strings.Contains(err.Error(), "ARM_USE_MSI") {
		t.Errorf("a flag that is neither true nor false: %v", err)
	}
}

func TestInherit(t *testing.T) {
	parent := settingsModel{
		TenantID: types.StringValue("parent"), ClientID: types.StringValue("client"),
		ClientCertificatePath: types.StringValue("cert.pfx"), UseCLI: types.BoolValue(true), ReadOnly: types.BoolValue(true),
	}
	t.Run("what is left out", func(t *testing.T) {
		m := settingsModel{TenantID: types.StringValue("own")}
		m.inherit(&parent)
		if m.TenantID.ValueString() != "own" || m.ClientID.ValueString() != "client" || m.ClientCertificatePath.ValueString() != "cert.pfx" || !m.ReadOnly.ValueBool() {
			t.Errorf("got %+v", m)
		}
	})
	t.Run("an own file with the client id", func(t *testing.T) {
		m := settingsModel{ClientIDFilePath: types.StringValue("file")}
		m.inherit(&parent)
		if !m.ClientID.IsNull() {
			t.Error("the parent's client_id was inherited: it would win over the entry's file")
		}
	})
	t.Run("an own way to sign in takes none of the parent's", func(t *testing.T) {
		m := settingsModel{ClientSecret: types.StringValue("s")}
		m.inherit(&parent)
		if !m.ClientCertificatePath.IsNull() || m.UseCLI.ValueBool() {
			t.Error("the parent's sign-in was inherited: its certificate would win over the entry's secret")
		}
		if m.ClientID.ValueString() != "client" {
			t.Error("client_id was not inherited")
		}
	})
}

func TestSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("from file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := settingsModel{
		TenantID: types.StringValue("AAAAAAAA-0000-0000-0000-000000000001"), Environment: types.StringValue("usgovernment"),
		ClientSecretFilePath: types.StringValue(file),
	}
	s, err := m.settings("n", "agent", adminServiceModel{URL: types.StringValue("https://cm/AdminService")})
	if err != nil {
		t.Fatal(err)
	}
	if s.TenantID != "aaaaaaaa-0000-0000-0000-000000000001" || s.Credential.ClientSecret != "from file" || s.Credential.CustomAuthority {
		t.Error("tenant id not in lower case, secret file not read, or authority taken for a custom one")
	}
	if s.GraphEndpoint != "https://graph.microsoft.us" || s.AdminService.URL != "https://cm/AdminService" {
		t.Errorf("got %s, %s", s.GraphEndpoint, s.AdminService.URL)
	}

	bad := m
	bad.TenantID = types.StringValue("contoso")
	if _, err := bad.settings("n", "agent", adminServiceModel{}); err == nil || !strings.Contains(err.Error(), "ARM_TENANT_ID") {
		t.Errorf("a tenant id that is none: %v", err)
	}
	m.AuthorityHost = types.StringUnknown()
	if s, err = m.settings("n", "agent", adminServiceModel{}); err != nil || s.Unknown != "authority_host" {
		t.Errorf("unknown argument: %q, %v", s.Unknown, err)
	}
	m.AuthorityHost, m.ClientSecretFilePath = types.StringNull(), types.StringValue(file+".missing")
	if _, err = m.settings("n", "agent", adminServiceModel{}); err == nil || !strings.Contains(err.Error(), "client_secret_file_path") {
		t.Errorf("missing file: %v", err)
	}
}
