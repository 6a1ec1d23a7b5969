package winauth

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"golang.org/x/sync/semaphore"
)

// trial lets one request send a password first, and the others only once it has been taken: a wrong one must not be tried
// by everything that runs side by side, which would lock the account. After a refusal nothing is tried again.
type trial struct {
	turn *semaphore.Weighted

	mu      sync.Mutex
	passed  bool
	refused error
}

func newTrial() *trial { return &trial{turn: semaphore.NewWeighted(1)} }

// errUnanswered is the end of a first sign-in whose outcome is not known.
var errUnanswered = errors.New("the connection was lost before the answer to the sign-in")

// do sends what proves the password. An answer other than 401 shows that it was taken; explain says what another means.
func (t *trial) do(ctx context.Context, send func() (*http.Response, error), explain func(*http.Response, error) error) (*http.Response, error) {
	passed, refused := t.state()
	if !passed && refused == nil {
		if err := t.turn.Acquire(ctx, 1); err != nil {
			return nil, err
		}
		defer t.turn.Release(1)
		passed, refused = t.state()
	}
	if refused != nil {
		return nil, refused
	}
	res, err := send()
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case err != nil && !passed:
		t.refused = explain(nil, errUnanswered)
	case err == nil && res.StatusCode == http.StatusUnauthorized:
		t.refused = explain(res, nil)
	case err == nil:
		t.passed = true
	}
	return res, err
}

func (t *trial) state() (passed bool, refused error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.passed, t.refused
}
