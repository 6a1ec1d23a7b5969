package smsprovider

import (
	"net/http"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// throttle takes so many requests in each second. All come from one address in the lab.
type throttle struct {
	clock clockwork.Clock
	most  int // 0 for any number

	mu     sync.Mutex
	second time.Time
	taken  int
}

// admit takes a request, unless there were enough in this second.
func (t *throttle) admit() bool {
	if t.most == 0 {
		return true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := t.clock.Now(); now.Sub(t.second) >= time.Second {
		t.second, t.taken = now, 0
	}
	t.taken++
	return t.taken <= t.most
}

// tooMany is the answer to a request that was not taken (inferred).
func tooMany(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	a := refusal(&failure{status: http.StatusTooManyRequests, message: "Too many requests."})
	a.send(w)
}
