package winauth

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

func TestParsePrincipal(t *testing.T) {
	tests := map[string]struct{ name, realm, want, says string }{
		"with realm":               {"svc-tf@CORP.CONTOSO.COM", "", "svc-tf@CORP.CONTOSO.COM", ""},
		"realm in lower case":      {"svc-tf@corp.contoso.com", "", "svc-tf@CORP.CONTOSO.COM", ""},
		"realm beside it":          {"svc-tf", "corp.contoso.com", "svc-tf@CORP.CONTOSO.COM", ""},
		"other suffix than realm":  {"svc-tf@contoso.com", "corp.contoso.com", "svc-tf@CORP.CONTOSO.COM", ""},
		"NetBIOS name":             {`CORP\svc-tf`, "corp.contoso.com", "svc-tf@CORP.CONTOSO.COM", ""},
		"NetBIOS name alone":       {`CORP\svc-tf`, "", "", "NetBIOS name"},
		"no realm":                 {"svc-tf", "", "", "has no realm"},
		"nothing":                  {"", "CORP", "", "is not an account"},
		"realm that breaks a file": {"svc-tf", "CORP = { kdc", "", "is not an account"},
		"two at signs":             {"a@b@c", "", "", "is not an account"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := parsePrincipal(tt.name, tt.realm)
			if tt.says == "" && (err != nil || got.String() != tt.want) || tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

func TestOwnConfig(t *testing.T) {
	tests := map[string]struct {
		kdcs []string
		want string
		dns  bool
		bad  bool
	}{
		"from the DNS":    {nil, "", true, false},
		"host":            {[]string{"dc01.corp"}, "dc01.corp:88", true, false},
		"host and port":   {[]string{"dc01:8888", " dc02"}, "dc01:8888 dc02:88", true, false},
		"IPv6":            {[]string{"[::1]", "[::1]:88"}, "[::1]:88 [::1]:88", true, false},
		"URL":             {[]string{"https://dc01"}, "", false, true},
		"nothing":         {[]string{""}, "", false, true},
		"two in one text": {[]string{"a b"}, "", false, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := KerberosOptions{Realm: "corp.contoso.example", KDCs: tt.kdcs}.krb5Config()
			if tt.bad {
				if err == nil {
					t.Error("it was taken")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(c.Realms[0].KDC, " "); got != tt.want || c.LibDefaults.DNSLookupKDC != tt.dns || c.LibDefaults.DefaultRealm != realmName {
				t.Errorf("got %q, DNS %v, realm %s", got, c.LibDefaults.DNSLookupKDC, c.LibDefaults.DefaultRealm)
			}
		})
	}
}

// TestKDCRefuses: each answer of a KDC is said with its code and what to do. However many requests
// there are together, it is asked once.
func TestKDCRefuses(t *testing.T) {
	tests := map[int32]struct {
		name, says string
		final      bool
	}{
		6:  {"KDC_ERR_C_PRINCIPAL_UNKNOWN", "has no account svc-tf@" + realmName, true},
		12: {"KDC_ERR_POLICY", "authentication policy", true},
		14: {"KDC_ERR_ETYPE_NOSUPP", "no encryption type", true},
		18: {"KDC_ERR_CLIENT_REVOKED", "disabled, locked", true},
		23: {"KDC_ERR_KEY_EXPIRED", "password of the account has expired", true},
		29: {"KDC_ERR_SVC_UNAVAILABLE", "event log", false},
		37: {"KRB_AP_ERR_SKEW", "more than five minutes", true},
		60: {"KRB_ERR_GENERIC", "event log", false},
		55: {"not in RFC 4120", "event log", true},
	}
	for code, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kdc := startRefusingKDC(t, code)
			over := newTestKerberos(t, kdc.address, wiretest.Broken{Err: errors.New("it was sent")})
			var failed sync.WaitGroup
			for range 5 {
				failed.Go(func() {
					_, err := over.RoundTrip(newRequest(t, t.Context(), "https://cm01/AdminService")) //nolint:bodyclose // it fails
					var e *Error
					if !errors.As(err, &e) || e.Temporary == tt.final || !strings.Contains(err.Error(), tt.name) || !strings.Contains(err.Error(), fmt.Sprintf("(%d)", code)) || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "svc-tf@"+realmName) {
						t.Errorf("got %v", err)
					}
					if strings.Contains(fmt.Sprint(err), "Pa55") {
						t.Error("the password shows")
					}
				})
			}
			failed.Wait()
			if asked := kdc.asked.Load(); asked != 1 {
				t.Errorf("the KDC was asked %d times", asked)
			}
		})
	}
}

