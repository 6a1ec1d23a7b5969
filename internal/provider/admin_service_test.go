package provider

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func text(s string) types.String { return types.StringValue(s) }

// shown is what a model holds, by argument, without the address of anything secret.
func shown(m adminServiceModel) string {
	out := []string{}
	for _, a := range adminServiceArguments() {
		if value := a.value(&m); !value.IsNull() {
			out = append(out, a.name+"="+strings.Trim(value.String(), `"`))
		}
	}
	return strings.Join(out, " ")
}

func TestAdminServiceFromEnvironment(t *testing.T) {
	const prefix = "TENANTATTACH_ADMIN_SERVICE_"
	cache := fmt.Sprintf("/tmp/krb5cc_%d", os.Getuid())
	none := func(string) bool { return false }
	tests := map[string]struct {
		config adminServiceModel
		env    map[string]string
		exists func(string) bool
		want   string
	}{
		"nothing":                      {want: "auth=entra use_environment_proxy=false"},
		"everything":                   {env: map[string]string{prefix + "URL": "u", prefix + "ADDITIONAL_URLS": "v,w x", prefix + "AUTH": "kerberos", prefix + "KDC": "dc01", prefix + "USE_ENVIRONMENT_PROXY": "1"}, want: `url=u additional_urls=["v","w","x"] auth=kerberos kdc=["dc01"] use_environment_proxy=true`},
		"argument wins":                {config: adminServiceModel{Auth: text("ntlm")}, env: map[string]string{prefix + "AUTH": "kerberos"}, want: "auth=ntlm use_environment_proxy=false"},
		"the block's way wins":         {config: adminServiceModel{KeytabPath: text("k")}, env: map[string]string{prefix + "PASSWORD": "p", "KRB5CCNAME": "c"}, want: "auth=entra keytab_path=k use_environment_proxy=false"},
		"the machine's cache":          {env: map[string]string{"KRB5CCNAME": "FILE:/x"}, want: "auth=entra credential_cache_path=FILE:/x use_environment_proxy=false"},
		"the user's cache":             {exists: func(name string) bool { return name == cache }, want: "auth=entra credential_cache_path=" + cache + " use_environment_proxy=false"},
		"the machine's keytab":         {config: adminServiceModel{Username: text("u")}, env: map[string]string{"KRB5_CLIENT_KTNAME": "k", "KRB5CCNAME": "c"}, want: "auth=entra username=u keytab_path=k use_environment_proxy=false"},
		"a keytab for nobody":          {env: map[string]string{"KRB5_CLIENT_KTNAME": "k", "KRB5CCNAME": "c"}, want: "auth=entra credential_cache_path=c use_environment_proxy=false"},
		"a password wins over a cache": {env: map[string]string{prefix + "PASSWORD": "p", "KRB5CCNAME": "c"}, want: "auth=entra password=p use_environment_proxy=false"},
		"the machine's krb5.conf":      {exists: func(name string) bool { return name == "/etc/krb5.conf" }, want: "auth=entra krb5_conf_path=/etc/krb5.conf use_environment_proxy=false"},
		"another krb5.conf":            {env: map[string]string{"KRB5_CONFIG": "c"}, want: "auth=entra krb5_conf_path=c use_environment_proxy=false"},
		"kdc in place of a krb5.conf":  {config: adminServiceModel{KDC: listOf([]string{"d"})}, env: map[string]string{"KRB5_CONFIG": "c"}, want: `auth=entra kdc=["d"] use_environment_proxy=false`},
		"the block's address wins":     {config: adminServiceModel{URL: text("u")}, env: map[string]string{prefix + "ADDITIONAL_URLS": "v", prefix + "SPN": "s"}, want: "url=u auth=entra use_environment_proxy=false"},
		"the block's KDC wins":         {config: adminServiceModel{KDC: listOf([]string{"d"})}, env: map[string]string{prefix + "KRB5_CONF_PATH": "c"}, want: `auth=entra kdc=["d"] use_environment_proxy=false`},
		"not known yet":                {config: adminServiceModel{Password: types.StringUnknown()}, env: map[string]string{"KRB5CCNAME": "c"}, want: "auth=entra password=<unknown> use_environment_proxy=false"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if tt.exists == nil {
				tt.exists = none
			}
			m := tt.config
			if err := m.fillFromEnvironment(environment(tt.env), tt.exists); err != nil {
				t.Fatal(err)
			}
			if got := shown(m); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
	var m adminServiceModel
	if err := m.fillFromEnvironment(environment(map[string]string{prefix + "USE_ENVIRONMENT_PROXY": "perhaps"}), none); err == nil || !strings.Contains(err.Error(), "USE_ENVIRONMENT_PROXY") {
		t.Errorf("got %v", err)
	}
}

// TestAdminServiceInherits: what belongs together is inherited together or not at all.
func TestAdminServiceInherits(t *testing.T) {
	parent := adminServiceModel{
		URL: text("U"), AdditionalURLs: listOf([]string{"V"}), SPN: text("S"), Auth: text("kerberos"), Scope: text("C"),
		Username: text("N"), Password: text("P"), Realm: text("R"), KDC: listOf([]string{"K"}), UseEnvironmentProxy: types.BoolValue(true),
	}
	tests := map[string]struct {
		own  adminServiceModel
		want string
	}{
		"nothing of its own": {adminServiceModel{}, `url=U additional_urls=["V"] auth=kerberos scope=C username=N password=P realm=R kdc=["K"] spn=S use_environment_proxy=true`},
		"an own URL":         {adminServiceModel{URL: text("u")}, `url=u auth=kerberos scope=C username=N password=P realm=R kdc=["K"] use_environment_proxy=true`},
		"an own keytab":      {adminServiceModel{KeytabPath: text("k"), Username: text("n")}, `url=U additional_urls=["V"] auth=kerberos scope=C username=n keytab_path=k spn=S use_environment_proxy=true`},
		"an own way":         {adminServiceModel{Auth: text("entra")}, `url=U additional_urls=["V"] auth=entra scope=C username=N password=P realm=R kdc=["K"] spn=S use_environment_proxy=true`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := tt.own
			m.inherit(&parent)
			if got := shown(m); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestAdminServiceSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(" from file \r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := adminServiceModel{PasswordFilePath: text(file), AdditionalURLs: listOf([]string{"a", "b"}), KDC: listOf([]string{"c"}), UseEnvironmentProxy: types.BoolValue(true)}
	s, err := m.settings()
	if err != nil || s.Password.Reveal() != " from file " || !slices.Equal(s.OtherURLs, []string{"a", "b"}) || !slices.Equal(s.KDCs, []string{"c"}) || !s.UseEnvironmentProxy {
		t.Errorf("got %+v, %v", s, err)
	}
	m.Password = text("too")
	if _, err := m.settings(); err == nil || !strings.Contains(err.Error(), "exclude each other") {
		t.Errorf("got %v", err)
	}
	m.Password = types.StringNull()
	m.PasswordFilePath = text(file + ".missing")
	if _, err := m.settings(); err == nil || !strings.Contains(err.Error(), "admin_service.password_file_path") {
		t.Errorf("got %v", err)
	}
	unknown := unknownAdminService()
	for _, a := range adminServiceArguments() {
		one := adminServiceModel{}
		a.copy(&one, &unknown)
		if got := one.unknown(); got != "admin_service."+a.name {
			t.Errorf("%s is unknown: got %q", a.name, got)
		}
	}
	some := adminServiceModel{KDC: types.ListValueMust(types.StringType, []attr.Value{text("a"), types.StringUnknown()})}
	if got := some.unknown(); got != "admin_service.kdc" {
		t.Errorf("one of a list is unknown: got %q", got)
	}
	if got := (&adminServiceModel{}).unknown(); got != "" {
		t.Errorf("got %q", got)
	}
}

// TestEntriesHaveTheMachinesKerberos: an entry of `tenants` with an account of its own finds the machine's krb5.conf and
// credential cache as the block does.
func TestEntriesHaveTheMachinesKerberos(t *testing.T) {
	parent := adminServiceModel{Username: text("N"), Password: text("P"), KDC: listOf([]string{"K"})}
	machine := environment(map[string]string{"KRB5_CONFIG": "c", "KRB5CCNAME": "cc"})
	for name, tt := range map[string]struct {
		own  adminServiceModel
		want string
	}{
		"an own account": {adminServiceModel{Username: text("n"), Password: text("p")}, "username=n password=p krb5_conf_path=c"},
		"an own realm":   {adminServiceModel{Realm: text("r")}, "credential_cache_path=cc realm=r krb5_conf_path=c"},
		"nothing":        {adminServiceModel{}, `username=N password=P kdc=["K"]`},
	} {
		t.Run(name, func(t *testing.T) {
			m := tt.own
			m.inherit(&parent)
			m.fillFromKerberos(machine, func(string) bool { return false })
			if got := shown(m); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
