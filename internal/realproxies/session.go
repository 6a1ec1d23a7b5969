package realproxies

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// askers is how many ask at a time, and askTime how long one question may take on a busy machine.
const (
	askers  = 8
	askTime = 20 * time.Second
)

// parts are a URL as it is written: no library of Go tidies it up.
type parts struct {
	https           bool
	authority, path string
	host            string
	port            int
}

var urlForm = regexp.MustCompile(`(?is)^(https?)://([^/?#]*)([^#]*)`)

// split takes a URL apart; there is no port if it is none that a client could connect to.
func split(url string) (parts, error) {
	m := urlForm.FindStringSubmatch(url)
	if m == nil {
		return parts{}, fmt.Errorf("%q is no URL of http or https", url)
	}
	p := parts{https: strings.EqualFold(m[1], "https"), authority: m[2], path: m[3], host: m[2], port: 80}
	if p.https {
		p.port = 443
	}
	if !strings.HasPrefix(p.path, "/") {
		p.path = "/" + p.path
	}
	if host, port, ok := cutLast(m[2], ":"); ok {
		p.host = host
		if port != "" {
			p.port, _ = strconv.Atoi(port)
		}
	}
	return p, nil
}

// wire is a connection with what has been read from it.
type wire struct {
	conn net.Conn
	from *bufio.Reader
}

// session is somebody who asks, with connections that are kept for the next question.
type session struct {
	ctx  context.Context
	idle map[string]*wire
}

func (s *session) close() {
	for _, w := range s.idle {
		_ = w.conn.Close()
	}
}

type dial func(ctx context.Context, address string) (net.Conn, error)

func dialTCP(ctx context.Context, address string) (net.Conn, error) {
	var dialer net.Dialer
	return dialer.DialContext(ctx, "tcp", address)
}

// reply is what an answer says, without its body.
type reply struct {
	status int
	header http.Header
	last   bool // the connection ends with it
}

// exchange sends a request and reads the answer. If the answer is that a tunnel is open, the connection is
// returned, too, and the caller closes it.
func (s *session) exchange(connect dial, address, method, request string) (*reply, *wire, error) {
	w, kept := s.idle[address]
	delete(s.idle, address)
	if kept {
		answer, tunnel, err := s.try(w, address, method, request)
		if err == nil {
			return answer, tunnel, nil
		}
	}
	ctx, cancel := context.WithTimeout(s.ctx, askTime)
	defer cancel()
	conn, err := connect(ctx, address)
	if err != nil {
		return nil, nil, err
	}
	return s.try(&wire{conn: conn, from: bufio.NewReader(conn)}, address, method, request)
}

func (s *session) try(w *wire, address, method, request string) (*reply, *wire, error) {
	answer, err := ask(w, method, request)
	if err != nil {
		return nil, nil, errors.Join(err, w.conn.Close())
	}
	if method == http.MethodConnect && answer.status == http.StatusOK {
		return answer, w, nil
	}
	if answer.last {
		return answer, nil, w.conn.Close()
	}
	s.idle[address] = w
	return answer, nil, nil
}

func ask(w *wire, method, request string) (*reply, error) {
	if err := w.conn.SetDeadline(time.Now().Add(askTime)); err != nil {
		return nil, err
	}
	if _, err := io.WriteString(w.conn, request); err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(w.from, &http.Request{Method: method})
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if method != http.MethodConnect || answer.StatusCode != http.StatusOK {
		_, err = io.Copy(io.Discard, answer.Body)
	}
	return &reply{status: answer.StatusCode, header: answer.Header, last: answer.Close}, err
}

// decide asks about each URL, several at a time. What cannot be told fails the test.
func decide(t testing.TB, urls []string, passes func(*session, string) (bool, error)) map[string]bool {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	out, todo := map[string]bool{}, make(chan string)
	for range askers {
		wg.Go(func() {
			s := &session{ctx: t.Context(), idle: map[string]*wire{}}
			defer s.close()
			for url := range todo {
				passed, err := passes(s, url)
				if err != nil {
					t.Errorf("%q: %v", url, err)
				}
				mu.Lock()
				out[url] = passed
				mu.Unlock()
			}
		})
	}
	for _, url := range urls {
		todo <- url
	}
	close(todo)
	wg.Wait()
	return out
}
