package winauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/Azure/go-ntlmssp"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
)

// NTLMOptions say who signs in by NTLM, and where.
type NTLMOptions struct {
	// Username is the account: CORP\svc-tf or svc-tf@corp.contoso.com.
	Username string
	Password secret.Secret
	// Hosts are those that may be signed in to, each with its port as in a URL.
	Hosts []string
	// Connect makes a transport of its own for each request; Wrap is put around it, nil for nothing.
	Connect func() *http.Transport
	Wrap    func(http.RoundTripper) http.RoundTripper
	// Accounts remember what was refused; nil is for this transport alone.
	Accounts *Accounts
}

// ntlmLegs are those of NTLM: the challenge is asked for, and answered once.
const ntlmLegs = 2

// NewNTLM makes a transport that signs each request in by NTLM. Sites refuse it from 2509 on (AdminService notes §1.8).
func NewNTLM(o NTLMOptions) (http.RoundTripper, error) {
	if o.Username == "" || o.Password.IsZero() {
		return nil, errors.New("sign-in by NTLM needs a username and a password")
	}
	if o.Accounts == nil {
		o.Accounts = NewAccounts()
	}
	// That a scheme of the name NTLM is offered beside Negotiate is how HTTP.SYS does it where both are on; a service that
	// offers Negotiate alone takes NTLM's messages in there, unless it is off.
	return &handshake{
		hosts: o.Hosts, schemes: []string{NTLM, Negotiate}, maxLegs: ntlmLegs, connect: o.Connect, wrap: orPlain(o.Wrap),
		begin: func(req *http.Request) (conversation, error) {
			return &ntlm{o, req.URL.Host, o.Accounts.ntlm(o.Username, o.Password.Reveal(), req.URL.Hostname())}, nil
		},
	}, nil
}

type ntlm struct {
	options NTLMOptions
	host    string
	trial   *trial
}

func (n *ntlm) first() ([]byte, error) {
	message, err := ntlmssp.NewNegotiateMessage("", "")
	return message, n.failure(err)
}

func (n *ntlm) next(challenge []byte) ([]byte, error) {
	message, err := ntlmssp.NewAuthenticateMessage(challenge, n.options.Username, n.options.Password.Reveal(), nil)
	return message, n.failure(err)
}

func (n *ntlm) send(ctx context.Context, leg func() (*http.Response, error)) (*http.Response, error) {
	return n.trial.do(ctx, leg, n.refused)
}

func (n *ntlm) close() {}

// refused is what those get to hear who come after a refusal, or after a sign-in of which nobody knows what came of it.
func (n *ntlm) refused(res *http.Response, err error) error {
	e := &Error{Mechanism: NTLM, Account: n.options.Username, Target: n.host, Err: err}
	if res == nil {
		e.Said = "the first sign-in of this run got no answer"
		e.Advice = "It is not tried again in this run, since a wrong password would lock the account. Run again"
		return e
	}
	e.Said = "it was refused before (401), and is not tried again in this run, so that the account is not locked"
	e.Advice = NTLMRefused(res.Header)
	return e
}

func (n *ntlm) failure(err error) error {
	if err == nil {
		return nil
	}
	return &Error{Mechanism: NTLM, Account: n.options.Username, Target: n.host, Said: fmt.Sprintf("the service's message could not be answered: %v", err), Err: err}
}

func orPlain(wrap func(http.RoundTripper) http.RoundTripper) func(http.RoundTripper) http.RoundTripper {
	if wrap != nil {
		return wrap
	}
	return func(next http.RoundTripper) http.RoundTripper { return next }
}