// TestKDCIsDown: that no KDC can be reached is said, and may be tried again.
func TestKDCIsDown(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = newTestKerberos(t, address, wiretest.Broken{}).RoundTrip(newRequest(t, t.Context(), "https://cm01/AdminService")) //nolint:bodyclose // it fails
	var e *Error
	if !errors.As(err, &e) || !e.Temporary || !strings.Contains(err.Error(), "no KDC of the realm could be reached") || !strings.Contains(err.Error(), "TCP 88") {
		t.Errorf("got %v", err)
	}
}

func newTestKerberos(t *testing.T, kdc string, next http.RoundTripper) http.RoundTripper {
	t.Helper()
	over, err := NewKerberos(KerberosOptions{Username: "svc-tf@" + realmName, Password: secret.New("Pa55word"), KDCs: []string{kdc}, Hosts: []string{"cm01"}}, next)
	if err != nil {
		t.Fatal(err)
	}
	return over
}

func newRequest(t *testing.T, ctx context.Context, url string) *http.Request { //nolint:revive // t first, as in all helpers
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader("body"))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// TestKerberosOptions: what cannot work is refused before anything is contacted.
func TestKerberosOptions(t *testing.T) {
	password := secret.New("x")
	tests := map[string]struct {
		options KerberosOptions
		says    string // empty: it can work
	}{
		"password":            {KerberosOptions{Username: "a@B", Password: password, Hosts: []string{"cm01:443"}}, ""},
		"keytab":              {KerberosOptions{Username: "a@B", KeytabPath: "x"}, ""},
		"cache":               {KerberosOptions{CachePath: "x", ConfigPath: "y"}, ""},
		"nothing":             {KerberosOptions{Username: "a@B"}, "needs a password, a keytab or a credential cache"},
		"two ways":            {KerberosOptions{Username: "a@B", Password: password, KeytabPath: "x"}, "exclude each other"},
		"no account":          {KerberosOptions{Password: password}, "needs a username"},
		"no realm":            {KerberosOptions{Username: "a", Password: password}, "has no realm"},
		"file and KDC":        {KerberosOptions{Username: "a@B", Password: password, ConfigPath: "x", KDCs: []string{"y"}}, "krb5_conf_path and kdc"},
		"address":             {KerberosOptions{Username: "a@B", Password: password, Hosts: []string{"10.0.0.1:443"}}, "FQDN of the SMS Provider"},
		"address with an SPN": {KerberosOptions{Username: "a@B", Password: password, Hosts: []string{"10.0.0.1"}, SPN: "HTTP/cm01"}, ""},
		"no SPN":              {KerberosOptions{Username: "a@B", Password: password, SPN: "cm01"}, "is not a service principal name"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := NewKerberos(tt.options, wiretest.Broken{})
			if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestUnusableFiles: a keytab or a cache that cannot be used is named, whatever is in it.
func TestUnusableFiles(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := map[string]struct {
		options KerberosOptions
		says    string
	}{
		"no keytab":       {KerberosOptions{KeytabPath: filepath.Join(dir, "none")}, "no such file"},
		"empty keytab":    {KerberosOptions{KeytabPath: file("empty", "")}, "keytab"},
		"not a keytab":    {KerberosOptions{KeytabPath: file("text", "\x05\x02\x00\x00\x00\xff")}, "keytab"},
		"no cache":        {KerberosOptions{CachePath: "FILE:" + filepath.Join(dir, "none")}, "no such file"},
		"empty cache":     {KerberosOptions{CachePath: file("empty2", "")}, "is not a credential cache"},
		"cut cache":       {KerberosOptions{CachePath: file("cut", "\x05\x04\x00\x00\x00\x00")}, "credential cache"},
		"kernel's cache":  {KerberosOptions{CachePath: "KEYRING:persistent:0"}, "of the type KEYRING"},
		"directory cache": {KerberosOptions{CachePath: "DIR:/run/user/0/krb5cc"}, "of the type DIR"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o := tt.options
			o.Username, o.Realm, o.KDCs, o.Hosts = "svc-tf", realmName, []string{"127.0.0.1:1"}, []string{"cm01"}
			over, err := NewKerberos(o, wiretest.Broken{Err: errors.New("it was sent")})
			if err != nil {
				t.Fatal(err)
			}
			_, err = over.RoundTrip(newRequest(t, t.Context(), "https://cm01/AdminService")) //nolint:bodyclose // it fails
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v", err)
			}
		})
	}
}
