package graph

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// watch notes when tokens were fetched and when requests were sent.
type watch struct {
	wiretest.Token
	next  http.RoundTripper
	clock clockwork.Clock

	mu            sync.Mutex
	fetched, sent []time.Time
}

func (w *watch) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fetched = append(w.fetched, w.clock.Now())
	return w.Token.GetToken(ctx, o)
}

func (w *watch) RoundTrip(req *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.sent = append(w.sent, w.clock.Now())
	w.mu.Unlock()
	return w.next.RoundTrip(req)
}

// gaps are the times between what was sent.
func (w *watch) gaps(t *testing.T) []time.Duration {
	t.Helper()
	if len(w.sent) == 0 || fmt.Sprint(w.fetched) != fmt.Sprint(w.sent) {
		t.Errorf("tokens were fetched at %v, requests sent at %v", w.fetched, w.sent)
	}
	out := []time.Duration{}
	for i := 1; i < len(w.sent); i++ {
		out = append(out, w.sent[i].Sub(w.sent[i-1]))
	}
	return out
}

// pair are two clients of one application in one tenant, with what they send.
func (s script) pair(clock clockwork.Clock) (one, other *Client, w *watch) {
	w = &watch{Token: "t0ken", next: s.Client().Transport, clock: clock}
	paces := NewPaces(clock)
	shared := func(tenantID string) func(*Options) {
		return func(o *Options) {
			o.Clock, o.Credential, o.Transport, o.Pace = clock, w, w, paces.Of(o.Root, tenantID, testApp)
		}
	}
	one, _ = s.client(shared(testTenant))
	other, _ = s.client(shared(strings.ToUpper(testTenant)))
	return one, other, w
}

// do makes a call of one kind, under a context that ends after a time by the clock, or never.
func do(t *testing.T, c *Client, clock clockwork.Clock, kind string, limit time.Duration) error {
	t.Helper()
	ctx := t.Context()
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, clock.Now().Add(limit))
		defer cancel()
	}
	return calls()[kind].do(ctx, c)
}

func told(status int, after string) reply {
	return reply{Status: status, Header: map[string]string{"Retry-After": after}}
}

// TestPaceHolds: what one request is told holds back the others, whatever comes of the one.
func TestPaceHolds(t *testing.T) {
	forbidden := `{"id":"2","status":403,"body":{"error":{"code":"Authorization_RequestDenied","message":"no"}}}`
	const none = `{"id":"%d","status":404}`
	tests := map[string]struct {
		kind  string // of the request that is told
		reply reply
		limit time.Duration // that it has
		want  time.Duration // for which the next request is held back; negative: an interval of our own
	}{
		"429 that has no time to wait":      {"GET", told(429, "37"), 20 * time.Second, 37 * time.Second},
		"429 to a write":                    {"POST", told(429, "37"), 20 * time.Second, 37 * time.Second},
		"429 to a $batch":                   {"$batch", told(429, "37"), 20 * time.Second, 37 * time.Second},
		"429 without a hint":                {"GET", reply{Status: 429}, 100 * time.Millisecond, -1},
		"429 with junk for a hint":          {"GET", told(429, "soon"), 100 * time.Millisecond, -1},
		"503 to what is not sent again":     {"POST", told(503, "1.5"), 0, 1500 * time.Millisecond},
		"503 that has no time to wait":      {"GET", told(503, "37"), 20 * time.Second, 37 * time.Second},
		"503 without a hint":                {"POST", reply{Status: 503}, 0, 0},
		"504, which is of a gateway":        {"POST", told(504, "37"), 0, 0},
		"500":                               {"GET", told(500, "37"), 0, 0},
		"lost":                              {"POST", reply{Lost: true}, 0, 0},
		"parts of a $batch that waits":      {"$batch", wiretest.OK(answers(throttledPart(0, `"3"`), throttledPart(1, `37`), fmt.Sprintf(none, 2), fmt.Sprintf(none, 3))), 20 * time.Second, 37 * time.Second},
		"parts of a $batch that has failed": {"$batch", wiretest.OK(answers(forbidden, fmt.Sprintf(none, 0), throttledPart(1, `37`), fmt.Sprintf(none, 3))), 0, 37 * time.Second},
		"part without a hint":               {"$batch", wiretest.OK(answers(throttledPart(0, `null`), fmt.Sprintf(none, 1), fmt.Sprintf(none, 2), fmt.Sprintf(none, 3))), 100 * time.Millisecond, -1},
	}
	for name, tt := range tests {
		for kind, call := range calls() {
			t.Run(name+", then "+kind, func(t *testing.T) {
				s := newScript(t, tt.reply, call.good)
				clock := wiretest.NewClockAt(time.Now().Add(time.Hour)) // so that a deadline by it is far away in real time
				one, other, w := s.pair(clock)
				if err := do(t, one, clock, tt.kind, tt.limit); err == nil {
					t.Error("the first request has not failed")
				}
				if err := do(t, other, clock, kind, time.Hour); err != nil {
					t.Error(err)
				}
				s.Done()
				gap := w.gaps(t)[0]
				if tt.want >= 0 && gap != tt.want || tt.want < 0 && (gap < 250*time.Millisecond || gap > 750*time.Millisecond) {
					t.Errorf("held back for %s, want %s", gap, tt.want)
				}
			})
		}
	}
}

