// Package readcache shares reads within one process: the same read is done once, however many resources ask for it at the
// same time, and its result stays until something is written. A process lives no longer than one plan or one apply, so
// nothing is hidden from the next one.
package readcache

import (
	"context"
	"slices"
	"sync"
)

// Cache holds what was read of one service with one sign-in. A failure is shared by those who wait for it, and not kept. A
// read that began before a write is never kept after it. The zero value is an empty cache.
type Cache[V any] struct {
	// Keeps says what is worth its memory once nobody waits for it any more; nil is everything.
	Keeps func(V) bool

	mu      sync.Mutex
	entries map[string]*entry[V]
}

// entry is one read: under way until done is closed.
type entry[V any] struct {
	done  chan struct{}
	value V
	known bool
	err   error // for all who wait
}

// Get is what a key stands for, by read unless it is known.
func (c *Cache[V]) Get(ctx context.Context, key string, read func(context.Context) (V, error)) (V, error) {
	all, err := c.GetAll(ctx, []string{key}, func(ctx context.Context, _ []string) (map[string]V, error) {
		v, err := read(ctx)
		if err != nil {
			return nil, err
		}
		return map[string]V{key: v}, nil
	})
	return all[key], err
}

// GetAll is what several keys stand for. Those that nobody has read, or reads, are read together. Beside an error, read may
// return what it has read all the same: that is known then. Who waits for a key that was not among it reads for himself,
// since the error may be about another key, or about the time of whom he waited for.
func (c *Cache[V]) GetAll(ctx context.Context, keys []string, read func(context.Context, []string) (map[string]V, error)) (map[string]V, error) {
	out := make(map[string]V, len(keys))
	for len(keys) > 0 {
		mine, others := c.claim(keys)
		if len(mine) > 0 {
			if err := c.fill(ctx, mine, read, out); err != nil {
				return nil, err
			}
		}
		keys = nil
		for key, e := range others {
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-e.done:
			}
			switch {
			case e.known:
				out[key] = e.value
			case e.err != nil:
				return nil, e.err
			default:
				keys = append(keys, key)
			}
		}
	}
	return out, nil
}

// claim returns the entries of the keys: those that the caller is to read, and those of others.
func (c *Cache[V]) claim(keys []string) (mine, others map[string]*entry[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries == nil {
		c.entries = map[string]*entry[V]{}
	}
	mine, others = map[string]*entry[V]{}, map[string]*entry[V]{}
	for _, key := range keys {
		switch e, known := c.entries[key]; {
		case !known:
			mine[key] = &entry[V]{done: make(chan struct{})}
			c.entries[key] = mine[key]
		case mine[key] == nil: // else it stands in keys twice
			others[key] = e
		}
	}
	return mine, others
}

// fill reads what was claimed, and publishes it.
func (c *Cache[V]) fill(ctx context.Context, mine map[string]*entry[V], read func(context.Context, []string) (map[string]V, error), out map[string]V) error {
	keys := make([]string, 0, len(mine))
	for key := range mine {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	values, err := read(ctx, keys)
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, e := range mine {
		if e.value, e.known = values[key]; e.known {
			out[key] = e.value
		} else if len(mine) == 1 && ctx.Err() == nil {
			e.err = err
		}
		if c.entries[key] == e && (!e.known || c.Keeps != nil && !c.Keeps(e.value)) {
			delete(c.entries, key)
		}
		close(e.done)
	}
	return err
}

// Forget empties the cache: the next reads ask the service.
func (c *Cache[V]) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries = nil
}
