package wire

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

// TestSpoiled: the request is processed, and its answer arrives as half of it, as something that is no JSON, or not at all.
func TestSpoiled(t *testing.T) {
	const whole = `{"value":"0123456789"}`
	tests := map[string]struct {
		fault  Fault
		answer string // of the service; empty for 204
		status int    // 0 for none
		body   string
		broken bool // the body ends before it should
	}{
		"cut":                       {Fault{Cut: true}, whole, http.StatusCreated, whole[:len(whole)/2], true},
		"cut, without a body":       {Fault{Cut: true}, "", 0, "", true},
		"garbage":                   {Fault{Garbage: true}, whole, http.StatusCreated, notJSON, false},
		"garbage, without a body":   {Fault{Garbage: true}, "", http.StatusNoContent, "", false},
		"late, and the client left": {Fault{Late: true, Delay: Duration(time.Hour)}, whole, 0, "", true},
		"late":                      {Fault{Late: true, Delay: Duration(time.Millisecond)}, whole, http.StatusCreated, whole, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := NewRecorder(clockwork.NewRealClock())
			var processed atomic.Int32
			server := httptest.NewServer(r.Wrap(KindGraph, "", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				processed.Add(1)
				if tt.answer == "" {
					w.WriteHeader(http.StatusNoContent)
					return
				}
				w.WriteHeader(http.StatusCreated)
				_, _ = io.WriteString(w, tt.answer)
			})))
			defer server.Close()
			if _, err := r.Inject(tt.fault); err != nil {
				t.Fatal(err)
			}
			status, body, err := get(t, server.URL)
			if status != tt.status || body != tt.body || (err != nil) != tt.broken {
				t.Errorf("got %d, %q, %v", status, body, err)
			}
			if processed.Load() != 1 {
				t.Errorf("it was processed %d times", processed.Load())
			}
		})
	}
}

// get is what a client sees that waits for no longer than a moment.
func get(t *testing.T, url string) (status int, body string, err error) {
	t.Helper()
	client := &http.Client{Timeout: 300 * time.Millisecond, Transport: &http.Transport{DisableKeepAlives: true}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	return res.StatusCode, string(data), err
}
