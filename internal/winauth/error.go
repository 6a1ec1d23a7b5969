package winauth

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/jcmturner/gokrb5/v8/krberror"
)

// Error says that a sign-in failed before the service was asked, or that it is not tried again.
type Error struct {
	// Mechanism is the way to sign in, Account who, Target the service: an SPN, or a host.
	Mechanism, Account, Target string
	// Code is the KDC's answer, such as KDC_ERR_PREAUTH_FAILED (24); empty when there was none.
	Code string
	// Said is what the library said, Advice what to do.
	Said, Advice string
	// Temporary says that trying again may help: nothing was sent to the service, and no password was refused.
	Temporary bool
	// Err is the cause.
	Err error

	account   bool // it is the account that was refused, not the service that is unknown
	renewable bool // somebody may renew the credential cache that it comes from
}

// final reports whether the KDC has refused, so that asking again would only be refused again, or lock the account.
func (e *Error) final() bool {
	return !e.renewable && (e.Code != "" && !e.Temporary || e.Advice == wrongPassword)
}

// Error implements error: what was tried, what came back, what to do.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "could not sign in to %s", e.Target)
	if e.Account != "" {
		fmt.Fprintf(&b, " as %s", e.Account)
	}
	fmt.Fprintf(&b, " by %s: ", e.Mechanism)
	if e.Code != "" {
		fmt.Fprintf(&b, "the KDC answered %s", e.Code)
	} else {
		b.WriteString(strings.TrimRight(e.Said, ". "))
	}
	if e.Advice != "" {
		fmt.Fprintf(&b, ". %s", e.Advice)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// kdcCode finds the code in the library's text, which is all that it keeps of the KDC's answer: "(24) KDC_ERR_… words",
// or a number that it does not know.
var kdcCode = regexp.MustCompile(`\((\d+)\) (K(?:DC|RB)_[A-Z0-9_]+)|Unknown ErrorCode (\d+)`)

// kerberosError gives an error of the library its words.
func kerberosError(account, target string, err error) *Error {
	e := &Error{Mechanism: Kerberos, Account: account, Target: target, Said: plainSaid(err), Err: err}
	text := err.Error()
	var own krberror.Krberror
	ours := errors.As(err, &own)
	switch {
	case strings.Contains(text, "no KDCs defined in configuration for realm"), strings.Contains(text, "no KDC SRV records"):
		e.Advice = "The domain controllers of that realm are not known: name them in kdc, or in [realms] of a krb5.conf when the SMS Provider is in another domain than the account"
		return e
	case ours && own.RootCause == krberror.NetworkingError: // a code in it is that of a try by UDP
		e.Temporary = true
		e.Said = "no KDC of the realm could be reached: " + e.Said
		e.Advice = noKDC
		return e
	}
	if found := kdcCode.FindStringSubmatch(text); found != nil {
		e.Code = cmp.Or(found[2], "an error that is not in RFC 4120") + " (" + found[1] + found[3] + ")"
		e.Advice = kdcAdvice(found[2], account, target)
		e.Temporary = found[2] == "KDC_ERR_SVC_UNAVAILABLE" || found[2] == "KRB_ERR_GENERIC"
		return e
	}
	switch {
	case strings.Contains(text, "matching key not found in keytab"):
		e.Advice = "The keytab holds no key of this account, or of another encryption type or version: klist -kte lists what it has. Make it anew after a change of the password (ktpass, or ktutil)"
	case strings.Contains(text, "clock skew"):
		e.Advice = skewAdvice
	case ours && own.RootCause == krberror.DecryptingError, strings.Contains(text, "client password/keytab incorrect"):
		e.Advice = wrongPassword
	}
	return e
}

// plainSaid is the innermost of what the library chains with " < ".
func plainSaid(err error) string {
	var own krberror.Krberror
	if !errors.As(err, &own) || len(own.EText) == 0 {
		return err.Error()
	}
	last := own.EText[len(own.EText)-1]
	return strings.TrimPrefix(last, own.RootCause+": ")
}

const (
	noKDC         = "Is TCP 88 to the domain controllers open from here, and are realm and kdc (or krb5_conf_path) right? Without kdc they are looked up in the DNS"
	skewAdvice    = "The clocks of this machine and of the domain controller differ by more than five minutes: synchronize this one (NTP)"
	wrongPassword = "The password (or the key in the keytab) is wrong. It was tried once and is not tried again in this run, so that the account is not locked"
)

// kdcAdvice is what the answers of a KDC mean to an administrator of Configuration Manager (RFC 4120 §7.5.9; what Active
// Directory means by them is in the documentation of event 4768 and 4769).
func kdcAdvice(code, account, target string) string {
	switch code {
	case "KDC_ERR_PREAUTH_FAILED", "KRB_AP_ERR_BAD_INTEGRITY":
		return wrongPassword
	case "KDC_ERR_C_PRINCIPAL_UNKNOWN":
		return fmt.Sprintf("The domain has no account %s. Kerberos wants the sAMAccountName and the DNS name of the domain in upper case, which the user principal name need not be", account)
	case "KDC_ERR_S_PRINCIPAL_UNKNOWN":
		return fmt.Sprintf("No account has the service principal name %s. Kerberos wants the FQDN of the SMS Provider in admin_service.url, not an alias, a short name or an address; setspn -Q %s shows who has it. Set spn when it is registered under another name; when the SMS Provider is in another domain, name that in [domain_realm] of a krb5.conf (krb5_conf_path)", target, target)
	case "KDC_ERR_CLIENT_REVOKED":
		return "The account is disabled, locked, expired, or outside of its logon hours"
	case "KDC_ERR_KEY_EXPIRED":
		return "The password of the account has expired: change it, and for a service account consider a group managed one or a password that does not expire"
	case "KRB_AP_ERR_SKEW":
		return skewAdvice
	case "KDC_ERR_ETYPE_NOSUPP":
		return "The domain and this client share no encryption type. AES is asked for: an account whose password was set before the domain had AES keys needs a new password. Whoever must use RC4 names it in a krb5.conf (krb5_conf_path)"
	case "KDC_ERR_POLICY":
		return "A policy of the domain refuses this sign-in: an authentication policy silo, or the account may not be used from here"
	case "KDC_ERR_WRONG_REALM":
		return "The account is in another domain: set realm to that one"
	case "KRB_AP_ERR_TKT_EXPIRED":
		return "The ticket has expired: renew the credential cache with kinit, or use a keytab"
	case "KDC_ERR_SVC_UNAVAILABLE", "KRB_ERR_GENERIC":
		return "The domain controller could not serve the request: its event log says why"
	default:
		return "The KDC's answer is explained in RFC 4120 and in the event log of the domain controller (events 4768 and 4769)"
	}
}
