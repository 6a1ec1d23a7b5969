package winauth

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jcmturner/gokrb5/v8/client"
	"github.com/jcmturner/gokrb5/v8/config"
	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/keytab"
	"github.com/jcmturner/gokrb5/v8/messages"
	"github.com/jcmturner/gokrb5/v8/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
)

// ticket is a ticket for a service, with what makes requests of it.
type ticket struct {
	ticket      messages.Ticket
	key         types.EncryptionKey
	credentials *credentials.Credentials
	start, end  time.Time
	obtained    time.Time // by our clock
}

// grant is a ticket-granting ticket, and the client that has it. The library renews tickets in the background, by
// the wall clock and without a deadline; here the exchanges are made one by one instead, and nothing runs between them.
type grant struct {
	client *client.Client
	config *config.Config
	realm  string
	ticket messages.Ticket
	key    types.EncryptionKey
}

// obtain signs in and gets a ticket for a service. It takes the KDC's time, which no context bounds: the library waits
// five seconds for each KDC.
func (o KerberosOptions) obtain(spn string) (*ticket, error) {
	g, account, err := o.login()
	if err != nil {
		return nil, err
	}
	defer g.client.Destroy()
	t, err := g.service(spn)
	if err != nil {
		refused := kerberosError(account, spn, err)
		refused.renewable = o.CachePath != ""
		return nil, refused
	}
	t.obtained = o.Clock.Now()
	return t, nil
}

// login is by password, keytab or credential cache, whichever is set. The account is for messages.
func (o KerberosOptions) login() (*grant, string, error) {
	if o.CachePath != "" {
		return o.fromCache()
	}
	c, err := o.krb5Config()
	if err != nil {
		return nil, "", o.unusable(err)
	}
	p, err := parsePrincipal(o.Username, o.realmOf(c))
	if err != nil {
		return nil, "", o.unusable(err)
	}
	var cl *client.Client
	if o.KeytabPath != "" {
		keys, err := loadKeytab(o.KeytabPath)
		if err != nil {
			return nil, "", o.unusable(err)
		}
		cl = client.NewWithKeytab(p.user, p.realm, keys, c)
	} else {
		cl = client.NewWithPassword(p.user, p.realm, o.Password.Reveal(), c)
	}
	g, err := exchange(cl, c, p)
	if err != nil {
		cl.Destroy()
		refused := kerberosError(p.String(), "realm "+p.realm, err)
		refused.account = true
		return nil, "", refused
	}
	return g, p.String(), nil
}

