package adminservice

import (
	"net/http"
	"sync"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/readcache"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestReadsAreShared: a read goes out once until something is written, by any write, whatever came of it.
func TestReadsAreShared(t *testing.T) {
	clouds := wiretest.List(`{"ID":1}`)
	for name, write := range callsOf() {
		if write.read {
			continue
		}
		for outcome, answer := range map[string]reply{"done": write.good, "refused": refusal(500, "500", "x"), "lost": {Lost: true}} {
			t.Run(name+" "+outcome, func(t *testing.T) {
				s := newScript(t, clouds, method(`,"CollectionSiteID":"A"`), answer, clouds, method(`,"CollectionSiteID":"B"`))
				c, _ := s.client()
				read := func(want string) {
					t.Helper()
					for range 3 {
						if got, err := c.Environments(t.Context()); err != nil || len(got) != 1 {
							t.Errorf("got %v, %v", got, err)
						}
						if got, err := c.CollectionMapping(t.Context(), testTenant); err != nil || got != want {
							t.Errorf("got %v, %v", got, err)
						}
					}
				}
				read("A")
				if err := write.do(t.Context(), c); (err == nil) != (outcome == "done") {
					t.Errorf("got %v", err)
				}
				read("B")
				s.Done()
			})
		}
	}
}

// gated holds back the answers to the requests of one method until it is opened.
type gated struct {
	next   *http.Client
	method string
	begun  chan struct{}
	open   chan struct{}
}

func (g *gated) Do(req *http.Request) (*http.Response, error) {
	res, err := g.next.Do(req)
	if req.Method == g.method {
		g.begun <- struct{}{}
		<-g.open
	}
	return res, err
}

// TestReadAcrossWrite: a read that began before a write ended may have seen what was before, so it is not kept.
func TestReadAcrossWrite(t *testing.T) {
	for _, slow := range []string{http.MethodGet, http.MethodPut} {
		t.Run("slow "+slow, func(t *testing.T) {
			old, now := wiretest.List(`{"ID":1,"TenantID":"x","Name":"old"}`), wiretest.List(`{"ID":1,"TenantID":"x","Name":"new"}`)
			replies := []reply{old, {Status: 200}, now}
			if slow == http.MethodPut {
				replies = []reply{{Status: 200}, old, now}
			}
			s := newScript(t, replies...)
			g := &gated{next: s.Client(), method: slow, begun: make(chan struct{}), open: make(chan struct{})}
			c, _ := s.client(func(o *Options) { o.Transport = g })
			read := func(want string) {
				if got, err := c.Tenants(t.Context()); err != nil || len(got) != 1 || got[0].Name != want {
					t.Errorf("got %v, %v, want %s", got, err, want)
				}
			}
			write := func() {
				if err := c.UpdateTenant(t.Context(), Tenant{RowID: 1}); err != nil {
					t.Error(err)
				}
			}
			first, second := func() { read("old") }, write
			if slow == http.MethodPut {
				first, second = write, func() { read("old") }
			}
			var all sync.WaitGroup
			all.Go(first)
			<-g.begun
			second()
			close(g.open)
			all.Wait()
			go func() { // the last read passes the gate as well
				for range g.begun {
				}
			}()
			read("new")
			close(g.begun)
			s.Done()
		})
	}
}

// TestRowsAreCopied: what a caller does to its rows does not reach the cache.
func TestRowsAreCopied(t *testing.T) {
	s := newScript(t, wiretest.List(`{"ID":1,"ServiceType":5,"Name":"a","AssociatedAADWebApplications":[7]}`))
	c, _ := s.client()
	first, err := c.CloudServices(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first[0].Name, first[0].ApplicationRowIDs[0] = "changed", 8
	if again, err := c.CloudServices(t.Context()); err != nil || again[0].Name != "a" || again[0].ApplicationRowIDs[0] != 7 {
		t.Errorf("got %+v, %v", again, err)
	}
	s.Done()
}

// TestReadsBySite: another client of the same site does not keep what this one has written over.
func TestReadsBySite(t *testing.T) {
	s := newScript(t, wiretest.List(`{"ID":1,"TenantID":"x","Name":"old"}`), reply{Status: 200}, wiretest.List(`{"ID":1,"TenantID":"x","Name":"new"}`))
	site := &readcache.Writes{}
	shared := func(o *Options) { o.Writes = []*readcache.Writes{{}, site} }
	reader, _ := s.client(shared)
	writer, _ := s.client(shared)
	read := func(want string) {
		t.Helper()
		for range 2 {
			if got, err := reader.Tenants(t.Context()); err != nil || len(got) != 1 || got[0].Name != want {
				t.Errorf("got %v, %v, want %s", got, err, want)
			}
		}
	}
	read("old")
	if err := writer.UpdateTenant(t.Context(), Tenant{RowID: 1}); err != nil {
		t.Error(err)
	}
	read("new")
	s.Done()
}
