package winauth

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/spnego"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
)

// KerberosOptions say who signs in by Kerberos, and where. One of Password, KeytabPath and CachePath is set.
type KerberosOptions struct {
	// Username is the account: user@REALM, or user with Realm. A credential cache names its own.
	Username string
	Password secret.Secret
	// KeytabPath is a file with the keys of the account, CachePath a credential cache as kinit makes it.
	KeytabPath, CachePath string
	// Realm is the DNS name of the account's domain; KDCs are its domain controllers, host or host:port. Without them
	// they are looked up in the DNS. ConfigPath is a krb5.conf, in place of both.
	Realm      string
	KDCs       []string
	ConfigPath string
	// SPN is the service principal name, in place of HTTP/<host of the URL>.
	SPN string
	// Hosts are those that may be signed in to, each with its port as in a URL.
	Hosts []string
	// Clock is the time that tickets are renewed by; nil is the real one.
	Clock clockwork.Clock
	// Accounts keep the tickets, and remember what was refused; nil is for this transport alone.
	Accounts *Accounts
}

// check finds what cannot work, before anything is contacted.
func (o KerberosOptions) check() error {
	ways := 0
	for _, set := range []bool{!o.Password.IsZero(), o.KeytabPath != "", o.CachePath != ""} {
		if set {
			ways++
		}
	}
	switch {
	case ways == 0:
		return errors.New("needs a password, a keytab or a credential cache")
	case ways > 1:
		return errors.New("password, keytab and credential cache exclude each other")
	case o.CachePath == "" && o.Username == "":
		return errors.New("needs a username")
	case o.ConfigPath != "" && len(o.KDCs) > 0:
		return errors.New("krb5_conf_path and kdc exclude each other: name the domain controllers in the file")
	case o.SPN == "":
		return o.checkHosts()
	case !isServiceName(o.SPN):
		return fmt.Errorf("spn %q is not a service principal name such as HTTP/cm01.corp.contoso.com", o.SPN)
	default:
		return nil
	}
}

// isServiceName tells service/host, perhaps with a port, from what only looks like it. A realm has no place in it.
func isServiceName(spn string) bool {
	service, host, _ := strings.Cut(spn, "/")
	return service != "" && host != "" && !strings.ContainsAny(spn, "@ \\\t\r\n")
}

func (o KerberosOptions) checkHosts() error {
	for _, host := range o.Hosts {
		name := strings.TrimSuffix((&url.URL{Host: host}).Hostname(), ".")
		if _, err := netip.ParseAddr(name); err == nil {
			return fmt.Errorf("%s is an address, and Kerberos goes by names: set the URL to the FQDN of the SMS Provider, or set spn", name)
		}
	}
	return nil
}

// kerberos adds a new AP-REQ to each request, made of a ticket that is kept.
type kerberos struct {
	options KerberosOptions
	next    http.RoundTripper
	tickets *tickets
}

// NewKerberos makes a transport that signs each request in by Kerberos. Nothing is contacted before the first.
func NewKerberos(o KerberosOptions, next http.RoundTripper) (http.RoundTripper, error) {
	if err := o.check(); err != nil {
		return nil, fmt.Errorf("sign-in by %s %w", Kerberos, err)
	}
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	if o.CachePath == "" && o.Realm == "" && o.ConfigPath == "" {
		p, err := parsePrincipal(o.Username, "")
		if err != nil {
			return nil, fmt.Errorf("sign-in by %s: %w", Kerberos, err)
		}
		o.Realm = p.realm
	}
	if o.Accounts == nil {
		o.Accounts = NewAccounts()
	}
	return &kerberos{options: o, next: next, tickets: o.Accounts.kerberos(o)}, nil
}

// RoundTrip implements http.RoundTripper. A ticket that is not taken is replaced once: the service may have a new key, or
// its clock may be ahead. What was answered 401 was not done, so sending it again does nothing twice.
func (k *kerberos) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := hosts(k.options.Hosts).check(req); err != nil {
		return nil, err
	}
	attempt, err := repeatable(req)
	if err != nil {
		return nil, err
	}
	spn := ServiceName(k.options.SPN, req.URL)
	began := k.options.Clock.Now()
	held, err := k.tickets.get(req.Context(), spn, nil)
	if err != nil {
		return nil, err
	}
	res, err := k.send(attempt(), held)
	if err != nil || res.StatusCode != http.StatusUnauthorized || !held.obtained.Before(began) {
		return res, err
	}
	discard(res)
	if held, err = k.tickets.get(req.Context(), spn, held); err != nil {
		return nil, err
	}
	return k.send(attempt(), held)
}

func (k *kerberos) send(req *http.Request, t *ticket) (*http.Response, error) {
	token, err := t.token()
	if err != nil {
		return nil, &Error{Mechanism: Kerberos, Account: k.options.Username, Target: ServiceName(k.options.SPN, req.URL), Said: err.Error(), Err: err}
	}
	req.Header.Set("Authorization", Negotiate+" "+token)
	return k.next.RoundTrip(req)
}

// token is a new AP-REQ in a SPNEGO token, in base64. It asks neither for the DCE style nor for an answer: one leg is all
// that HTTP.SYS wants (AdminService notes §1.8), and TLS has shown who the server is.
func (k *ticket) token() (string, error) {
	init, err := spnego.NewNegTokenInitKRB5(&client.Client{Credentials: k.credentials}, k.ticket, k.key)
	if err != nil {
		return "", err
	}
	token := spnego.SPNEGOToken{Init: true, NegTokenInit: init}
	raw, err := token.Marshal()
	if err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(raw), nil
}
