package endpointallowlist

import (
	"errors"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// looks is how often is looked for what a request did before it is sent again: its answer, or what it did, may have been
// lost, and a replica that lags shows the past.
const looks = 5

// memory is what was sent while a policy is repaired or removed.
type memory struct {
	// sent counts the looks since a request was sent, by what it does.
	sent map[string]int
	// lost is the last failure of which it is not known whether it was one.
	lost error
}

func newMemory() *memory { return &memory{sent: map[string]int{}} }

// send sends a request once, and again only if it was looked often enough for what it does. That its answer is lost is no
// error: the next looks show whether it was done.
func (m *memory) send(what string, request func() error) error {
	n, sent := m.sent[what]
	if sent && n < looks {
		m.sent[what]++
		return nil
	}
	m.sent[what] = 0
	err := request()
	switch {
	case graph.IsNotFound(err): // what it is sent to is not known there yet
		delete(m.sent, what)
	case graph.MayBeDone(err):
		m.lost = err
		return nil
	}
	return err
}

// add sends a request that adds something. That it is said to be there already is no error the first time.
func (m *memory) add(what string, request func() error) error {
	_, again := m.sent[what]
	return m.send(what, func() error {
		err := request()
		if graph.IsConflict(err) && !again {
			m.lost = err
			return nil
		}
		return err
	})
}

// remove sends a request that removes something. That it is gone already is no error.
func (m *memory) remove(what string, request func() error) error {
	return m.send(what, func() error {
		if err := request(); !graph.IsNotFound(err) {
			return err
		}
		return nil
	})
}

// refused notes that a request was not done, and is to be sent again at the next look.
func (m *memory) refused(what string, err error) {
	delete(m.sent, what)
	m.lost = err
}

// explain adds to the failure of a wait what may have been the reason for it.
func (m *memory) explain(err error) error {
	if err == nil {
		return nil
	}
	return errors.Join(err, m.lost)
}