// TestPaceBacksOff: while the service throttles without a hint, each wait of a request is about half as long again, up to
// a minute, and holds the others back, too.
func TestPaceBacksOff(t *testing.T) {
	const times = 20
	replies := []reply{}
	for range times {
		replies = append(replies, reply{Status: http.StatusTooManyRequests})
	}
	s := newScript(t, append(replies, wiretest.OK(appJSON))...)
	clock := wiretest.NewClockAt(time.Now().Add(time.Hour))
	one, other, w := s.pair(clock)
	err := do(t, one, clock, "GET", 5*time.Minute) // for fewer than all of them
	if !hasStatus(err, http.StatusTooManyRequests) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	told := len(w.sent)
	if err := do(t, other, clock, "GET", 0); err != nil {
		t.Error(err)
	}
	s.Done()
	want := 500 * time.Millisecond
	for i, gap := range w.gaps(t)[:told] {
		if gap < want/2 || gap > want*3/2 {
			t.Errorf("gap %d took %s, want about %s", i, gap, want)
		}
		want = min(want*3/2, time.Minute)
	}
	if told < 8 || told > times-2 {
		t.Errorf("asked %d times within the time", told)
	}
}

// TestPaceOfOthers: a tenant that is throttled does not slow another one, nor another application, nor another cloud.
func TestPaceOfOthers(t *testing.T) {
	clock := wiretest.NewClock()
	paces := NewPaces(clock)
	const root = "https://graph.example"
	own := paces.Of(root, testTenant, testApp)
	own.hold(time.Hour)
	tests := map[string]struct {
		root, tenantID, clientID string
		same                     bool
	}{
		"itself":              {root, testTenant, testApp, true},
		"in capitals":         {strings.ToUpper(root), strings.ToUpper(testTenant), strings.ToUpper(testApp), true},
		"with a slash":        {root + "/", testTenant, testApp, true},
		"another tenant":      {root, testKey, testApp, false},
		"another application": {root, testTenant, testKey, false},
		"one without a name":  {root, testTenant, "", false},
		"another cloud":       {"https://graph.other", testTenant, testApp, false},
		"swapped":             {root, testApp, testTenant, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := paces.Of(tt.root, tt.tenantID, tt.clientID)
			held := p.turn(clock.Now(), 1) > 0
			if same := p == own; same != tt.same || held != tt.same {
				t.Errorf("the same: %t, held back: %t, want %t", same, held, tt.same)
			}
		})
	}
}

// TestPaceEnds: a request that has no time to wait is not sent, and the error says how long the service wants; so does one
// whose context ends meanwhile. No token is fetched for either.
func TestPaceEnds(t *testing.T) {
	for kind, call := range calls() {
		t.Run(kind, func(t *testing.T) {
			s := newScript(t)
			c, clock := s.client(func(o *Options) { o.Credential = wiretest.Token("") })
			c.options.Pace.hold(42 * time.Second)
			err := do(t, c, clock, kind, 30*time.Second)
			var busy *BusyError
			if !errors.As(err, &busy) || busy.Left != 42*time.Second || !errors.Is(err, context.DeadlineExceeded) || !Refused(err) {
				t.Fatalf("got %v", err)
			}
			for _, part := range []string{"could not ", "in tenant " + testTenant, "left alone for another 42s; less time"} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q is not in: %v", part, err)
				}
			}
			if busy.Op == "" || busy.Op == anyOp || len(clock.Waited()) != 0 {
				t.Errorf("op %q, waited %v", busy.Op, clock.Waited())
			}

			ctx, still := wiretest.Interrupted(t)
			c, _ = s.client(func(o *Options) { o.Clock, o.Credential = still, wiretest.Token("") })
			c.options.Pace.hold(42 * time.Second)
			if err := call.do(ctx, c); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "in tenant "+testTenant) {
				t.Errorf("got %v", err)
			}
			s.Done()
		})
	}
}

