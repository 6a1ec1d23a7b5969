package winauth

import (
	"fmt"
	"strings"
)

// principal is an account of Active Directory as Kerberos names it: user@REALM.
type principal struct{ user, realm string }

func (p principal) String() string { return p.user + "@" + p.realm }

// parsePrincipal reads the forms in which people write an account: svc-tf@CORP.CONTOSO.COM, svc-tf with the realm beside
// it, and CORP\svc-tf with the realm beside it, since the NetBIOS name of a domain is no realm. Realms of Active
// Directory are its domains in upper case.
func parsePrincipal(name, realm string) (principal, error) {
	realm = strings.ToUpper(strings.TrimSpace(realm))
	if domain, user, ok := strings.Cut(name, `\`); ok {
		if realm == "" && strings.Contains(domain, ".") { // its DNS name, which is the realm's
			realm = strings.ToUpper(domain)
		}
		if realm == "" {
			return principal{}, fmt.Errorf("the account %q names its domain by the NetBIOS name, which Kerberos does not know: write it %s@<DNS name of the domain>, or set realm to the DNS name of the domain %s", name, user, domain)
		}
		return named(user, realm, name)
	}
	if user, suffix, ok := cutLast(name, "@"); ok {
		if realm == "" {
			realm = strings.ToUpper(suffix)
		}
		return named(user, realm, name)
	}
	if realm == "" {
		return principal{}, fmt.Errorf("the account %q has no realm: write it %s@<DNS name of the domain>, or set realm", name, name)
	}
	return named(name, realm, name)
}

func named(user, realm, written string) (principal, error) {
	if user == "" || strings.ContainsAny(user, "@\\\t\r\n") || strings.TrimSpace(user) != user || !isRealm(realm) {
		return principal{}, fmt.Errorf("%q is not an account such as svc-tf@CORP.CONTOSO.COM", written)
	}
	return principal{user, realm}, nil
}

// isRealm keeps out what cannot be a realm and would break the file that it stands in.
func isRealm(text string) bool {
	return text != "" && !strings.ContainsAny(text, " \t\r\n{}[]=#;\"/\\@")
}

func cutLast(text, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(text, sep); i >= 0 {
		return text[:i], text[i+len(sep):], true
	}
	return text, "", false
}