// realmOf is the realm of an account that names none.
func (o KerberosOptions) realmOf(c *config.Config) string {
	if o.Realm != "" || strings.Contains(o.Username, "@") || strings.Contains(o.Username, `\`) {
		return o.Realm
	}
	return c.LibDefaults.DefaultRealm
}

func exchange(cl *client.Client, c *config.Config, p principal) (*grant, error) {
	req, err := messages.NewASReqForTGT(p.realm, c, cl.Credentials.CName())
	if err != nil {
		return nil, err
	}
	answer, err := cl.ASExchange(p.realm, req, 0)
	if err != nil {
		return nil, err
	}
	return &grant{cl, c, p.realm, answer.Ticket, answer.DecryptedEncPart.Key}, nil
}

// service gets a ticket for a service. Where [domain_realm] of the krb5.conf says that its host is in another realm, that
// one's KDC is asked; otherwise the account's own, which may refer to another.
func (g *grant) service(spn string) (*ticket, error) {
	_, host, _ := strings.Cut(spn, "/")
	if realm := g.config.ResolveRealm(strings.ToLower(host)); realm != "" && realm != g.realm {
		if err := g.cross(realm); err != nil {
			return nil, err
		}
	}
	g.config.LibDefaults.Canonicalize = true // a KDC of Active Directory refers to another domain only if asked to
	_, answer, err := g.client.TGSREQGenerateAndExchange(types.NewPrincipalName(nametype.KRB_NT_SRV_INST, spn), g.realm, g.ticket, g.key, false)
	if err != nil {
		return nil, err
	}
	part := answer.DecryptedEncPart
	start := part.StartTime
	if start.IsZero() { // then it is from now on
		start = time.Now()
	}
	return &ticket{ticket: answer.Ticket, key: part.Key, credentials: g.client.Credentials, start: start, end: part.EndTime}, nil
}

// cross gets a ticket-granting ticket of another realm.
func (g *grant) cross(realm string) error {
	other := types.PrincipalName{NameType: nametype.KRB_NT_SRV_INST, NameString: []string{"krbtgt", realm}}
	_, answer, err := g.client.TGSREQGenerateAndExchange(other, g.realm, g.ticket, g.key, false)
	if err != nil {
		return err
	}
	g.realm, g.ticket, g.key = realm, answer.Ticket, answer.DecryptedEncPart.Key
	return nil
}

// fromCache takes the ticket-granting ticket of a credential cache, which is read anew each time: whoever keeps it (kinit,
// k5start, a scheduler) renews it there.
func (o KerberosOptions) fromCache() (*grant, string, error) {
	cache, err := loadCache(o.CachePath)
	if err != nil {
		return nil, "", o.unusable(err)
	}
	p := principal{cache.GetClientPrincipalName().PrincipalNameString(), cache.GetClientRealm()}
	if !isRealm(p.realm) {
		return nil, "", o.unusable(fmt.Errorf("%s is not a credential cache", o.CachePath))
	}
	if !o.names(p) {
		return nil, "", o.unusable(fmt.Errorf("username is %s, but the credential cache %s is of %s: run kinit as that account, name another cache, or set a password or a keytab", o.Username, o.CachePath, p))
	}
	o.Realm = p.realm // whatever else is said: the ticket is of this one
	c, err := o.krb5Config()
	if err != nil {
		return nil, "", o.unusable(err)
	}
	entry, ok := cache.GetEntry(types.PrincipalName{NameType: nametype.KRB_NT_SRV_INST, NameString: []string{"krbtgt", p.realm}})
	if !ok {
		return nil, "", o.unusable(fmt.Errorf("the credential cache %s holds no ticket-granting ticket of %s: run kinit", o.CachePath, p))
	}
	if !o.Clock.Now().Before(entry.EndTime) {
		return nil, "", o.unusable(fmt.Errorf("the ticket of %s in the credential cache %s ended at %s: renew it with kinit, or use a keytab for runs that nobody watches", p, o.CachePath, entry.EndTime.UTC().Format(time.RFC3339)))
	}
	cl, err := client.NewFromCCache(cache, c)
	if err != nil {
		return nil, "", o.unusable(fmt.Errorf("the credential cache %s: %w", o.CachePath, err))
	}
	var tgt messages.Ticket
	if err := tgt.Unmarshal(entry.Ticket); err != nil {
		return nil, "", o.unusable(fmt.Errorf("the credential cache %s: %w", o.CachePath, err))
	}
	return &grant{cl, c, p.realm, tgt, entry.Key}, p.String(), nil
}

// names reports whether the username, if there is one, is an account of the cache. A user principal name need not end in
// the realm, which is said beside it then.
func (o KerberosOptions) names(p principal) bool {
	if o.Username == "" {
		return true
	}
	user, suffix, isUPN := cutLast(o.Username, "@")
	if _, account, ok := strings.Cut(user, `\`); ok {
		user = account
	}
	known := !isUPN || strings.EqualFold(suffix, p.realm) || strings.EqualFold(o.Realm, p.realm)
	return known && strings.EqualFold(user, p.user)
}

func (o KerberosOptions) unusable(err error) *Error {
	return &Error{Mechanism: Kerberos, Account: o.Username, Target: "the administration service", Said: err.Error(), Err: err}
}

// loadCache reads a credential cache of the type FILE. The library's parser trusts the lengths that stand in the file.
func loadCache(path string) (cache *credentials.CCache, err error) {
	defer func() {
		if recover() != nil {
			cache, err = nil, fmt.Errorf("%s is not a credential cache", path)
		}
	}()
	file, err := filePath(path, "credential cache")
	if err != nil {
		return nil, err
	}
	data, err := bounded.File(file)
	if err == nil {
		cache = new(credentials.CCache)
		err = cache.Unmarshal(data)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the credential cache: %w", err)
	}
	return cache, nil
}

func loadKeytab(path string) (keys *keytab.Keytab, err error) {
	defer func() {
		if recover() != nil {
			keys, err = nil, fmt.Errorf("%s is not a keytab", path)
		}
	}()
	file, err := filePath(path, "keytab")
	if err != nil {
		return nil, err
	}
	data, err := bounded.File(file)
	if err == nil {
		keys = keytab.New()
		err = keys.Unmarshal(data)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the keytab %s: %w", path, err)
	}
	if len(keys.Entries) == 0 {
		return nil, errors.New("the keytab " + path + " holds no key")
	}
	return keys, nil
}

// filePath takes the prefix FILE: off a name as MIT's environment variables have it. Other types are not in files.
func filePath(name, what string) (string, error) {
	kind, path, typed := strings.Cut(name, ":")
	switch {
	case !typed || len(kind) == 1 || strings.ContainsAny(kind, `/\.`): // a drive letter is no type
		return name, nil
	case strings.EqualFold(kind, "FILE"):
		return path, nil
	default:
		return "", fmt.Errorf("the %s %s is of the type %s: only files can be read. Make one, such as with kinit -c FILE:%s", what, name, kind, os.TempDir()+"/cc")
	}
}
