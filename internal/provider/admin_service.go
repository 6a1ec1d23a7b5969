package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// adminServiceModel is the nested attribute admin_service.
type adminServiceModel struct {
	URL                 types.String `tfsdk:"url"`
	AdditionalURLs      types.List   `tfsdk:"additional_urls"`
	Auth                types.String `tfsdk:"auth"`
	Scope               types.String `tfsdk:"scope"`
	Username            types.String `tfsdk:"username"`
	Password            types.String `tfsdk:"password"`
	PasswordFilePath    types.String `tfsdk:"password_file_path"`
	KeytabPath          types.String `tfsdk:"keytab_path"`
	CredentialCachePath types.String `tfsdk:"credential_cache_path"`
	Realm               types.String `tfsdk:"realm"`
	KDC                 types.List   `tfsdk:"kdc"`
	Krb5ConfPath        types.String `tfsdk:"krb5_conf_path"`
	SPN                 types.String `tfsdk:"spn"`
	UseEnvironmentProxy types.Bool   `tfsdk:"use_environment_proxy"`
}

// group is a set of arguments that belong together: an entry of `tenants` that sets one of them inherits none.
type group string

// The groups.
const (
	groupNone    group = ""
	groupAddress group = "address"
	groupAccount group = "account"
)

// adminServiceArgument is one nested argument of admin_service. One of text, list and flag gives its field.
type adminServiceArgument struct {
	name, description string
	env               []string
	group             group
	way               bool // it is one of those that the account signs in with
	where             bool // it is one of those that say where the domain controllers are
	sensitive         bool
	textValue         string // the default
	validators        []validator.String

	text func(*adminServiceModel) *types.String
	list func(*adminServiceModel) *types.List
	flag func(*adminServiceModel) *types.Bool
}

