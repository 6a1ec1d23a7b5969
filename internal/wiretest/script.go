// Package wiretest is what the tests of the clients share. They test a client from the outside, on the wire: a server
// answers from a script and keeps what it was sent, waits leap on a clock instead of taking time, a credential signs in
// without a network, and values are looked at for a secret that shows. How a client is built and what its service
// answers is the business of the client's own tests; the lab, which behaves as a service does, has no part in this.
package wiretest

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Reply is one answer of a script.
type Reply struct {
	Status int
	Header map[string]string // an empty value takes out what the server would set by itself
	Body   string
	Lost   bool // the connection ends before the answer
	Cut    bool // the connection ends within the body
}

// OK is the answer 200 with a body.
func OK(body string) Reply { return Reply{Status: http.StatusOK, Body: body} }

// List is the answer 200 with a list in the form of OData.
func List(elements ...string) Reply { return OK(`{"value":[` + strings.Join(elements, ",") + `]}`) }

// Sent is one request as it came over the wire.
type Sent struct {
	Method, URI, Body string
	Header            http.Header
	Length            int64
}

// Script is a service, over TLS, that answers each request with the next of its replies and keeps the requests.
type Script struct {
	*httptest.Server
	t       testing.TB
	mu      sync.Mutex
	replies []Reply
	got     []Sent
}

// NewScript starts a service that ends with the test.
func NewScript(t testing.TB, replies ...Reply) *Script {
	t.Helper()
	s := &Script{t: t, replies: replies}
	s.Server = httptest.NewUnstartedServer(s)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// Add appends replies to the script, for those in which the address of the service is named.
func (s *Script) Add(replies ...Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replies = append(s.replies, replies...)
}

// ServeHTTP implements http.Handler.
func (s *Script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Errorf("reading a request: %v", err)
	}
	s.got = append(s.got, Sent{r.Method, r.URL.RequestURI(), string(body), r.Header.Clone(), r.ContentLength})
	if len(s.replies) == 0 {
		s.t.Errorf("unexpected request: %s %s %s", r.Method, r.URL, body)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	next := s.replies[0]
	s.replies = s.replies[1:]
	next.write(w)
}

func (r Reply) write(w http.ResponseWriter) {
	if r.Lost {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	for name, value := range r.Header {
		if w.Header().Set(name, value); value == "" {
			w.Header()[name] = nil
		}
	}
	if r.Cut {
		w.Header().Set("Content-Length", "1000")
	}
	w.WriteHeader(r.Status)
	_, _ = io.WriteString(w, r.Body)
	if r.Cut {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// Done checks that all replies were fetched and returns the requests.
func (s *Script) Done() []Sent {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.replies) > 0 {
		s.t.Errorf("%d of the replies were not asked for; requests: %v", len(s.replies), s.got)
	}
	return s.got
}
