package provider

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/credential"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// fillFromEnvironment sets what the provider block leaves out from the environment and from the defaults.
func (m *settingsModel) fillFromEnvironment(getenv func(string) string) error {
	var errs []error
	for _, a := range arguments() {
		value := firstSet(getenv, a.env)
		switch {
		case a.text != nil && a.text(m).IsNull():
			*a.text(m) = textOr(value, a.textValue)
		case a.flag != nil && a.flag(m).IsNull():
			flag, err := flagOr(value, a.flagValue)
			if err != nil {
				errs = append(errs, fmt.Errorf("environment variable %s (for %s): %w", strings.Join(a.env, ", "), a.name, err))
			}
			*a.flag(m) = flag
		}
	}
	return errors.Join(errs...)
}

func (m *adminServiceModel) fillFromEnvironment(getenv func(string) string) {
	for _, a := range adminServiceArguments() {
		if a.text(m).IsNull() {
			*a.text(m) = textOr(firstSet(getenv, a.env), a.textValue)
		}
	}
}

// inherit sets what an entry of `tenants` leaves out from the provider block.
func (m *settingsModel) inherit(parent *settingsModel) {
	ownSignIn := m.setsSignIn()
	ownClient := !m.ClientID.IsNull() || !m.ClientIDFilePath.IsNull() // the two are one setting
	for _, a := range arguments() {
		if a.signIn && ownSignIn || ownClient && (a.name == "client_id" || a.name == "client_id_file_path") {
			continue
		}
		if a.text != nil && a.text(m).IsNull() {
			*a.text(m) = *a.text(parent)
		}
		if a.flag != nil && a.flag(m).IsNull() {
			*a.flag(m) = *a.flag(parent)
		}
	}
}

func (m *settingsModel) setsSignIn() bool {
	for _, a := range arguments() {
		if a.signIn && (a.text != nil && !a.text(m).IsNull() || a.flag != nil && !a.flag(m).IsNull()) {
			return true
		}
	}
	return false
}

func (m *adminServiceModel) inherit(parent *adminServiceModel) {
	for _, a := range adminServiceArguments() {
		if a.text(m).IsNull() {
			*a.text(m) = *a.text(parent)
		}
	}
}

// unknown names the first argument that is not known yet.
func (m *settingsModel) unknown() string {
	for _, a := range arguments() {
		if a.text != nil && a.text(m).IsUnknown() || a.flag != nil && a.flag(m).IsUnknown() {
			return a.name
		}
	}
	return ""
}

func (m *adminServiceModel) unknown() string {
	for _, a := range adminServiceArguments() {
		if a.text(m).IsUnknown() {
			return "admin_service." + a.name
		}
	}
	return ""
}

// settings converts a filled model. An error is a value that cannot be used, such as a file that cannot be read.
func (m *settingsModel) settings(name, userAgent string, admin adminServiceModel) (tenant.Settings, error) {
	unknown := m.unknown()
	if unknown == "" {
		unknown = admin.unknown()
	}
	if unknown != "" {
		return tenant.Settings{Name: name, Unknown: unknown}, nil
	}
	home, err := cloud.Parse(m.Environment.ValueString())
	if err != nil {
		return tenant.Settings{}, err
	}
	clientID, err := valueOrFile(m.ClientID, m.ClientIDFilePath, "client_id_file_path")
	if err != nil {
		return tenant.Settings{}, err
	}
	secret, err := valueOrFile(m.ClientSecret, m.ClientSecretFilePath, "client_secret_file_path")
	if err != nil {
		return tenant.Settings{}, err
	}
	// Validators see the configuration only, not what stands in the environment or in a file.
	for name, id := range map[string]string{"tenant_id (ARM_TENANT_ID)": m.TenantID.ValueString(), "client_id (ARM_CLIENT_ID)": clientID} {
		if id != "" && !guid.MatchString(id) {
			return tenant.Settings{}, fmt.Errorf("%s: %q is not a GUID", name, id)
		}
	}
	custom := m.AuthorityHost.ValueString()
	return tenant.Settings{
		Name:              name,
		TenantID:          strings.ToLower(m.TenantID.ValueString()),
		Cloud:             home,
		GraphEndpoint:     or(m.GraphEndpoint.ValueString(), home.GraphRoot),
		CACertificate:     m.CACertificate.ValueString(),
		CACertificatePath: m.CACertificatePath.ValueString(),
		ReadOnly:          m.ReadOnly.ValueBool(),
		UserAgent:         userAgent,
		AdminService: tenant.AdminService{
			URL: admin.URL.ValueString(), Auth: admin.Auth.ValueString(), Scope: admin.Scope.ValueString(),
		},
		Credential: credential.Options{
			ClientID:                  clientID,
			ClientSecret:              secret,
			ClientCertificate:         m.ClientCertificate.ValueString(),
			ClientCertificatePath:     m.ClientCertificatePath.ValueString(),
			ClientCertificatePassword: m.ClientCertificatePassword.ValueString(),
			UseOIDC:                   m.UseOIDC.ValueBool(),
			OIDCToken:                 m.OIDCToken.ValueString(),
			OIDCTokenFilePath:         m.OIDCTokenFilePath.ValueString(),
			OIDCRequestURL:            m.OIDCRequestURL.ValueString(),
			OIDCRequestToken:          m.OIDCRequestToken.ValueString(),
			ADOServiceConnectionID:    m.ADOServiceConnectionID.ValueString(),
			UseAKSWorkloadIdentity:    m.UseAKSWorkloadIdentity.ValueBool(),
			UseMSI:                    m.UseMSI.ValueBool(),
			UseCLI:                    m.UseCLI.ValueBool(),
			AuthorityHost:             or(custom, home.AuthorityHost),
			CustomAuthority:           custom != "",
		},
	}, nil
}

func valueOrFile(value, file types.String, name string) (string, error) {
	if value.ValueString() != "" || file.ValueString() == "" {
		return value.ValueString(), nil
	}
	data, err := os.ReadFile(file.ValueString())
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", name, err)
	}
	return strings.TrimSpace(string(data)), nil
}

func firstSet(getenv func(string) string, names []string) string {
	for _, name := range names {
		if value := getenv(name); value != "" {
			return value
		}
	}
	return ""
}

func textOr(value, fallback string) types.String {
	if value = or(value, fallback); value == "" {
		return types.StringNull()
	}
	return types.StringValue(value)
}

func flagOr(value string, fallback bool) (types.Bool, error) {
	if value == "" {
		return types.BoolValue(fallback), nil
	}
	flag, err := strconv.ParseBool(value)
	if err != nil {
		return types.BoolValue(fallback), fmt.Errorf("%q is neither true nor false", value)
	}
	return types.BoolValue(flag), nil
}

func or(value, fallback string) string {
	if value != "" {
		return value
	}
	return fallback
}
