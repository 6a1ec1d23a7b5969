package readcache

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

// TestCacheSharesOneRead: however many ask at the same time, one reads, and the result stays.
func TestCacheSharesOneRead(t *testing.T) {
	c, reads := &Cache[any]{}, atomic.Int32{}
	begun, release := make(chan struct{}), make(chan struct{})
	read := func(ctx context.Context) (any, error) {
		if reads.Add(1) == 1 {
			close(begun)
		}
		<-release
		return "value", ctx.Err()
	}
	var all sync.WaitGroup
	ask := func() {
		if v, err := c.Get(t.Context(), "key", read); v != "value" || err != nil {
			t.Errorf("got %v, %v", v, err)
		}
	}
	all.Go(ask)
	<-begun
	for range 20 {
		all.Go(ask)
	}
	if _, err := c.Get(t.Context(), "other key", func(context.Context) (any, error) { return nil, nil }); err != nil {
		t.Error(err) // another read does not wait
	}
	close(release)
	all.Wait()
	ask()
	if n := reads.Load(); n != 1 {
		t.Errorf("read %d times", n)
	}
}

// watched is a context that says when somebody waits for its end.
type watched struct {
	context.Context
	waits func()
}

func (w watched) Done() <-chan struct{} {
	w.waits()
	return w.Context.Done()
}

// TestCacheFailures: a failure is shared by those who wait for it, and asked for again by whoever comes later.
func TestCacheFailures(t *testing.T) {
	c := &Cache[any]{}
	begun, release := make(chan struct{}), make(chan struct{})
	failed := errors.New("failed")
	var all, waiting sync.WaitGroup
	all.Go(func() {
		_, err := c.Get(t.Context(), "key", func(context.Context) (any, error) {
			close(begun)
			<-release
			return nil, failed
		})
		if !errors.Is(err, failed) {
			t.Errorf("got %v", err)
		}
	})
	<-begun
	for range 5 {
		waiting.Add(1)
		ctx := watched{t.Context(), sync.OnceFunc(waiting.Done)}
		all.Go(func() {
			_, err := c.Get(ctx, "key", func(context.Context) (any, error) { return nil, errors.New("read again") })
			if !errors.Is(err, failed) {
				t.Errorf("one who waited got %v", err)
			}
		})
	}
	waiting.Wait()
	close(release)
	all.Wait()
	if v, err := c.Get(t.Context(), "key", func(context.Context) (any, error) { return "late", nil }); v != "late" || err != nil {
		t.Errorf("the failure was kept: %v, %v", v, err)
	}
}

// TestCacheGivingUp: one who gives up, waiting or reading, does not fail the others.
func TestCacheGivingUp(t *testing.T) {
	c := &Cache[any]{}
	begun := make(chan struct{})
	reader, readerGivesUp := context.WithCancel(t.Context())
	var all, waiting sync.WaitGroup
	all.Go(func() {
		_, err := c.Get(reader, "key", func(ctx context.Context) (any, error) {
			close(begun)
			<-ctx.Done()
			return nil, ctx.Err()
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the reader got %v", err)
		}
	})
	<-begun

	waiter, waiterGivesUp := context.WithCancel(t.Context())
	waiterGivesUp()
	if _, err := c.Get(waiter, "key", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("the waiter got %v", err)
	}
	for range 5 {
		waiting.Add(1)
		ctx := watched{t.Context(), sync.OnceFunc(waiting.Done)}
		all.Go(func() {
			if v, err := c.Get(ctx, "key", func(context.Context) (any, error) { return "mine", nil }); v != "mine" || err != nil {
				t.Errorf("another got %v, %v", v, err)
			}
		})
	}
	waiting.Wait()
	readerGivesUp()
	all.Wait()
}

// TestForget: what was read is read again, also when the read had begun before.
func TestForget(t *testing.T) {
	c := &Cache[any]{}
	begun, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		v, err := c.Get(t.Context(), "key", func(context.Context) (any, error) {
			close(begun)
			<-release
			return "before", nil
		})
		if v != "before" || err != nil {
			t.Errorf("got %v, %v", v, err)
		}
	})
	<-begun
	c.Forget()
	close(release)
	all.Wait()
	for _, want := range []string{"after", "again"} {
		v, err := c.Get(t.Context(), "key", func(context.Context) (any, error) { return want, nil })
		if v != want || err != nil {
			t.Errorf("got %v, %v, want %s", v, err, want)
		}
		c.Forget()
	}
}

