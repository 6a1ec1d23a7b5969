package winauth

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/jcmturner/gokrb5/v8/iana/errorcode"
	"github.com/jcmturner/gokrb5/v8/spnego"
)

// KerberosRefused says what an answer 401 to a ticket for spn means.
func KerberosRefused(header http.Header, spn string) string {
	if !offers(header, Negotiate) {
		return noWindowsSignIn(header)
	}
	switch code := krbError(header); {
	case strings.Contains(code, "KRB_AP_ERR_SKEW"):
		return skewAdvice
	case strings.Contains(code, "KRB_AP_ERR_TKT_EXPIRED"):
		return "The ticket has expired by the clock of the SMS Provider: synchronize the clocks (NTP)"
	case code != "":
		return fmt.Sprintf("The SMS Provider could not use the ticket (%s): the service principal name %s seems to belong to another account than the one that its service runs under, or to two. setspn -Q %s shows who has it, setspn -X duplicates", code, spn, spn)
	default:
		return fmt.Sprintf("The ticket for %s was not accepted. The service principal name may belong to another account than the one that the SMS Provider's service runs under (setspn -Q %s), or to two (setspn -X); the clocks may differ by more than five minutes; or a proxy is in between, through which the service does not work", spn, spn)
	}
}

// krbError is the KRB-ERROR that came with a challenge; empty when there was none, or none that can be read.
func krbError(header http.Header) string {
	raw, err := base64.StdEncoding.DecodeString(answerTo(header, Negotiate))
	if err != nil || len(raw) == 0 {
		return ""
	}
	var token spnego.SPNEGOToken
	if token.Unmarshal(raw) == nil && token.Resp {
		raw = token.NegTokenResp.ResponseToken
	}
	var answer spnego.KRB5Token
	if answer.Unmarshal(raw) != nil || !answer.IsKRBError() {
		return ""
	}
	return errorcode.Lookup(answer.KRBError.ErrorCode)
}

// NTLMRefused says what an answer 401 to NTLM means. That a site which refuses NTLM offers Negotiate alone is inferred;
// that it refuses it from 2509 on is documented (AdminService notes §1.8).
func NTLMRefused(header http.Header) string {
	switch {
	case offers(header, NTLM):
		return `The account or its password is wrong, or NTLM is off: by policy, or because the site is 2509 or newer, which takes Kerberos only (AdminService.log on the SMS Provider says so). Then set admin_service.auth = "kerberos"`
	case offers(header, Negotiate):
		return `The service offers Negotiate and no NTLM, as sites from 2509 on do: they take Kerberos only. Set admin_service.auth = "kerberos". Before 2509 it also means a wrong account or password`
	default:
		return noWindowsSignIn(header)
	}
}

// CurrentUserRefused says what an answer 401 to the current user means.
func CurrentUserRefused(header http.Header, spn string) string {
	if !offers(header, Negotiate) {
		return noWindowsSignIn(header)
	}
	return fmt.Sprintf("Windows could not sign the current user in. From 2509 on sites take Kerberos only, which needs the FQDN of the SMS Provider in admin_service.url and the service principal name %s registered to its computer account (setspn -Q %s)", spn, spn)
}

func noWindowsSignIn(header http.Header) string {
	return fmt.Sprintf("This address offers no Windows sign-in (it offers: %s). A site has it at /AdminService; /AdminService_TokenAuth and a cloud management gateway take tokens, for which admin_service.auth is \"entra\"", orNone(Challenges(header)))
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, ", ")
}
