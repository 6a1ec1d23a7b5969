package winauth

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestKrb5Files: files as distributions and sssd have them are read as far as they matter, whatever else stands in them.
func TestKrb5Files(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string { return write(t, filepath.Join(dir, name), text) }
	realm := "[realms]\n " + realmName + " = {\n  kdc = dc01\n  admin_server = dc01\n  auth_to_local_names = {\n   a = b\n   kdc = never\n  }\n  kdc = dc02:88\n }\n"
	file("snippets/enctypes.conf", "[libdefaults]\npermitted_enctypes = aes256-cts-hmac-sha1-96\n")
	file("snippets/.hidden", "[libdefaults]\ndefault_realm = NEVER\n")
	file("snippets/realm_map", "[domain_realm]\n.emea.contoso.example = EMEA.CONTOSO.EXAMPLE\n")

	tests := map[string]struct {
		path      string
		kdcs      string
		dns, tcp  bool
		types     []int32
		mapped    string // the realm of x.emea.contoso.example
		bad       bool
		realmFrom string // default_realm
	}{
		"plain":                    {path: file("plain", realm), kdcs: "dc01:88 dc02:88", dns: true, tcp: true, types: aes()},
		"stock of an Enterprise 9": {path: file("el9", "includedir "+dir+"/snippets/\n[logging]\n default = FILE:/var/log/krb5libs.log\n[libdefaults]\n dns_lookup_realm = false\n ticket_lifetime = 24h\n renew_lifetime = 7 days\n forwardable = true\n rdns = false\n pkinit_anchors = FILE:/etc/pki/tls/certs/ca-bundle.crt\n spake_preauth_groups = edwards25519\n dns_canonicalize_hostname = fallback\n qualify_shortname = \"\"\n default_ccache_name = KEYRING:persistent:%{uid}\n"+realm), kdcs: "dc01:88 dc02:88", dns: true, tcp: true, types: []int32{18}, mapped: "EMEA.CONTOSO.EXAMPLE"},
		"older Debian":             {path: file("debian", "[libdefaults]\n default_realm = ATHENA.MIT.EDU\n kdc_timesync = 1\n v4_instance_resolve = false\n v4_name_convert = {\n  host = {\n   rcmd = host\n  }\n }\n fcc-mit-ticketflags = true\n[realms]\n ATHENA.MIT.EDU = {\n  kdc = kerberos.mit.edu\n }\n"), kdcs: "", dns: true, tcp: true, types: aes(), realmFrom: realmName},
		"words for on and off":     {path: file("words", "[libdefaults]\n allow_weak_crypto = on\n dns_lookup_kdc = off\n udp_preference_limit = 1400\n"+realm), kdcs: "dc01:88 dc02:88", dns: false, tcp: false, types: aes()},
		"RC4 by name":              {path: file("rc4", "[libdefaults]\n default_tkt_enctypes = arcfour-hmac-md5\n default_tgs_enctypes = arcfour-hmac-md5\n"+realm), kdcs: "dc01:88 dc02:88", dns: true, tcp: true, types: []int32{23}},
		"a list of files":          {path: filepath.Join(dir, "none") + string(filepath.ListSeparator) + file("second", realm), kdcs: "dc01:88 dc02:88", dns: true, tcp: true, types: aes()},
		"knows no realm":           {path: file("empty", "# nothing\n"), dns: true, tcp: true, types: aes()},
		"is not there":             {path: filepath.Join(dir, "none"), bad: true},
		"a block is not closed":    {path: file("open", "[realms]\n X = {\n kdc = a\n"), bad: true},
		"a file includes itself":   {path: file("loop", "include "+dir+"/loop\n"+realm), kdcs: "dc01:88 dc02:88", dns: true, tcp: true, types: aes()},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := KerberosOptions{Realm: realmName, ConfigPath: tt.path}.krb5Config()
			if tt.bad {
				if err == nil || !strings.Contains(err.Error(), "krb5.conf") {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			kdcs := []string{}
			for _, r := range c.Realms {
				if r.Realm == realmName && len(kdcs) == 0 {
					kdcs = r.KDC
				}
			}
			d := c.LibDefaults
			if got := strings.Join(kdcs, " "); got != tt.kdcs || d.DNSLookupKDC != tt.dns || (d.UDPPreferenceLimit == alwaysTCP) != tt.tcp || d.DefaultRealm != realmName {
				t.Errorf("got KDCs %q, DNS %v, UDP limit %d, realm %s", got, d.DNSLookupKDC, d.UDPPreferenceLimit, d.DefaultRealm)
			}
			if got := d.DefaultTktEnctypeIDs; !slices.Equal(got, tt.types) {
				t.Errorf("got the encryption types %v", got)
			}
			if got := c.ResolveRealm("x.emea.contoso.example"); got != tt.mapped {
				t.Errorf("the other domain is in %q", got)
			}
		})
	}
}

// FuzzKrb5File: no file makes the library panic, or hands it a realm that the file does not name.
func FuzzKrb5File(f *testing.F) {
	f.Add("[realms]\n A = {\n kdc = b\n }\n")
	f.Add("[libdefaults]\n default_realm = {\n[realms]\n}\n}\n = {\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = KerberosOptions{Realm: realmName, ConfigPath: write(t, filepath.Join(t.TempDir(), "krb5.conf"), text)}.krb5Config()
	})
}
