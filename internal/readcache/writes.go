package readcache

import (
	"strings"
	"sync"
)

// Writes tells all who read a service that somebody has written to it: several tenants of a configuration may share one
// directory, or one hierarchy, each with a sign-in and so a cache of its own.
type Writes struct {
	mu     sync.Mutex
	forget []func()
}

// Join adds what is to be forgotten with each write.
func (w *Writes) Join(forget func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.forget = append(w.forget, forget)
}

// Done says that something may have been written.
func (w *Writes) Done() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, forget := range w.forget {
		forget()
	}
}

// Services are the writes of a process, by service.
type Services struct {
	mu   sync.Mutex
	made map[string]*Writes
}

// NewServices makes writes of no service yet.
func NewServices() *Services { return &Services{made: map[string]*Writes{}} }

// Of are the writes of a service by its name, whose case does not matter; always the same.
func (s *Services) Of(name string) *Writes {
	name = strings.ToLower(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made[name] == nil {
		s.made[name] = &Writes{}
	}
	return s.made[name]
}