func adminServiceArguments() []adminServiceArgument {
	return []adminServiceArgument{
		{
			name: "url", env: []string{"TENANTATTACH_ADMIN_SERVICE_URL"}, group: groupAddress, validators: []validator.String{isHTTPS()},
			description: "Where the administration service is. With Windows sign-in (`kerberos`, `ntlm`, `negotiate`): `https://<FQDN of the SMS Provider>/AdminService`. With `entra`: `https://<FQDN of the SMS Provider>/AdminService_TokenAuth` (observed), or the route through a cloud management gateway, `https://<CMG>/CCM_Proxy_ServerAuth/<id>/AdminService`.",
			text:        func(m *adminServiceModel) *types.String { return &m.URL },
		},
		{
			name: "additional_urls", env: []string{"TENANTATTACH_ADMIN_SERVICE_ADDITIONAL_URLS"}, group: groupAddress, validators: []validator.String{isHTTPS()},
			description: "Further SMS Providers of the same hierarchy, which is not checked. A read goes to the next one when one does not answer, or fails; a write is sent once, to the one that answered last.",
			list:        func(m *adminServiceModel) *types.List { return &m.AdditionalURLs },
		},
		{
			name: "auth", env: []string{"TENANTATTACH_ADMIN_SERVICE_AUTH"}, textValue: tenant.AuthEntra,
			validators: []validator.String{stringvalidator.OneOf(tenant.AuthMethods()...)},
			description: "How to sign in to the administration service. `kerberos`: as an account of Active Directory, with a password, a keytab or a credential cache; the only Windows sign-in that sites take from 2509 on. " +
				"`ntlm`: with a password, for sites before 2509. `negotiate`: as the user who runs Terraform; on Windows only. " +
				"`entra` (default): with a bearer token for `scope`. Microsoft documents delegated user tokens for it (sign in with the Azure CLI); that it takes app-only tokens is not documented.",
			text: func(m *adminServiceModel) *types.String { return &m.Auth },
		},
		{
			name: "scope", env: []string{"TENANTATTACH_ADMIN_SERVICE_SCOPE"},
			description: "The scope of the token for `auth = \"entra\"`: `api://<tenant id>/<server app>/.default`, where the App ID URI is that of the server app of the hierarchy's Azure service *Cloud Management* (or *Administration Service Management*, 2207 and newer).",
			text:        func(m *adminServiceModel) *types.String { return &m.Scope },
		},
		{
			name: "username", env: []string{"TENANTATTACH_ADMIN_SERVICE_USERNAME"}, group: groupAccount,
			description: "The account for `kerberos` (`svc-tf@CORP.CONTOSO.COM`, or `svc-tf` with `realm`) or `ntlm` (`CORP\\svc-tf`). A credential cache names its own.",
			text:        func(m *adminServiceModel) *types.String { return &m.Username },
		},
		{
			name: "password", env: []string{"TENANTATTACH_ADMIN_SERVICE_PASSWORD"}, group: groupAccount, way: true, sensitive: true,
			description: "The password of `username`. A wrong one reaches a domain controller once in a run, so that the account is not locked.",
			text:        func(m *adminServiceModel) *types.String { return &m.Password },
		},
		{
			name: "password_file_path", env: []string{"TENANTATTACH_ADMIN_SERVICE_PASSWORD_FILE_PATH"}, group: groupAccount, way: true,
			description: "A file that holds the password of `username`.",
			text:        func(m *adminServiceModel) *types.String { return &m.PasswordFilePath },
		},
		{
			name: "keytab_path", env: []string{"TENANTATTACH_ADMIN_SERVICE_KEYTAB_PATH"}, group: groupAccount, way: true,
			description: "A keytab with the keys of `username`, for `kerberos`. Where nothing else is set: the file in `KRB5_CLIENT_KTNAME`, when there is a `username`.",
			text:        func(m *adminServiceModel) *types.String { return &m.KeytabPath },
		},
		{
			name: "credential_cache_path", env: []string{"TENANTATTACH_ADMIN_SERVICE_CREDENTIAL_CACHE_PATH"}, group: groupAccount, way: true,
			description: "A credential cache as `kinit` makes it (type `FILE`), for `kerberos`; read anew for each ticket. Where nothing else is set: that in `KRB5CCNAME`, or `/tmp/krb5cc_<uid>`.",
			text:        func(m *adminServiceModel) *types.String { return &m.CredentialCachePath },
		},
		{
			name: "realm", env: []string{"TENANTATTACH_ADMIN_SERVICE_REALM"}, group: groupAccount,
			description: "The Kerberos realm of `username`: the DNS name of its domain. Default: what stands behind the `@`.",
			text:        func(m *adminServiceModel) *types.String { return &m.Realm },
		},
		{
			name: "kdc", env: []string{"TENANTATTACH_ADMIN_SERVICE_KDC"}, group: groupAccount, where: true,
			description: "The domain controllers of the realm, `host` or `host:port`. Default: those in `krb5_conf_path`, else in the DNS.",
			list:        func(m *adminServiceModel) *types.List { return &m.KDC },
		},
		{
			name: "krb5_conf_path", env: []string{"TENANTATTACH_ADMIN_SERVICE_KRB5_CONF_PATH"}, group: groupAccount, where: true,
			description: "A `krb5.conf`, for realms that need more than `kdc`: several domains (`[domain_realm]`), encryption types. Default without `kdc`: the file in `KRB5_CONFIG`, or `/etc/krb5.conf`.",
			text:        func(m *adminServiceModel) *types.String { return &m.Krb5ConfPath },
		},
		{
			name: "spn", env: []string{"TENANTATTACH_ADMIN_SERVICE_SPN"}, group: groupAddress,
			description: "The service principal name of the SMS Provider. Default: `HTTP/<host of the URL>`.",
			text:        func(m *adminServiceModel) *types.String { return &m.SPN },
		},
		{
			name: "use_environment_proxy", env: []string{"TENANTATTACH_ADMIN_SERVICE_USE_ENVIRONMENT_PROXY"},
			description: "Send the traffic through the proxy that `HTTPS_PROXY` and `NO_PROXY` name. Default: `false`, since a site's administration service does not work through proxies; for a cloud management gateway, which is on the internet, it may be needed.",
			flag:        func(m *adminServiceModel) *types.Bool { return &m.UseEnvironmentProxy },
		},
	}
}

func (a adminServiceArgument) value(m *adminServiceModel) attr.Value {
	switch {
	case a.text != nil:
		return *a.text(m)
	case a.list != nil:
		return *a.list(m)
	default:
		return *a.flag(m)
	}
}

// copy takes the value of another model.
func (a adminServiceArgument) copy(to, from *adminServiceModel) {
	switch {
	case a.text != nil:
		*a.text(to) = *a.text(from)
	case a.list != nil:
		*a.list(to) = *a.list(from)
	default:
		*a.flag(to) = *a.flag(from)
	}
}

