package winauth

import (
	"strings"
	"sync"
)

// Accounts are those that a process signs in as. Whatever signs in as the same account shares its tickets, and what was
// refused to it: many tenants may have one account, and a wrong password must reach a domain controller once.
type Accounts struct {
	mu      sync.Mutex
	tickets map[kerberosKey]*tickets
	trials  map[ntlmKey]*trial
}

// NewAccounts makes an empty set.
func NewAccounts() *Accounts {
	return &Accounts{tickets: map[kerberosKey]*tickets{}, trials: map[ntlmKey]*trial{}}
}

// kerberosKey is everything that says who signs in, and at which KDCs. It holds the password: never print it.
type kerberosKey struct{ username, password, keytab, cache, realm, kdcs, config string }

func (a *Accounts) kerberos(o KerberosOptions) *tickets {
	key := kerberosKey{o.Username, o.Password.Reveal(), o.KeytabPath, o.CachePath, strings.ToUpper(o.Realm), strings.Join(o.KDCs, " "), o.ConfigPath}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.tickets[key] == nil {
		a.tickets[key] = newTickets(o.Clock, o.obtain)
	}
	return a.tickets[key]
}

// ntlmKey is an account in a domain. The account may not name it, so that of the host stands in: two customers may have
// accounts of the same name.
type ntlmKey struct{ username, password, domain string }

func (a *Accounts) ntlm(username, password, host string) *trial {
	_, domain, _ := strings.Cut(host, ".")
	key := ntlmKey{strings.ToLower(username), password, strings.ToLower(domain)}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.trials[key] == nil {
		a.trials[key] = newTrial()
	}
	return a.trials[key]
}
