package winauth

import (
	"context"
	"net/http"
	"strings"

	"github.com/alexbrainman/sspi"
	"github.com/alexbrainman/sspi/negotiate"
)

// sspiLegs bounds the legs of Negotiate: Kerberos takes one, NTLM inside of it two or three.
const sspiLegs = 4

// NewCurrentUser makes a transport that signs each request in as the user who runs the process, through SSPI.
func NewCurrentUser(o CurrentUserOptions) (http.RoundTripper, error) {
	return &handshake{
		hosts: o.Hosts, schemes: []string{Negotiate}, maxLegs: sspiLegs, connect: o.Connect, wrap: orPlain(o.Wrap),
		begin: func(req *http.Request) (conversation, error) { return newSSPI(ServiceName(o.SPN, req.URL)) },
	}, nil
}

// windowsContext is one security context of the current user.
type windowsContext struct {
	spn        string
	credential *sspi.Credentials
	context    *negotiate.ClientContext
	token      []byte
}

func newSSPI(spn string) (*windowsContext, error) {
	credential, err := negotiate.AcquireCurrentUserCredentials()
	if err != nil {
		return nil, sspiError(spn, err)
	}
	security, token, err := negotiate.NewClientContext(credential, spn)
	if err != nil {
		_ = credential.Release()
		return nil, sspiError(spn, err)
	}
	return &windowsContext{spn, credential, security, token}, nil
}

func (w *windowsContext) first() ([]byte, error) { return w.token, nil }

func (w *windowsContext) next(challenge []byte) ([]byte, error) {
	_, token, err := w.context.Update(challenge)
	if err != nil {
		return nil, sspiError(w.spn, err)
	}
	return token, nil
}

func (w *windowsContext) send(_ context.Context, leg func() (*http.Response, error)) (*http.Response, error) {
	return leg()
}

func (w *windowsContext) close() {
	_ = w.context.Release()
	_ = w.credential.Release()
}

func sspiError(spn string, err error) error {
	return &Error{
		Mechanism: Negotiate, Account: "the current user", Target: spn, Said: strings.TrimSpace(err.Error()),
		Advice: "Is this machine joined to the domain, and is the FQDN of the SMS Provider in admin_service.url?", Err: err,
	}
}