// TestGetAll: of several keys only those are read that nobody has read, together and once each; what is not worth keeping is
// read again.
func TestGetAll(t *testing.T) {
	c := &Cache[string]{Keeps: func(v string) bool { return v != "long" }}
	asked := [][]string{}
	read := func(_ context.Context, keys []string) (map[string]string, error) {
		asked = append(asked, keys)
		out := map[string]string{}
		for _, key := range keys {
			out[key] = "of " + key
			if key == "l" {
				out[key] = "long"
			}
		}
		return out, nil
	}
	for _, keys := range [][]string{{"a"}, {"b", "a", "l", "b"}, {"l", "b"}} {
		got, err := c.GetAll(t.Context(), keys, read)
		if err != nil || got[keys[0]] == "" || len(got) != len(slices.Compact(slices.Sorted(slices.Values(keys)))) {
			t.Errorf("%v: got %v, %v", keys, got, err)
		}
	}
	if want := [][]string{{"a"}, {"b", "l"}, {"l"}}; !slices.EqualFunc(asked, want, slices.Equal) {
		t.Errorf("asked for %v, want %v", asked, want)
	}
}

// TestGetAllPartly: of a read of several keys that fails, what was read is known; who waits for another of them is not told
// of an error that may not be about that.
func TestGetAllPartly(t *testing.T) {
	c := &Cache[string]{}
	begun, release := make(chan struct{}), make(chan struct{})
	failed := errors.New("failed")
	var all, waiting sync.WaitGroup
	all.Go(func() {
		_, err := c.GetAll(t.Context(), []string{"good", "bad", "other"}, func(context.Context, []string) (map[string]string, error) {
			close(begun)
			<-release
			return map[string]string{"good": "first"}, failed
		})
		if !errors.Is(err, failed) {
			t.Errorf("got %v", err)
		}
	})
	<-begun
	waiting.Add(1)
	all.Go(func() {
		got, err := c.GetAll(watched{t.Context(), sync.OnceFunc(waiting.Done)}, []string{"good", "other"}, func(_ context.Context, keys []string) (map[string]string, error) {
			if !slices.Equal(keys, []string{"other"}) {
				t.Errorf("read %v again", keys)
			}
			return map[string]string{"other": "second"}, nil
		})
		if want := map[string]string{"good": "first", "other": "second"}; err != nil || !maps.Equal(got, want) {
			t.Errorf("got %v, %v", got, err)
		}
	})
	waiting.Wait()
	close(release)
	all.Wait()
}

// TestWrites: a write to a service is told to all who read it, and to nobody else.
func TestWrites(t *testing.T) {
	services, forgot := NewServices(), []string{}
	for _, reader := range []struct{ name, service string }{{"one", "cm01.example"}, {"same", "CM01.example"}, {"other", "cm02.example"}} {
		services.Of(reader.service).Join(func() { forgot = append(forgot, reader.name) })
	}
	services.Of("cm01.example").Done()
	if !slices.Equal(forgot, []string{"one", "same"}) {
		t.Errorf("forgot %v", forgot)
	}
}

// BenchmarkKnown is what a read costs that others have done.
func BenchmarkKnown(b *testing.B) {
	c := &Cache[int]{}
	keys := []string{"a", "b", "c", "d", "e", "f"}
	read := func(_ context.Context, keys []string) (map[string]int, error) {
		out := map[string]int{}
		for i, key := range keys {
			out[key] = i
		}
		return out, nil
	}
	b.ReportAllocs()
	for b.Loop() {
		if got, err := c.GetAll(b.Context(), keys, read); err != nil || len(got) != len(keys) {
			b.Fatal(got, err)
		}
	}
}
