// Package wire is what stands between the network and every emulated host of the lab: the journal of requests, injected
// faults, compression, and TLS with a certificate authority of the lab's own.
package wire

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"
)

// The kinds of emulated hosts.
const (
	KindEntra        = "entra"
	KindGraph        = "graph"
	KindAdminService = "adminservice"
	KindIssuer       = "issuer"
)

// Entry is one request in the journal. Bodies and headers are not kept: they hold secrets.
type Entry struct {
	Seq       int       `json:"seq"`
	At        time.Time `json:"at"`
	Kind      string    `json:"kind"`
	Tenant    string    `json:"tenant,omitempty"` // name in the seed, as far as the handler could tell
	Principal string    `json:"principal,omitempty"`
	Method    string    `json:"method"`
	Path      string    `json:"path"`
	Query     string    `json:"query,omitempty"`
	// Sent is the path as it was sent, with what is escaped in it.
	Sent      string `json:"-"`
	Status    int    `json:"status"` // 0: the connection was cut
	RequestID string `json:"requestId"`
	Fault     bool   `json:"fault,omitempty"`
	// RetryAfter is for how many seconds the caller was told to wait; empty when it was not.
	RetryAfter string `json:"retryAfter,omitempty"`
	// Parts are the requests inside a $batch.
	Parts []string `json:"parts,omitempty"`
}

// Recorder keeps the journal and the faults of all hosts.
type Recorder struct {
	clock clockwork.Clock

	mu       sync.Mutex
	quiet    *sync.Cond // that no request is under way
	underWay int
	entries  []Entry
	seq      int
	faults   []*Fault
	latency  time.Duration
}

// NewRecorder makes an empty recorder.
func NewRecorder(clock clockwork.Clock) *Recorder {
	r := &Recorder{clock: clock}
	r.quiet = sync.NewCond(&r.mu)
	return r
}

// Quiet waits until no request is under way: one whose client has been killed may still be processed.
func (r *Recorder) Quiet() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.underWay > 0 {
		r.quiet.Wait()
	}
}

// Journal is a copy of the journal, in the order in which the requests ended.
func (r *Recorder) Journal() []Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.entries)
}

// ClearJournal forgets the requests so far.
func (r *Recorder) ClearJournal() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries = nil
}

// SetLatency lets every host answer so much later, as one that is far away.
func (r *Recorder) SetLatency(latency time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.latency = latency
}

// travel is the time that a request and its answer are on the way; it ends early when the caller gives up.
func (r *Recorder) travel(ctx context.Context) {
	r.mu.Lock()
	latency := r.latency
	r.mu.Unlock()
	if latency <= 0 {
		return
	}
	select {
	case <-ctx.Done():
	case <-r.clock.After(latency):
	}
}

func (r *Recorder) begin() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.underWay++
}

// end adds a request to the journal.
func (r *Recorder) end(e Entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.underWay--
	r.quiet.Broadcast()
	r.seq++
	e.Seq = r.seq
	r.entries = append(r.entries, e)
}

type entryKey struct{}

// KindOf is the kind of the host that serves a request.
func KindOf(req *http.Request) string {
	if e, ok := req.Context().Value(entryKey{}).(*Entry); ok {
		return e.Kind
	}
	return ""
}

// Note lets a handler add to the journal's entry of the request that it serves.
func Note(req *http.Request, note func(*Entry)) {
	if e, ok := req.Context().Value(entryKey{}).(*Entry); ok {
		note(e)
	}
}

// RequestID is the id of the request that is served, as the answer's headers and error bodies name it.
func RequestID(req *http.Request) string {
	if e, ok := req.Context().Value(entryKey{}).(*Entry); ok {
		return e.RequestID
	}
	return ""
}

// Wrap puts the journal, the latency and the faults before a host. Tenant is the name of the host's tenant, empty for a host of many.
func (r *Recorder) Wrap(kind, tenant string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		e := &Entry{At: r.clock.Now().UTC(), Kind: kind, Tenant: tenant, Method: req.Method, Path: req.URL.Path, Query: req.URL.RawQuery, Sent: req.URL.EscapedPath(), RequestID: uuid.NewString()}
		req = req.WithContext(context.WithValue(req.Context(), entryKey{}, e))
		out := &statusWriter{ResponseWriter: w}
		r.begin()
		defer func() {
			e.Status, e.RetryAfter = out.status, w.Header().Get("Retry-After")
			r.end(*e)
		}()
		r.travel(req.Context())
		if f := r.fault(e); f != nil {
			e.Fault = true
			r.fail(out, req, f, next)
			return
		}
		next.ServeHTTP(out, req)
	})
}

// statusWriter remembers the status.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements io.Writer.
func (w *statusWriter) Write(data []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(data)
}