// meddled is a clock on which something happens whenever somebody begins to wait.
type meddled struct {
	*wiretest.Clock
	then func()
}

// After implements clockwork.Clock.
func (m *meddled) After(d time.Duration) <-chan time.Time {
	m.then()
	return m.Clock.After(d)
}

// TestPaceGrows: a longer wait that is told meanwhile holds back those that wait already, a shorter one does not let them go.
func TestPaceGrows(t *testing.T) {
	clock := &meddled{Clock: wiretest.NewClock()}
	p := NewPace(clock)
	start := clock.Now()
	p.hold(20 * time.Second)
	clock.then = sync.OnceFunc(func() {
		p.hold(40 * time.Second)
		p.hold(time.Second)
	})
	if err := p.wait(t.Context(), 1); err != nil || clock.Since(start) != 40*time.Second {
		t.Errorf("waited %s, %v", clock.Since(start), err)
	}
}

// TestPaceSlowsDown: requests are spread as the answers say how much of the quota is used, until one says nothing of it.
func TestPaceSlowsDown(t *testing.T) {
	share := func(r reply, share string) reply {
		r.Header = map[string]string{limitHeader: share}
		return r
	}
	part := func(id int, share string) string {
		return fmt.Sprintf(`{"id":"%d","status":404,"headers":{"X-MS-Throttle-Limit-Percentage":%s}}`, id, share)
	}
	type step struct {
		kind  string
		reply reply
		gap   time.Duration // before it
	}
	get, busy := wiretest.OK(appJSON), share(wiretest.OK(appJSON), "1.00")
	quiet := calls()["$batch"].good
	full := wiretest.OK(answers(part(0, `"1"`), part(1, `"1"`), part(2, `"1"`), part(3, `"1"`)))
	tests := map[string][]step{
		"not below 80 %":              {{"GET", get, 0}, {"GET", get, 0}, {"GET", get, 0}},
		"evenly":                      {{"GET", busy, 0}, {"GET", busy, 0}, {"GET", busy, time.Second}, {"GET", busy, time.Second}},
		"faster again":                {{"GET", busy, 0}, {"GET", share(get, "0.9"), 0}, {"GET", share(get, "0.8"), 100 * time.Millisecond}, {"GET", get, 10 * time.Millisecond}, {"GET", get, 0}},
		"until nothing is said":       {{"GET", busy, 0}, {"GET", get, 0}, {"GET", get, 0}},
		"by what a refusal says":      {{"GET", share(refusal(400, "x", "m"), "1.8"), 0}, {"GET", busy, 0}, {"GET", busy, time.Second}},
		"not faster after an outage":  {{"GET", busy, 0}, {"POST", reply{Status: 503}, 0}, {"GET", get, time.Second}},
		"not faster after a loss":     {{"GET", busy, 0}, {"POST", reply{Lost: true}, 0}, {"GET", get, time.Second}},
		"junk is nothing":             {{"GET", share(get, "much"), 0}, {"GET", get, 0}, {"GET", get, 0}},
		"a $batch counts by parts":    {{"GET", busy, 0}, {"$batch", full, 0}, {"$batch", full, 4 * time.Second}, {"GET", busy, 4 * time.Second}, {"GET", busy, time.Second}},
		"by the fullest of the parts": {{"$batch", wiretest.OK(answers(part(3, `"0.85"`), part(0, `null`), part(2, `1.0`), part(1, `"0.9"`))), 0}, {"GET", busy, 0}, {"GET", busy, time.Second}},
		"until no part says anything": {{"GET", busy, 0}, {"$batch", quiet, 0}, {"GET", get, 0}},
		"not by what is around them":  {{"$batch", share(quiet, "1.0"), 0}, {"GET", get, 0}, {"GET", get, 0}},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t)
			clock := wiretest.NewClock()
			one, other, w := s.pair(clock)
			for _, step := range steps {
				s.Add(step.reply)
				_ = do(t, one, clock, step.kind, 0) // not every step is a success
				one, other = other, one
			}
			s.Done()
			for i, gap := range w.gaps(t) {
				if want := steps[i+1].gap; gap < want || gap > want+time.Microsecond {
					t.Errorf("request %d came after %s, want %s", i+1, gap, want)
				}
			}
		})
	}
}

