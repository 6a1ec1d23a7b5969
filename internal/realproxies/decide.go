package realproxies

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// Decide asks Squid for each URL whether it lets it through: https as CONNECT, http as itself, each as it is written. What
// passes must have reached the far side, and what does not must have been denied by Squid's own rules; so there must be no
// Routes.
func (s *Squid) Decide(t testing.TB, urls []string) map[string]bool {
	t.Helper()
	return decide(t, urls, s.passes)
}

var withPort = regexp.MustCompile(`:[0-9]*$`)

func (s *Squid) passes(by *session, url string) (bool, error) {
	p, err := split(url)
	if err != nil {
		return false, err
	}
	method, target := http.MethodGet, "http://"+p.authority+p.path
	if p.https {
		method, target = http.MethodConnect, p.authority
		if !withPort.MatchString(target) {
			target += ":443"
		}
	}
	answer, tunnel, err := by.exchange(dialTCP, s.address(), method, fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\n\r\n", method, target, p.authority))
	if err != nil {
		return false, err
	}
	if tunnel != nil {
		defer func() { _ = tunnel.conn.Close() }()
		line, err := tunnel.from.ReadString('\n')
		return strings.HasPrefix(line, farMark), err
	}
	return verdict(answer)
}

// verdict tells what was denied from what passed, by what each of the two adds to an answer.
func verdict(answer *reply) (bool, error) {
	said, _, _ := strings.Cut(answer.header.Get("X-Squid-Error"), " ")
	switch {
	case answer.header.Get(farMark) != "":
		return true, nil
	case answer.status == http.StatusForbidden && said == "ERR_ACCESS_DENIED", answer.status == http.StatusBadRequest && said == "ERR_INVALID_URL":
		return false, nil
	default:
		return false, fmt.Errorf("neither denied nor passed: %d %s", answer.status, said)
	}
}

// Decide asks nginx in the context http for each URL: the port, TLS and the request as they are written.
func (n *Nginx) Decide(t testing.TB, urls []string) map[string]bool {
	t.Helper()
	return decide(t, urls, func(by *session, url string) (bool, error) {
		p, err := split(url)
		if err != nil {
			return false, err
		}
		connect, host := dial(dialTCP), n.plain
		if p.https {
			connect, host = dialTLS, n.secure
		}
		request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", p.path, p.authority)
		answer, _, err := by.exchange(connect, fmt.Sprintf("%s:%d", host, p.port), http.MethodGet, request)
		if err != nil {
			return false, err
		}
		switch answer.status {
		case http.StatusNoContent:
			return true, nil
		case http.StatusForbidden, http.StatusBadRequest:
			return false, nil
		default:
			return false, fmt.Errorf("neither denied nor passed: %d", answer.status)
		}
	})
}

// DecideStream asks nginx in the context stream for each URL of https: it passes if TLS can be spoken for the name.
func (n *Nginx) DecideStream(t testing.TB, urls []string) map[string]bool {
	t.Helper()
	return decide(t, urls, func(by *session, url string) (bool, error) {
		p, err := split(url)
		if err != nil {
			return false, err
		}
		ctx, cancel := context.WithTimeout(by.ctx, askTime)
		defer cancel()
		conn, err := dialTCP(ctx, fmt.Sprintf("%s:%d", n.streaming, p.port))
		if err != nil {
			return false, err
		}
		defer func() { _ = conn.Close() }()
		client := tls.Client(conn, &tls.Config{ServerName: p.host, InsecureSkipVerify: true}) //nolint:gosec // see dialTLS
		err = client.HandshakeContext(ctx)
		if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) {
			return false, nil
		}
		return err == nil, err
	})
}
