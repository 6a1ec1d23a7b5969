package winauth

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/jcmturner/gokrb5/v8/asn1tools"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"
)

// errorToken is a KRB-ERROR as a service sends it with its challenge (RFC 4121 §4.1), in base64.
func errorToken(t testing.TB, code int32) string {
	t.Helper()
	refusal := messages.NewKRBError(types.NewPrincipalName(nametype.KRB_NT_SRV_INST, "HTTP/cm01"), realmName, code, "")
	raw, err := refusal.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	body := append([]byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x03, 0x00}, raw...) // the mechanism, and the kind
	return base64.StdEncoding.EncodeToString(asn1tools.AddASNAppTag(body, 0))
}

func TestRefused(t *testing.T) {
	offered := func(values ...string) http.Header { return http.Header{"Www-Authenticate": values} }
	const spn = "HTTP/cm01"
	tests := map[string]struct{ got, says string }{
		"Kerberos, no word":      {KerberosRefused(offered("Negotiate"), spn), "setspn -Q HTTP/cm01"},
		"Kerberos, wrong key":    {KerberosRefused(offered("Negotiate "+errorToken(t, 41)), spn), "KRB_AP_ERR_MODIFIED"},
		"Kerberos, clock":        {KerberosRefused(offered("Negotiate "+errorToken(t, 37)), spn), "more than five minutes"},
		"Kerberos, ended":        {KerberosRefused(offered("Negotiate "+errorToken(t, 32)), spn), "expired by the clock"},
		"Kerberos, nonsense":     {KerberosRefused(offered("Negotiate AAAA"), spn), "was not accepted"},
		"Kerberos, tokens only":  {KerberosRefused(offered("Bearer"), spn), "it offers: Bearer"},
		"Kerberos, nothing":      {KerberosRefused(nil, spn), "it offers: nothing"},
		"NTLM, offered":          {NTLMRefused(offered("Negotiate", "NTLM")), "password is wrong, or NTLM is off"},
		"NTLM, not offered":      {NTLMRefused(offered("Negotiate")), "they take Kerberos only"},
		"NTLM, tokens only":      {NTLMRefused(offered("Bearer")), "it offers: Bearer"},
		"current user":           {CurrentUserRefused(offered("Negotiate"), spn), "setspn -Q HTTP/cm01"},
		"current user, no offer": {CurrentUserRefused(offered("Basic"), spn), "it offers: Basic"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(tt.got, tt.says) {
				t.Errorf("got %s", tt.got)
			}
		})
	}
}

// FuzzRefused: whatever a service sends with its challenge is no panic, and says something.
func FuzzRefused(f *testing.F) {
	f.Add("Negotiate " + errorToken(f, 41))
	f.Add("Negotiate oYG2MIGzoAMKAQChCwYJKoZIhvcSAQICooGeBIGb")
	f.Add("NTLM, Negotiate, Basic realm=\"x\"")
	f.Fuzz(func(t *testing.T, value string) {
		header := http.Header{"Www-Authenticate": {value}}
		if KerberosRefused(header, "HTTP/x") == "" || NTLMRefused(header) == "" || CurrentUserRefused(header, "HTTP/x") == "" {
			t.Error("nothing is said")
		}
	})
}
