package wire

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// Fault is something that goes wrong on the way or in the service.
type Fault struct {
	// Kind, Tenant, Method and Path say which requests it strikes; empty means any. Method and Path are regular
	// expressions; that of Method must match all of it, that of Path is searched for in the path.
	Kind   string `json:"kind"`
	Tenant string `json:"tenant"`
	Method string `json:"method"`
	Path   string `json:"path"`
	// Skip lets that many requests pass before the fault strikes, Times is how many it strikes; 0 means all.
	Skip  int `json:"skip"`
	Times int `json:"times"`

	// Delay holds the request back first.
	Delay Duration `json:"delay"`
	// Status answers so, with Body and RetryAfter (seconds; empty for none), and the request is not processed.
	Status     int             `json:"status"`
	RetryAfter string          `json:"retryAfter"`
	Body       json.RawMessage `json:"body"`
	// Reset cuts the connection without processing the request; LoseAnswer processes it and then cuts.
	Reset      bool `json:"reset"`
	LoseAnswer bool `json:"loseAnswer"`
	// Late processes the request at once and holds the answer back for Delay, which then does not come before.
	Late bool `json:"late"`
	// Cut processes the request and breaks off in the middle of the answer's body; an answer without a body is lost.
	Cut bool `json:"cut"`
	// Garbage processes the request and puts something in the place of the answer's body that is no JSON.
	Garbage bool `json:"garbage"`
	// Rewrite processes the request and writes what it likes in the place of the answer; for tests in the same process.
	Rewrite func(w http.ResponseWriter, req *http.Request, answered *httptest.ResponseRecorder) `json:"-"`
	// OnStrike is called when the fault strikes, before the answer or the cut; for tests in the same process. Alone it
	// only observes.
	OnStrike func() `json:"-"`

	method *regexp.Regexp
	path   *regexp.Regexp
	seen   int
	struck int
}

// Duration is a time.Duration that stands in JSON as text, such as "1.5s".
type Duration time.Duration

// UnmarshalJSON implements json.Unmarshaler.
func (d *Duration) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return fmt.Errorf("a duration is a text such as \"1.5s\": %w", err)
	}
	v, err := time.ParseDuration(text)
	*d = Duration(v)
	return err
}

// MarshalJSON implements json.Marshaler.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// Inject adds a fault. The returned function takes it back.
func (r *Recorder) Inject(f Fault) (remove func(), err error) {
	if f.path, err = regexp.Compile(f.Path); err != nil {
		return nil, fmt.Errorf("the path of a fault is a regular expression: %w", err)
	}
	if f.method, err = regexp.Compile("^(" + f.Method + ")$"); err != nil {
		return nil, fmt.Errorf("the method of a fault is a regular expression: %w", err)
	}
	if f.Status == 0 && !f.Reset && !f.spoils() && f.Delay == 0 && f.OnStrike == nil {
		return nil, fmt.Errorf("a fault needs status, reset, loseAnswer, cut, garbage or delay")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	added := &f
	r.faults = append(r.faults, added)
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.faults = slices.DeleteFunc(r.faults, func(o *Fault) bool { return o == added })
	}, nil
}

// ClearFaults takes all faults back.
func (r *Recorder) ClearFaults() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = nil
}

// fault finds the first fault that strikes a request, and counts.
func (r *Recorder) fault(e *Entry) *Fault {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range r.faults {
		if f.Kind != "" && f.Kind != e.Kind || f.Tenant != "" && f.Tenant != e.Tenant || f.Method != "" && !f.method.MatchString(e.Method) || !f.path.MatchString(e.Path) {
			continue
		}
		f.seen++
		if f.seen <= f.Skip || f.Times > 0 && f.struck >= f.Times {
			continue
		}
		f.struck++
		copied := *f
		return &copied
	}
	return nil
}

func (r *Recorder) fail(w *statusWriter, req *http.Request, f *Fault, next http.Handler) {
	if f.Delay > 0 && !f.Late && !r.hold(req, f) {
		return
	}
	var done *httptest.ResponseRecorder // the answer of a request that is processed although it fails
	if f.spoils() {
		done = httptest.NewRecorder()
		next.ServeHTTP(done, req)
	}
	if f.OnStrike != nil {
		f.OnStrike()
	}
	if f.Late && !r.hold(req, f) {
		return
	}
	switch {
	case f.Reset, f.LoseAnswer:
		panic(http.ErrAbortHandler)
	case f.Cut:
		cut(w, done)
	case f.Garbage:
		garbage(w, done)
	case f.Rewrite != nil:
		f.Rewrite(w, req, done)
	case f.Late:
		replay(w, done, done.Body.Bytes())
	case f.Status == 0:
		next.ServeHTTP(w, req)
	default:
		f.refuse(w, req)
	}
}

// spoils reports whether the request is processed, and only its answer fails.
func (f *Fault) spoils() bool {
	return f.LoseAnswer || f.Late || f.Cut || f.Garbage || f.Rewrite != nil
}

// hold waits for the delay of a fault; false when the client does not.
func (r *Recorder) hold(req *http.Request, f *Fault) bool {
	select {
	case <-req.Context().Done():
		return false
	case <-r.clock.After(time.Duration(f.Delay)):
		return true
	}
}

// refuse answers with the status of a fault.
func (f *Fault) refuse(w http.ResponseWriter, req *http.Request) {
	if f.RetryAfter != "" {
		w.Header().Set("Retry-After", f.RetryAfter)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("request-id", RequestID(req))
	body := f.Body
	if len(body) == 0 {
		body = faultBody(f.Status, RequestID(req))
	}
	w.WriteHeader(f.Status)
	_, _ = w.Write(body)
}

// faultBody is an error in the form that Graph and OData share.
func faultBody(status int, requestID string) []byte {
	codes := map[int]string{http.StatusTooManyRequests: "TooManyRequests", http.StatusServiceUnavailable: "ServiceNotAvailable", http.StatusForbidden: "Authorization_RequestDenied"}
	code := codes[status]
	if code == "" {
		code = strconv.Itoa(status)
	}
	body, _ := json.Marshal(map[string]any{"error": map[string]any{
		"code": code, "message": "injected by the lab", "innerError": map[string]any{"request-id": requestID},
	}})
	return body
}
