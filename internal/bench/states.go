package main

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
)

// maxState is how many bytes a state may have.
const maxState = 1 << 30

// states keeps states of Terraform by path, as a remote backend does. A state in a local file is written anew after each
// object: with hundreds of tenants, that would be most of what is measured, and nobody keeps them so.
type states struct {
	server  *http.Server
	address string

	mu     sync.Mutex
	byPath map[string][]byte
}

// startStates starts it on loopback.
func startStates(ctx context.Context) (*states, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &states{address: "http://" + listener.Addr().String(), byPath: map[string][]byte{}}
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.server.Serve(listener) }() // it ends with stop
	return s, nil
}

func (s *states) stop() error { return s.server.Close() }

// stateAt is where the state of a configuration in that directory is; only those with the backend "http" have one.
func stateAt(dir string) string { return "/" + filepath.Base(dir) }

// load and save are for who is not Terraform.
func (s *states) load(dir string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byPath[stateAt(dir)]
}

func (s *states) save(dir string, state []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byPath[stateAt(dir)] = state
}

// ServeHTTP implements http.Handler, for the backend "http" of Terraform.
func (s *states) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch req.Method {
	case http.MethodGet:
		state, ok := s.byPath[req.URL.Path]
		if !ok {
			http.NotFound(w, req)
			return
		}
		_, _ = w.Write(state)
	case http.MethodPost:
		state, err := bounded.Read(req.Body, maxState)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.byPath[req.URL.Path] = state
	default:
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
	}
}
