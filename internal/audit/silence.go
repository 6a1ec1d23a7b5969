package audit

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// patience is for how long a log that did not answer in time is not asked again: one that hangs is waited for a few times in
// a run, and not for each object.
const patience = 5 * time.Minute

// Silence remembers which logs of a tenant did not answer in time. It is safe for concurrent use.
type Silence struct {
	clock clockwork.Clock

	mu   sync.Mutex
	last map[Source]SilentError
}

// NewSilence remembers none.
func NewSilence(clock clockwork.Clock) *Silence {
	return &Silence{clock: clock, last: map[Source]SilentError{}}
}

// of is an error if a log was waited for as long as limit, just before and in vain.
func (s *Silence) of(log Source, limit time.Duration) error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	last, ok := s.last[log]
	if !ok || last.Limit < limit || s.clock.Since(last.At) >= patience {
		return nil
	}
	return &last
}

// note takes down that a log did not answer within limit.
func (s *Silence) note(log Source, limit time.Duration) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.clock.Now(); s.last[log].Limit <= limit || now.Sub(s.last[log].At) >= patience {
		s.last[log] = SilentError{At: now, Limit: limit}
	}
}

// SilentError says that a log was not asked, since it did not answer in time before.
type SilentError struct {
	// At is when it was given up, after Limit.
	At    time.Time
	Limit time.Duration
}

// Error implements error.
func (e *SilentError) Error() string {
	return fmt.Sprintf("it could not be asked in time (%s) at %s", e.Limit.Round(time.Millisecond), e.At.UTC().Format(time.RFC3339))
}

// Unwrap says that it is a deadline that was missed.
func (e *SilentError) Unwrap() error { return context.DeadlineExceeded }
