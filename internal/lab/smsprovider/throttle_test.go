package smsprovider

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

// TestThrottle: of the requests of one second so many are taken, and in the next one as many again.
func TestThrottle(t *testing.T) {
	clock := clockwork.NewFakeClock()
	limited := &throttle{clock: clock, most: 2}
	for second := range 2 {
		for i, want := range []bool{true, true, false, false} {
			if got := limited.admit(); got != want {
				t.Errorf("second %d, request %d: %v", second, i+1, got)
			}
		}
		clock.Advance(time.Second)
	}
	for range 10 {
		if !(&throttle{clock: clock}).admit() {
			t.Error("without a limit all are taken")
		}
	}
	w := httptest.NewRecorder()
	if tooMany(w); w.Code != 429 || w.Header().Get("Retry-After") != "1" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
