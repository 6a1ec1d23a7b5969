package wire

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

// TestFaults: a fault strikes the requests that it names, as often as it says, and the journal shows it.
func TestFaults(t *testing.T) {
	tests := map[string]struct {
		fault     Fault
		want      []int // statuses of three GET /a; 0 is a cut connection
		processed int32
	}{
		"status":           {Fault{Status: 503, Times: 1}, []int{503, 200, 200}, 2},
		"after a skip":     {Fault{Status: 429, Skip: 1, Times: 1}, []int{200, 429, 200}, 2},
		"always":           {Fault{Status: 500}, []int{500, 500, 500}, 0},
		"cut":              {Fault{Reset: true, Times: 1}, []int{0, 200, 200}, 2},
		"lost answer":      {Fault{LoseAnswer: true, Times: 1}, []int{0, 200, 200}, 3},
		"another method":   {Fault{Status: 500, Method: "POST|PUT"}, []int{200, 200, 200}, 3},
		"its method":       {Fault{Status: 500, Method: "GET|PUT", Times: 2}, []int{500, 500, 200}, 1},
		"another path":     {Fault{Status: 500, Path: "^/b"}, []int{200, 200, 200}, 3},
		"another kind":     {Fault{Status: 500, Kind: KindEntra}, []int{200, 200, 200}, 3},
		"another tenant":   {Fault{Status: 500, Tenant: "b"}, []int{200, 200, 200}, 3},
		"its kind, tenant": {Fault{Status: 500, Kind: KindGraph, Tenant: "a", Path: "a$"}, []int{500, 500, 500}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := NewRecorder(clockwork.NewRealClock())
			var processed atomic.Int32
			server := httptest.NewServer(r.Wrap(KindGraph, "a", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { processed.Add(1) })))
			defer server.Close()
			if _, err := r.Inject(tt.fault); err != nil {
				t.Fatal(err)
			}
			for i, want := range tt.want {
				if got := status(t, server.URL+"/a"); got != want {
					t.Errorf("request %d: %d, want %d", i+1, got, want)
				}
			}
			if processed.Load() != tt.processed {
				t.Errorf("%d were processed, want %d", processed.Load(), tt.processed)
			}
		})
	}
}

// status is that of an answer; 0 when the connection was cut. A client of its own retries nothing on a used connection.
func status(t *testing.T, url string) int {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	return res.StatusCode
}

// TestLatency: an answer comes as much later as is set, and a caller who gives up meanwhile is not waited for.
func TestLatency(t *testing.T) {
	clock := clockwork.NewFakeClock()
	r := NewRecorder(clock)
	r.SetLatency(time.Minute)
	served := make(chan struct{})
	handler := r.Wrap(KindGraph, "", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { close(served) }))
	done := make(chan struct{})
	go func() {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/x", nil))
		close(done)
	}()
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Minute - time.Nanosecond)
	select {
	case <-served:
		t.Error("it was served too early")
	default:
	}
	clock.Advance(time.Nanosecond)
	<-done

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	gone := r.Wrap(KindGraph, "", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	gone.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/y", nil))
	if got := len(r.Journal()); got != 2 {
		t.Errorf("the journal has %d requests", got)
	}
}

func TestFaultDelay(t *testing.T) {
	clock := clockwork.NewFakeClock()
	r := NewRecorder(clock)
	remove, err := r.Inject(Fault{Delay: Duration(time.Hour), Status: 504, RetryAfter: "7"})
	if err != nil {
		t.Fatal(err)
	}
	handler := r.Wrap(KindGraph, "", http.NotFoundHandler())
	answers := make(chan *httptest.ResponseRecorder, 1)
	go func() {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/x?q=1", nil))
		answers <- w
	}()
	if err := clock.BlockUntilContext(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Hour)
	w := <-answers
	if w.Code != 504 || w.Header().Get("Retry-After") != "7" || !strings.Contains(w.Body.String(), "injected by the lab") {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	journal := r.Journal()
	if len(journal) != 1 || !journal[0].Fault || journal[0].Status != 504 || journal[0].Query != "q=1" || journal[0].RequestID == "" {
		t.Errorf("the journal has %+v", journal)
	}
	remove()
	again := httptest.NewRecorder()
	handler.ServeHTTP(again, httptest.NewRequest(http.MethodGet, "/x", nil))
	if again.Code != http.StatusNotFound {
		t.Errorf("after it was taken back: %d", again.Code)
	}
}

func TestInjectRefuses(t *testing.T) {
	r := NewRecorder(clockwork.NewRealClock())
	for name, f := range map[string]Fault{"nothing to do": {}, "bad path": {Status: 500, Path: "("}, "bad method": {Status: 500, Method: "("}} {
		if _, err := r.Inject(f); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	var f Fault
	if err := json.Unmarshal([]byte(`{"delay": 5}`), &f); err == nil {
		t.Error("a delay without a unit was taken")
	}
}

func TestGzip(t *testing.T) {
	handler := Gzip(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		if len(body) == 0 {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		_, _ = w.Write(append([]byte("got "), body...))
	}))
	packed := new(bytes.Buffer)
	zip := gzip.NewWriter(packed)
	_, _ = zip.Write([]byte("it"))
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		body, encoding, accept string
		status                 int
		want                   string
		packed                 bool
	}{
		"plain both ways":      {"it", "", "", 200, "got it", false},
		"packed answer":        {"it", "", "gzip", 200, "got it", true},
		"packed both ways":     {packed.String(), "gzip", "gzip", 200, "got it", true},
		"no content":           {"", "", "gzip", 204, "", false},
		"plain said to be zip": {"it", "gzip", "", 400, "the body is not gzip, which Content-Encoding says it is\n", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(tt.body))
			req.Header.Set("Content-Encoding", tt.encoding)
			req.Header.Set("Accept-Encoding", tt.accept)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, req)
			if isPacked := w.Header().Get("Content-Encoding") == "gzip"; w.Code != tt.status || isPacked != tt.packed {
				t.Fatalf("%d, packed %t", w.Code, isPacked)
			}
			var body io.Reader = w.Body
			if tt.packed {
				var err error
				if body, err = gzip.NewReader(w.Body); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := io.ReadAll(body); err != nil || string(got) != tt.want {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

// TestQuiet: what is under way is in the journal when it is quiet again.
func TestQuiet(t *testing.T) {
	r := NewRecorder(clockwork.NewRealClock())
	entered, release := make(chan struct{}), make(chan struct{})
	handler := r.Wrap(KindGraph, "", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(entered)
		<-release
	}))
	go handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/x", nil))
	<-entered
	go close(release)
	if r.Quiet(); len(r.Journal()) != 1 {
		t.Error("a request is still under way")
	}
}
