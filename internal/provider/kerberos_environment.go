package provider

import (
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// fillFromKerberos takes what this machine has for Kerberos in general, as MIT's tools do: kinit, and then terraform, is
// all that a person needs. It is no choice of the user's, so whatever the configuration says of the account goes before.
func (m *adminServiceModel) fillFromKerberos(getenv func(string) string, exists func(string) bool) {
	keytab, cache, config := getenv("KRB5_CLIENT_KTNAME"), getenv("KRB5CCNAME"), getenv("KRB5_CONFIG")
	if fallback := fmt.Sprintf("/tmp/krb5cc_%d", os.Getuid()); cache == "" && exists(fallback) {
		cache = fallback
	}
	if usual := "/etc/krb5.conf"; config == "" && exists(usual) {
		config = usual
	}
	switch {
	case m.given().way:
	case keytab != "" && m.Username.ValueString() != "":
		m.KeytabPath = types.StringValue(keytab)
	default:
		m.CredentialCachePath = textOr(cache, "")
	}
	if !m.given().where {
		m.Krb5ConfPath = textOr(config, "")
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
