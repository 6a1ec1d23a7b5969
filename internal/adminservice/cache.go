package adminservice

import (
	"context"
	"sync"
)

// cache shares reads within one client: the same read is done once, however many resources ask for it at the same
// time, and its result stays until anything is written. A failure is shared by those who wait for it, and not kept. A
// read that began before a write is never kept after it.
type cache struct {
	mu      sync.Mutex
	entries map[string]*entry
}

// entry is one read: under way until done is closed.
type entry struct {
	done      chan struct{}
	value     any
	err       error
	abandoned bool // it failed because its own caller gave up
}

func (c *cache) get(ctx context.Context, key string, read func(context.Context) (any, error)) (any, error) {
	for {
		e, mine := c.claim(key)
		if mine {
			e.value, e.err = read(ctx)
			e.abandoned = e.err != nil && ctx.Err() != nil
			c.settle(key, e)
			return e.value, e.err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-e.done:
		}
		if !e.abandoned {
			return e.value, e.err
		}
		// The other's time was up, ours may not be: read ourselves.
	}
}

// claim returns the entry of a read, and whether the caller is the one to do it.
func (c *cache) claim(key string) (*entry, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.entries[key]; ok {
		return e, false
	}
	e := &entry{done: make(chan struct{})}
	c.entries[key] = e
	return e, true
}

// settle publishes a read. A failed one is not kept, and neither is one that was forgotten meanwhile.
func (c *cache) settle(key string, e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.err != nil && c.entries[key] == e {
		delete(c.entries, key)
	}
	close(e.done)
}

// Forget empties the cache: the next reads ask the service. Every write does that by itself.
func (c *Client) Forget() {
	c.cache.mu.Lock()
	defer c.cache.mu.Unlock()
	c.cache.entries = map[string]*entry{}
}
