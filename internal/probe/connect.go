package probe

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// stream is a connection with what has been read of it ahead.
type stream struct {
	net.Conn
	read  *bufio.Reader
	limit *io.LimitedReader // of what is read of the connection; see answer
}

func newStream(c net.Conn) *stream {
	limit := &io.LimitedReader{R: c, N: math.MaxInt64}
	return &stream{c, bufio.NewReader(limit), limit}
}

// Read implements io.Reader.
func (s *stream) Read(b []byte) (int, error) { return s.read.Read(b) }

// open connects to a URL: directly, or through the proxy, with a tunnel for https. checks are the steps; the stream is nil
// if one failed. Its deadline is that of the context.
func (o Options) open(ctx context.Context, u *url.URL) (*stream, []Check) {
	t := Target{URL: u}
	checks := []Check{}
	hosts := []string{u.Hostname()}
	port := strconv.Itoa(portOf(u))
	if o.Proxy != nil {
		checks = append(checks, Check{Name: "dns", Status: Skipped, Asked: u.Hostname(), Answered: "The proxy looks the name up: whether it resolves here does not matter."})
		hosts, port = []string{o.Proxy.Hostname()}, strconv.Itoa(portOf(o.Proxy))
	} else if net.ParseIP(u.Hostname()) == nil {
		found, check := o.lookup(ctx, u.Hostname())
		if checks = append(checks, check); check.Status == Fail {
			return nil, checks
		}
		hosts = found
	}
	conn, check := o.connect(ctx, hosts, port)
	if checks = append(checks, check); conn == nil {
		return nil, checks
	}
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline) // fails only for a connection that is closed
	}
	s := newStream(conn)
	if o.Proxy == nil || !t.secure() {
		return s, checks
	}
	check = s.tunnel(t.address(), o.Proxy.Host)
	if checks = append(checks, check); check.Status == Fail {
		_ = conn.Close()
		return nil, checks
	}
	return s, checks
}

func (o Options) lookup(ctx context.Context, host string) ([]string, Check) {
	found, err := o.Resolver.LookupHost(ctx, host)
	if err != nil || len(found) == 0 {
		said := "no address"
		if err != nil {
			said = err.Error()
		}
		return nil, Check{"dns", Fail, host, said, "The name does not resolve here. If names of the internet resolve at a proxy only, give it in proxy_url; otherwise look at the name servers of this machine, and at filters in them."}
	}
	return found, Check{"dns", Pass, host, strings.Join(found, ", "), ""}
}

// connect tries the addresses in turn, each for its share of the time: one that drops packets must not use up that of the
// others.
func (o Options) connect(ctx context.Context, hosts []string, port string) (net.Conn, Check) {
	asked, said := []string{}, []string{}
	for i, host := range hosts {
		address := net.JoinHostPort(host, port)
		conn, err := o.dial(ctx, address, len(hosts)-i)
		if err == nil {
			return conn, Check{"tcp", Pass, address, "connected", ""}
		}
		asked, said = append(asked, address), append(said, err.Error())
		if ctx.Err() != nil {
			break
		}
	}
	c := Check{"tcp", Fail, strings.Join(asked, ", "), strings.Join(said, "; "), "No connection: a firewall between here and there does not let TCP " + port + " through, or drops it. Open it, or give the proxy in proxy_url."}
	if o.Proxy != nil {
		c.Remedy = "The proxy itself cannot be reached at " + o.Proxy.Host + ": look at its name, its port and the firewall before it."
	}
	return nil, c
}

// dial connects within a share of the time that is left: a half of it for one of two addresses.
func (o Options) dial(ctx context.Context, address string, shares int) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Until(deadline)/time.Duration(shares))
		defer cancel()
	}
	return o.Dial(ctx, "tcp", address)
}

// tunnel asks the proxy for a tunnel.
func (s *stream) tunnel(address, proxy string) Check {
	asked := "CONNECT " + address + " at " + proxy
	if _, err := fmt.Fprintf(s.Conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n", address, address); err != nil {
		return Check{"proxy", Fail, asked, wire(err), "The proxy cut the connection: look at its log."}
	}
	res, err := s.answer(&http.Request{Method: http.MethodConnect})
	if err != nil {
		return Check{"proxy", Fail, asked, wire(err), "The proxy did not answer as an HTTP proxy does: is proxy_url that of one?"}
	}
	c := Check{"proxy", Pass, asked, res.said, ""}
	if res.status/100 != 2 {
		c.Status, c.Remedy = Fail, tunnelRemedy(res.status, address)
	}
	return c
}

func tunnelRemedy(status int, address string) string {
	switch remedy, failure := failing()[status]; {
	case failure:
		return remedy
	case status == http.StatusForbidden:
		return "The proxy is open, but its rules do not allow " + address + ": add it to the list of allowed destinations."
	case status >= http.StatusInternalServerError:
		return "The proxy could not reach " + address + " itself: look at its name servers, and at the firewall behind it."
	default:
		return "The proxy refused the tunnel to " + address + ": look at its log."
	}
}

// answered is the status of an answer, with what a proxy says of itself in it.
func answered(res *http.Response) string {
	said := strings.TrimSpace(res.Status)
	for _, name := range []string{"Proxy-Authenticate", "X-Squid-Error", "Via", "Server"} {
		if v := res.Header.Get(name); v != "" {
			said += fmt.Sprintf("; %s: %.100s", name, v)
		}
	}
	return said
}

// wire is an error of a connection in words.
func wire(err error) string {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return "no answer in time"
	}
	return err.Error()
}