// unknownAdminService is a model of which nothing is known.
func unknownAdminService() adminServiceModel {
	var m adminServiceModel
	for _, a := range adminServiceArguments() {
		switch {
		case a.text != nil:
			*a.text(&m) = types.StringUnknown()
		case a.list != nil:
			*a.list(&m) = types.ListUnknown(types.StringType)
		default:
			*a.flag(&m) = types.BoolUnknown()
		}
	}
	return m
}

// fillFromEnvironment sets what the provider block leaves out from the environment and from the defaults.
func (m *adminServiceModel) fillFromEnvironment(getenv func(string) string, exists func(string) bool) error {
	given := m.given()
	for _, a := range adminServiceArguments() {
		// Where the block says one thing of what belongs together, the environment says nothing of it.
		if !a.value(m).IsNull() || a.way && given.way || a.where && given.where || a.group == groupAddress && given.address {
			continue
		}
		_, value := firstNamed(getenv, a.env)
		switch {
		case a.text != nil:
			*a.text(m) = textOr(value, a.textValue)
		case a.list != nil:
			*a.list(m) = listOf(strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' }))
		default:
			flag, err := flagOr(value, false)
			if err != nil {
				return fmt.Errorf("environment variable %s: %w", strings.Join(a.env, ", "), err)
			}
			*a.flag(m) = flag
		}
	}
	m.fillFromKerberos(getenv, exists)
	return nil
}

// given says of what a model has a part.
type given struct{ way, where, address bool }

func (m *adminServiceModel) given() (g given) {
	for _, a := range adminServiceArguments() {
		if a.value(m).IsNull() {
			continue
		}
		g.way, g.where, g.address = g.way || a.way, g.where || a.where, g.address || a.group == groupAddress
	}
	return g
}

func listOf(texts []string) types.List {
	if len(texts) == 0 {
		return types.ListNull(types.StringType)
	}
	values := make([]attr.Value, len(texts))
	for i, text := range texts {
		values[i] = types.StringValue(text)
	}
	return types.ListValueMust(types.StringType, values)
}

// inherit sets what an entry of `tenants` leaves out from the provider block.
func (m *adminServiceModel) inherit(parent *adminServiceModel) {
	own := map[group]bool{}
	for _, a := range adminServiceArguments() {
		own[a.group] = own[a.group] || !a.value(m).IsNull()
	}
	own[groupNone] = false
	for _, a := range adminServiceArguments() {
		if a.value(m).IsNull() && !own[a.group] {
			a.copy(m, parent)
		}
	}
}

func (m *adminServiceModel) unknown() string {
	for _, a := range adminServiceArguments() {
		value := a.value(m)
		if value.IsUnknown() {
			return "admin_service." + a.name
		}
		if list, ok := value.(types.List); ok {
			for _, element := range list.Elements() {
				if element.IsUnknown() {
					return "admin_service." + a.name
				}
			}
		}
	}
	return ""
}

// settings converts a filled model. An error is a value that cannot be used, such as a file that cannot be read.
func (m *adminServiceModel) settings() (tenant.AdminService, error) {
	password, err := m.password()
	if err != nil {
		return tenant.AdminService{}, err
	}
	s := tenant.AdminService{
		URL: m.URL.ValueString(), OtherURLs: texts(m.AdditionalURLs), Auth: m.Auth.ValueString(), Scope: m.Scope.ValueString(),
		Username: m.Username.ValueString(), KeytabPath: m.KeytabPath.ValueString(), CredentialCachePath: m.CredentialCachePath.ValueString(),
		Realm: m.Realm.ValueString(), KDCs: texts(m.KDC), Krb5ConfPath: m.Krb5ConfPath.ValueString(), SPN: m.SPN.ValueString(),
		UseEnvironmentProxy: m.UseEnvironmentProxy.ValueBool(),
	}
	if password != "" {
		s.Password = secret.New(password)
	}
	return s, nil
}

// password is the argument, or what stands in the file without the end of its line: a password may begin or end with a
// space.
func (m *adminServiceModel) password() (string, error) {
	if m.PasswordFilePath.ValueString() == "" {
		return m.Password.ValueString(), nil
	}
	if m.Password.ValueString() != "" {
		return "", errors.New("admin_service.password and admin_service.password_file_path exclude each other")
	}
	data, err := bounded.File(m.PasswordFilePath.ValueString())
	if err != nil {
		return "", fmt.Errorf("reading admin_service.password_file_path: %w", err)
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r"), nil
}

func texts(list types.List) []string {
	out := []string{}
	for _, element := range list.Elements() {
		if text, ok := element.(types.String); ok {
			out = append(out, text.ValueString())
		}
	}
	return out
}
