package probe

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
)

// failing are the HTTP statuses that the service connection point counts as failures, whoever sends them, each with what to
// do (about the service connection point, Validate internet access). Every other status shows that the endpoint was reached.
func failing() map[int]string {
	return map[int]string{
		http.StatusProxyAuthRequired:             "The proxy wants a login (407). Let it pass these endpoints without one, or, for the service connection point, set an account for the proxy on its site system; revocation checks use the operating system's proxy, which has none.",
		http.StatusRequestTimeout:                "The request timed out on its way (408): usually the proxy.",
		http.StatusUpgradeRequired:               "Another protocol is demanded (426): usually TLS is set up wrongly, as where TLS 1.2 is off.",
		http.StatusUnavailableForLegalReasons:    "Something blocks the endpoint by policy (451): usually the proxy.",
		http.StatusBadGateway:                    "A gateway on the way got no good answer (502): usually the proxy, which cannot reach the endpoint.",
		http.StatusNetworkAuthenticationRequired: "The network wants a login before it lets anything out (511).",
		598:                                      "The proxy ran out of time while it read (598, which some proxies use).",
		599:                                      "The proxy ran out of time while it connected (599, which some proxies use).",
	}
}

// reach goes from the name to an answer. The chain is that of the certificate, leaf first, if it can be checked for
// revocation; ok is false if the endpoint was not reached.
func (p *probe) reach(ctx context.Context) (chain []*x509.Certificate, ok bool) {
	way, checks := p.open(ctx, p.result.URL)
	p.result.Checks = append(p.result.Checks, checks...)
	if way == nil {
		return nil, false
	}
	defer func() { _ = way.Close() }()
	s := way
	if p.result.secure() {
		if s, chain = p.secure(ctx, way); s == nil {
			return nil, false
		}
	}
	res, err := p.ask(s, http.MethodGet, p.result.URL, nil, "")
	asked := "GET " + p.result.URL.String()
	if err != nil {
		return nil, p.add(Check{"http", Fail, asked, wire(err), "Connected, but no HTTP answer came back: something on the way cuts the connection, or inspects it and does not like it."})
	}
	p.result.HTTPStatus = res.status
	c := Check{"http", Pass, asked, res.said, ""}
	if remedy, failure := failing()[res.status]; failure {
		c.Status, c.Remedy = Fail, remedy
	} else if p.Proxy != nil && !p.result.secure() {
		c.Status, c.Remedy = clearText(res)
	}
	return chain, p.add(c)
}

// clearText judges an answer that came through a proxy in clear text: the proxy may have made it itself.
func clearText(res reply) (Status, string) {
	switch {
	case res.status >= http.StatusInternalServerError && res.proxys:
		return Fail, "The proxy could not reach the endpoint itself: look at its name servers, and at the firewall behind it."
	case res.status >= http.StatusInternalServerError, res.status == http.StatusForbidden:
		return Warn, fmt.Sprintf("%d through a proxy, in clear text: it is not known whether the server says so, or the rules of the proxy, or the proxy because it cannot reach the server. The headers in the answer may tell; look at the log of the proxy.", res.status)
	default:
		return Pass, ""
	}
}

// reply is an answer. Its body ends with the connection, which whoever opened it closes: closing the body would read it all.
type reply struct {
	status int
	said   string
	body   io.Reader
	proxys bool // it says itself that it is a proxy's error
}

// ask sends one request over a connection. Redirects are not followed: that one came back shows enough.
func (o Options) ask(s *stream, method string, u *url.URL, body []byte, contentType string) (reply, error) {
	req := &http.Request{
		Method: method, URL: u, Host: u.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Close: true,
		Header: http.Header{"User-Agent": {"terraform-provider-tenantattach"}, "Accept": {"*/*"}},
	}
	if body != nil {
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		req.Header.Set("Content-Type", contentType)
	}
	write := req.Write
	if o.Proxy != nil && u.Scheme == "http" {
		write = req.WriteProxy
	}
	if err := write(s); err != nil {
		return reply{}, err
	}
	return s.answer(req)
}

// answer reads the answer to a request.
func (s *stream) answer(req *http.Request) (reply, error) {
	s.limit.N = maxHeader
	defer func() { s.limit.N = math.MaxInt64 }()
	res, err := http.ReadResponse(s.read, req) //nolint:bodyclose // it ends with the connection; see reply
	if err != nil && s.limit.N <= 0 {
		err = fmt.Errorf("the header of the answer is longer than %d bytes", maxHeader)
	}
	if err != nil {
		return reply{}, err
	}
	return reply{res.StatusCode, answered(res), res.Body, res.Header.Get("X-Squid-Error") != ""}, nil
}

// maxHeader is how much is read of the header of an answer, in bytes.
const maxHeader = 1 << 20

// maxBody is how much is read of a revocation list or answer.
const maxBody = 32 << 20

// fetch gets what is behind a plain http address, through the same way.
func (o Options) fetch(ctx context.Context, method, address string, body []byte, contentType string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" {
		return nil, fmt.Errorf("%q is no http address", address)
	}
	s, checks := o.open(ctx, u)
	if s == nil {
		last := checks[len(checks)-1]
		return nil, fmt.Errorf("%s of %s: %s", last.Name, last.Asked, last.Answered)
	}
	defer func() { _ = s.Close() }()
	res, err := o.ask(s, method, u, body, contentType)
	if err != nil {
		return nil, fmt.Errorf("%s", wire(err))
	}
	if res.status != http.StatusOK {
		return nil, fmt.Errorf("it answered %s", res.said)
	}
	data, err := bounded.Read(res.body, maxBody)
	if errors.Is(err, bounded.ErrTooLarge) {
		err = fmt.Errorf("it is longer than %d bytes", maxBody)
	}
	return data, err
}