// quota is a token bucket of a service that counts what is used, as Microsoft Graph has them (Graph notes §2.2).
type quota struct {
	units  float64
	period time.Duration
	used   float64
	at     time.Time
}

// charge returns the share that is used after a request.
func (q *quota) charge(now time.Time, units float64) float64 {
	q.used = max(0, q.used-now.Sub(q.at).Seconds()*q.rate()) + units
	q.at = now
	return q.used / q.units
}

func (q *quota) rate() float64 { return q.units / q.period.Seconds() }

// process is a run that always has requests to send, ten at a time, and gets the answers after some time.
type process struct {
	pace    *Pace
	answers []answerAt
}

type answerAt struct {
	at    time.Time
	share float64
}

// step sends what may be sent now, and returns how many requests that was.
func (p *process) step(now time.Time, latency time.Duration, requests int, charge func() float64) (sent int) {
	for len(p.answers) > 0 && !p.answers[0].at.After(now) {
		h := http.Header{}
		if share := p.answers[0].share; share >= warnFrom {
			h.Set(limitHeader, fmt.Sprintf("%.2f", share))
		}
		p.pace.heed(heading{http.StatusOK, h})
		p.answers = p.answers[1:]
	}
	for len(p.answers) < 10 && p.pace.turn(now, requests) <= 0 {
		p.answers = append(p.answers, answerAt{now.Add(latency), charge()})
		sent += requests
	}
	return sent
}

// TestPaceSettles: a run that would send far more than the quota bears comes to rest below the limit, and uses most of
// what there is: with the quotas of a small tenant, and with less.
func TestPaceSettles(t *testing.T) {
	tests := map[string]struct {
		quota     quota
		units     float64 // of one request
		requests  int     // in a $batch
		processes int
	}{
		"reads":                   {quota{units: 3500, period: 10 * time.Second}, 2, 1, 1},
		"$batches":                {quota{units: 3500, period: 10 * time.Second}, 2, 20, 1},
		"writes":                  {quota{units: 3000, period: 150 * time.Second}, 1, 1, 1},
		"writes of many runs":     {quota{units: 3000, period: 150 * time.Second}, 1, 1, 15},
		"reads of many runs":      {quota{units: 3500, period: 10 * time.Second}, 2, 1, 15},
		"a tenth of the quota":    {quota{units: 350, period: 10 * time.Second}, 2, 1, 1},
		"hardly anything allowed": {quota{units: 100, period: 10 * time.Second}, 1, 1, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			const tick, latency, long = 5 * time.Millisecond, 20 * time.Millisecond, time.Minute
			clock := clockwork.NewFakeClock()
			runs := make([]process, tt.processes)
			for i := range runs {
				runs[i].pace = NewPace(clock)
			}
			start, most, late := clock.Now(), 0.0, 0.0
			for clock.Since(start) < long {
				clock.Advance(tick)
				for i := range runs {
					sent := runs[i].step(clock.Now(), latency, tt.requests, func() float64 {
						share := tt.quota.charge(clock.Now(), tt.units*float64(tt.requests))
						most = max(most, share)
						return share
					})
					if clock.Since(start) > long/2 {
						late += float64(sent) * tt.units
					}
				}
			}
			allowed := tt.quota.rate() * (long / 2).Seconds()
			t.Logf("at most %.2f of the quota, %.0f %% of what is allowed in the long run", most, 100*late/allowed)
			if most > 1 || late < allowed/2 {
				t.Error("it is not used well")
			}
		})
	}
}

// TestTempo: the less of the quota is left, the slower.
func TestTempo(t *testing.T) {
	for share, want := range map[float64]float64{0: math.MaxFloat64, 0.79: math.MaxFloat64, 0.8: 100, 0.85: 31.6, 0.9: 10, 0.95: 3.16, 1: 1, 1.2: 1, 1.8: 1, 100: 1} {
		if got := float64(tempo(share)); math.Abs(got-want) > want/100 {
			t.Errorf("at %v: %v requests a second, want %v", share, got, want)
		}
	}
	for text, want := range map[string]float64{"": 0, "0.85": 0.85, "1": 1, "90%": 0, "NaN": 0, "-1": 0, "much": 0} {
		h := http.Header{}
		h.Set(limitHeader, text)
		if got := (heading{200, h}).share(); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
