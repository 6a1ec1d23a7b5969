package probe

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// idle opens one more connection, leaves it alone, and sees whether it is still there. Who cuts it, a device on the way or
// the server, cannot be told; behind a proxy it is taken to be that (inferred).
func (p *probe) idle(ctx context.Context) {
	asked := fmt.Sprintf("leave a connection with %s idle for %s", p.result.URL.Hostname(), p.Idle)
	opening, cancel := context.WithTimeout(ctx, p.Timeout)
	defer cancel()
	s, checks := p.open(opening, p.result.URL)
	if s == nil {
		p.add(Check{"idle", Fail, asked, checks[len(checks)-1].Answered, "A second connection did not come about: does the proxy limit how many there may be?"})
		return
	}
	defer func() { _ = s.Close() }()
	conn, err := shake(opening, s, p.result.URL.Hostname())
	if err != nil {
		p.add(Check{"idle", Fail, asked, wire(err), "A second connection did not come about."})
		return
	}
	_ = s.SetDeadline(time.Time{}) // fails only for a connection that is closed, which the read shows
	secured := newStream(conn)
	ended := make(chan error, 1)
	go func() {
		_, err := secured.read.Peek(1)
		ended <- err
	}()
	start := p.Clock.Now()
	select {
	case <-ctx.Done():
		// timeIsUp says it
	case err := <-ended:
		p.add(p.cut(asked, p.Clock.Now().Sub(start), err))
	case <-p.Clock.After(p.Idle):
		p.add(p.alive(asked, secured, ended))
	}
}

// cut is the check of a connection that ended by itself.
func (p *probe) cut(asked string, after time.Duration, err error) Check {
	c := Check{"idle", Warn, asked, fmt.Sprintf("cut after %s", after.Round(100*time.Millisecond)), ""}
	if err != nil {
		c.Answered += ": " + err.Error()
	}
	c.Remedy = fmt.Sprintf("Microsoft recommends at least %s for the notification channel. The server itself, or a firewall on the way, has cut the connection", p.result.IdleTimeout)
	if p.Proxy != nil {
		c.Status = Fail
		c.Remedy = fmt.Sprintf("The proxy cuts idle connections too early: raise its idle time-out for %s to at least %s, as Microsoft recommends for the notification channel. It may also be the server, which cannot be told from here", p.result.URL.Hostname(), p.result.IdleTimeout)
	}
	c.Remedy += "."
	return c
}

// alive sends a request over the connection that was idle: one that was dropped without a word is found by that.
func (p *probe) alive(asked string, s *stream, ended <-chan error) Check {
	_ = s.SetDeadline(time.Now().Add(p.Timeout)) // fails only for a connection that is closed
	req := &http.Request{Method: http.MethodHead, URL: p.result.URL, Host: p.result.URL.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Close: true, Header: http.Header{"User-Agent": {"terraform-provider-tenantattach"}}}
	if err := req.Write(s.Conn); err != nil {
		return p.cut(asked, p.Idle, err)
	}
	if err := <-ended; err != nil {
		return p.cut(asked, p.Idle, err)
	}
	res, err := s.answer(req)
	if err != nil {
		return p.cut(asked, p.Idle, err)
	}
	c := Check{"idle", Pass, asked, fmt.Sprintf("still open after %s: a request was answered %s", p.Idle, res.said), ""}
	if p.Idle < p.result.IdleTimeout {
		c.Answered += fmt.Sprintf(". That is less than the %s that Microsoft recommends, so more is not known", p.result.IdleTimeout)
	}
	return c
}
