package adminservice

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// held answers when it is told to.
type held struct {
	mu      sync.Mutex
	sent    int
	arrived chan struct{}
	answer  chan struct{}
}

// RoundTrip implements http.RoundTripper.
func (h *held) RoundTrip(req *http.Request) (*http.Response, error) {
	h.mu.Lock()
	h.sent++
	h.mu.Unlock()
	h.arrived <- struct{}{}
	<-h.answer
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: req}, nil
}

func requestTo(t *testing.T, ctx context.Context, host string) *http.Request { //nolint:revive // t first, as in all helpers
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+host+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// TestLimitAtATime: no more requests than the limit are under way at one SMS Provider; one that has been read makes room,
// another provider has room of its own, and who waits can be interrupted.
func TestLimitAtATime(t *testing.T) {
	limits := NewLimits(clockwork.NewRealClock())
	service := &held{arrived: make(chan struct{}), answer: make(chan struct{})}
	over := limits.Wrap(service)
	answers := make(chan *http.Response)
	for range requestsAtATime {
		go func() {
			res, err := over.RoundTrip(requestTo(t, t.Context(), "cm01")) //nolint:bodyclose // whoever receives it closes it
			if err != nil {
				t.Error(err)
			}
			answers <- res
		}()
		<-service.arrived
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := over.RoundTrip(requestTo(t, ctx, "cm01")); !errors.Is(err, context.Canceled) { //nolint:bodyclose // it fails
		t.Errorf("one too many: %v", err)
	}
	next := func(host string) {
		res, _ := over.RoundTrip(requestTo(t, t.Context(), host)) //nolint:bodyclose // whoever receives it closes it
		answers <- res
	}
	go next("cm02")
	<-service.arrived // the other host has room
	for range 2 {
		service.answer <- struct{}{}
	}
	first, second := <-answers, <-answers
	for _, res := range []*http.Response{first, second} {
		if err := errors.Join(res.Body.Close(), res.Body.Close()); err != nil { // twice is once
			t.Error(err)
		}
	}
	go next("cm01")
	<-service.arrived
	close(service.answer)
	for range requestsAtATime {
		_ = (<-answers).Body.Close()
	}
	if service.sent != requestsAtATime+2 {
		t.Errorf("%d were sent", service.sent)
	}
}

// TestLimitHost: one SMS Provider is one, however it is written.
func TestLimitHost(t *testing.T) {
	limits := NewLimits(clockwork.NewRealClock())
	first := limits.of(requestTo(t, t.Context(), "cm01").URL)
	for host, same := range map[string]bool{"CM01": true, "cm01:443": true, "cm01.": true, "cm01:8443": false, "cm02": false} {
		if got := limits.of(requestTo(t, t.Context(), host).URL); (got == first) != same {
			t.Errorf("%s is the same: %v", host, got == first)
		}
	}
}

// TestLimitRate: in any second no more than 200 are sent, whatever is asked for, and a wait ends with its context.
func TestLimitRate(t *testing.T) {
	clock := wiretest.NewClock()
	over := NewLimits(clock).Wrap(wiretest.Broken{Err: errors.New("sent")})
	at := []time.Time{}
	for range 500 {
		_, _ = over.RoundTrip(requestTo(t, t.Context(), "cm01")) //nolint:bodyclose // it always fails
		at = append(at, clock.Now())
	}
	most := requestsPerSecond + requestsAtOnce
	for i := most; i < len(at); i++ {
		if span := at[i].Sub(at[i-most]); span < time.Second-time.Millisecond {
			t.Fatalf("request %d came %s after that of %d before", i, span, most)
		}
	}
	if whole := at[len(at)-1].Sub(at[0]); whole > 5*time.Second {
		t.Errorf("500 requests took %s", whole)
	}
	ctx, stopped := wiretest.Interrupted(t)
	slow := NewLimits(stopped).Wrap(wiretest.Broken{Err: errors.New("sent")})
	for i := range requestsAtOnce + 1 {
		_, err := slow.RoundTrip(requestTo(t, ctx, "cm01")) //nolint:bodyclose // it always fails
		if last := i == requestsAtOnce; errors.Is(err, context.Canceled) != last {
			t.Fatalf("request %d: %v", i, err)
		}
	}
}
