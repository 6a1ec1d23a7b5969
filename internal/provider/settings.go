package provider

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/credential"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// fillFromEnvironment sets what the provider block leaves out from the environment and from the defaults, and takes down
// where each value came from.
func (m *settingsModel) fillFromEnvironment(getenv func(string) string) error {
	var errs []error
	given := m.given(credential.FromBlock)
	m.sources = maps.Clone(given)
	for _, a := range arguments() {
		variable, value := firstNamed(getenv, a.env)
		if a.file != "" && given[a.file] != "" { // the file that the block names has the value
			continue
		}
		switch {
		case a.text != nil && a.text(m).IsNull():
			if *a.text(m) = textOr(value, a.textValue); !a.text(m).IsNull() {
				m.from(a.name, variable)
			}
		case a.flag != nil && a.flag(m).IsNull():
			flag, err := flagOr(value, a.flagValue)
			if err != nil {
				errs = append(errs, fmt.Errorf("environment variable %s (for %s): %w", strings.Join(a.env, ", "), a.name, err))
			}
			*a.flag(m) = flag
			m.from(a.name, variable)
		}
	}
	m.fillFromPod(getenv)
	return errors.Join(errs...)
}

// inherit sets what an entry of `tenants` leaves out from the provider block.
func (m *settingsModel) inherit(parent *settingsModel) {
	m.sources = m.given(credential.FromEntry)
	ownSignIn := m.setsSignIn()
	ownClient := !m.ClientID.IsNull() || !m.ClientIDFilePath.IsNull() // the two are one setting
	for _, a := range arguments() {
		if a.signIn && ownSignIn || ownClient && (a.name == "client_id" || a.name == "client_id_file_path") {
			continue
		}
		switch {
		case a.text != nil && a.text(m).IsNull():
			*a.text(m) = *a.text(parent)
		case a.flag != nil && a.flag(m).IsNull():
			*a.flag(m) = *a.flag(parent)
		default:
			continue
		}
		if source := parent.sources[a.name]; source != "" {
			m.sources[a.name] = source
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

// unknown names the first argument that is not known yet.
func (m *settingsModel) unknown() string {
	for _, a := range arguments() {
		if a.text != nil && a.text(m).IsUnknown() || a.flag != nil && a.flag(m).IsUnknown() {
			return a.name
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
	site, err := admin.settings()
	if err != nil {
		return tenant.Settings{}, err
	}
	// Validators see the configuration only, not what stands in the environment or in a file.
	for name, id := range map[string]string{"tenant_id (ARM_TENANT_ID)": m.TenantID.ValueString(), "client_id (ARM_CLIENT_ID)": clientID} {
		if id != "" && !core.IsGUID(id) {
			return tenant.Settings{}, fmt.Errorf("%s: %q is not a GUID", name, id)
		}
	}
	signIn := m.signIn(clientID, secret, home)
	if err := signIn.CheckNamed(origin(name)); err != nil {
		return tenant.Settings{}, err
	}
	return tenant.Settings{
		Name:              name,
		TenantID:          strings.ToLower(m.TenantID.ValueString()),
		Cloud:             home,
		GraphEndpoint:     or(m.GraphEndpoint.ValueString(), home.GraphRoot),
		CACertificate:     m.CACertificate.ValueString(),
		CACertificatePath: m.CACertificatePath.ValueString(),
		ReadOnly:          m.ReadOnly.ValueBool(),
		DriftAttribution:  m.DriftAttribution.ValueBool(),
		UserAgent:         userAgent,
		AdminService:      site,
		Credential:        signIn,
	}, nil
}

// signIn are the sign-in settings, with where each came from.
func (m *settingsModel) signIn(clientID, secret string, home cloud.Cloud) credential.Options {
	custom := m.AuthorityHost.ValueString()
	return credential.Options{
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
		Sources:                   m.sources,
	}
}

// origin is where the tenant of that name is configured.
func origin(name string) string {
	if name == "" {
		return credential.FromBlock
	}
	return credential.FromEntry
}

func valueOrFile(value, file types.String, name string) (string, error) {
	if value.ValueString() != "" || file.ValueString() == "" {
		return value.ValueString(), nil
	}
	data, err := bounded.File(file.ValueString())
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", name, err)
	}
	text := strings.TrimSpace(string(data))
	if text == "" {
		return "", fmt.Errorf("%s %s is empty", name, file.ValueString())
	}
	return text, nil
}

// firstNamed is the first environment variable that is set, with its value.
func firstNamed(getenv func(string) string, names []string) (name, value string) {
	for _, name := range names {
		if value := getenv(name); value != "" {
			return name, value
		}
	}
	return "", ""
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
