package realservers

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
)

// The encryption types are those of Active Directory, without RC4, which is on its way out there.
const encryptionTypes = "aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96"

// configure writes the configuration of the realm's clients and of its KDC.
func (r *Realm) configure() error {
	if err := os.WriteFile(r.ConfigFile(), []byte(r.clientConfig("")), 0o644); err != nil {
		return fmt.Errorf("writing the configuration of the realm: %w", err)
	}
	if err := os.WriteFile(r.path("kdc.conf"), []byte(r.kdcConfig()), 0o600); err != nil {
		return fmt.Errorf("writing the configuration of the KDC: %w", err)
	}
	return nil
}

// clientConfig is a krb5.conf. It asks no DNS: a host of the loopback interface, or of the realm's domain, is the realm's.
func (r *Realm) clientConfig(more string) string {
	domain := strings.ToLower(r.Name())
	var b strings.Builder
	fmt.Fprintf(&b, `[libdefaults]
  default_realm = %s
  dns_lookup_realm = false
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
  rdns = false
  qualify_shortname = ""
  forwardable = true
%s
[realms]
`, r.Name(), more)
	for _, realm := range append([]*Realm{r}, r.trusted...) {
		fmt.Fprintf(&b, "  %s = {\n    kdc = %s\n  }\n", realm.Name(), realm.KDC())
	}
	fmt.Fprintf(&b, "\n[domain_realm]\n  localhost = %[1]s\n  %[2]s = %[1]s\n  .%[2]s = %[1]s\n  %[3]s = %[1]s\n", r.Name(), child.Loopback, domain)
	fmt.Fprintf(&b, "  .%s = %s\n", domain, r.Name())
	return b.String()
}

// kdcConfig is a kdc.conf: everything is in the directory of the realm. Accounts must prove their password before they
// get a ticket, as in Active Directory.
func (r *Realm) kdcConfig() string {
	return fmt.Sprintf(`[kdcdefaults]
  kdc_listen = %[1]s
  kdc_tcp_listen = %[1]s

[realms]
  %[2]s = {
    database_name = %[3]s
    key_stash_file = %[4]s
    acl_file = %[5]s
    max_life = %[6]s
    max_renewable_life = 7d
    master_key_type = aes256-cts-hmac-sha1-96
    supported_enctypes = %[7]s
    default_principal_flags = +preauth
  }

[logging]
  kdc = FILE:%[8]s
`, r.KDC(), r.Name(), r.path("principal"), r.path("stash"), r.path("acl"), seconds(r.options.MaxLife),
		strings.ReplaceAll(encryptionTypes+" ", " ", ":normal "), r.path("kdc.log"))
}

// seconds is a duration as the programs of Kerberos read it.
func seconds(d time.Duration) string {
	return fmt.Sprintf("%ds", max(1, int(d.Round(time.Second)/time.Second)))
}
