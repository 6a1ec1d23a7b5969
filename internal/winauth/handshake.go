package winauth

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
)

// conversation is one sign-in that may take several legs.
type conversation interface {
	// first is the token to begin with, next the one that answers a challenge of the service.
	first() ([]byte, error)
	next(challenge []byte) ([]byte, error)
	// send sends the leg with an answer to a challenge.
	send(ctx context.Context, leg func() (*http.Response, error)) (*http.Response, error)
	close()
}

// handshake signs each request in on a connection of its own: the legs belong to one connection, and a pool would mix
// those of requests that run side by side. A connection that is authenticated is never used again.
type handshake struct {
	hosts hosts
	// schemes are the names to begin with, the first that the service takes up is used.
	schemes []string
	// maxLegs bounds the legs of one sign-in.
	maxLegs int
	begin   func(req *http.Request) (conversation, error)
	connect func() *http.Transport
	// wrap is put around each connection's transport, as a limiter is.
	wrap func(http.RoundTripper) http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (h *handshake) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := h.hosts.check(req); err != nil {
		return nil, err
	}
	attempt, err := repeatable(req)
	if err != nil {
		return nil, err
	}
	var res *http.Response
	for _, scheme := range h.schemes {
		if res != nil {
			discard(res)
		}
		conv, err := h.begin(req)
		if err != nil {
			return nil, err
		}
		var took bool
		res, took, err = h.converse(scheme, conv, attempt)
		conv.close()
		if err != nil || took || !offersAny(res.Header, h.schemes) {
			return res, err
		}
	}
	return res, nil
}

// converse goes through the legs. took reports whether the service took the scheme up, whatever came of it.
func (h *handshake) converse(scheme string, conv conversation, attempt func() *http.Request) (res *http.Response, took bool, err error) {
	transport := h.connect()
	once(transport)
	over := h.wrap(transport)
	token, err := conv.first()
	for leg := 1; ; leg++ {
		if err != nil {
			transport.CloseIdleConnections()
			return nil, false, err
		}
		leaving := attempt()
		leaving.Header.Set("Authorization", scheme+" "+base64.StdEncoding.EncodeToString(token))
		send := func() (*http.Response, error) { return over.RoundTrip(leaving) }
		if leg == 1 {
			res, err = send()
		} else {
			res, err = conv.send(leaving.Context(), send)
		}
		if err != nil {
			transport.CloseIdleConnections()
			return nil, false, err
		}
		challenge, decodeErr := base64.StdEncoding.DecodeString(answerTo(res.Header, scheme))
		if res.StatusCode != http.StatusUnauthorized || decodeErr != nil || len(challenge) == 0 || leg == h.maxLegs {
			res.Body = closing{res.Body, transport}
			return res, leg > 1 || res.StatusCode != http.StatusUnauthorized, nil
		}
		discard(res) // the connection is used for the next leg
		token, err = conv.next(challenge)
	}
}

// errSecondConnection is what net/http meets when it would repeat a leg elsewhere.
var errSecondConnection = errors.New("the connection was lost during the sign-in, which belongs to it")

// once lets a transport make one connection: net/http repeats a request by itself when a connection turns out to be
// closed, and an answer to a challenge means nothing on another.
func once(t *http.Transport) {
	var dialled atomic.Bool
	dial := t.DialContext
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	t.MaxConnsPerHost = 1
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if dialled.Swap(true) {
			return nil, errSecondConnection
		}
		return dial(ctx, network, address)
	}
}

func offersAny(header http.Header, schemes []string) bool {
	for _, s := range schemes {
		if offers(header, s) {
			return true
		}
	}
	return false
}

// closing is the body of the last answer on a connection.
type closing struct {
	io.ReadCloser
	transport *http.Transport
}

// Close implements io.Closer.
func (c closing) Close() error {
	defer c.transport.CloseIdleConnections()
	return c.ReadCloser.Close()
}
