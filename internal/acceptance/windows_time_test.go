package acceptance

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// ticketLife is how long the tickets of these tests last. The front takes none that ended two seconds ago.
const ticketLife = 4 * second

// outlive waits until a ticket that was had by now is taken nowhere any more.
func (s *windowsSite) outlive() {
	ends := time.Now().Add(ticketLife + 3*second)
	ctx, cancel := context.WithDeadline(context.Background(), ends.Add(20*second))
	defer cancel()
	err := poll.Until(ctx, poll.Options{Clock: clockwork.NewRealClock(), Interval: second / 4, Max: second, InARow: 1, What: "the end of the ticket"}, func(context.Context) (bool, error) {
		return time.Now().After(ends), nil
	})
	if err != nil {
		s.t.Error(err)
	}
}

// duringFirstWrite runs something while the first write to the site is under way.
func (s *windowsSite) duringFirstWrite(what func()) {
	s.Fault(wire.Fault{Kind: wire.KindAdminService, Method: http.MethodPost, Path: "SMS_AAD_Tenant_Ex$", Times: 1, OnStrike: what})
}

// backAfter takes the KDC up again once somebody has asked for it in vain a number of times.
func (s *windowsSite) backAfter(times int) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", s.realm.KDC())
	if err != nil {
		s.t.Error(err)
		return
	}
	s.waiting.Go(func() {
		for range times {
			conn, err := listener.Accept()
			if err != nil {
				break
			}
			_ = conn.Close()
		}
		if err := listener.Close(); err != nil {
			s.t.Error(err)
		}
		s.realm.Start()
	})
}

// kdcIsBack waits for backAfter and takes up a KDC that is still down.
func (s *windowsSite) kdcIsBack() {
	s.waiting.Wait()
	s.realm.Stop()
	s.realm.Start()
}

// TestWindowsTicketEnds: an apply that takes longer than its tickets last gets new ones, by password and by keytab; the
// one of a credential cache, which nobody renews, ends it with what to do, and the next run goes on.
func TestWindowsTicketEnds(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		admin func(*windowsSite) Attrs
		ends  bool
	}{
		"password": {(*windowsSite).kerberos, false},
		"keytab": {func(s *windowsSite) Attrs {
			return s.kerberos().With(Attrs{"password": "", "keytab_path": Q(s.realm.Keytab("svc-tf"))})
		}, false},
		"credential cache": {func(s *windowsSite) Attrs {
			return s.kerberos().With(Attrs{"username": "", "password": "", "credential_cache_path": Q(s.realm.CredentialCache("svc-tf", password, ticketLife))})
		}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newWindowsSite(t, false, realservers.RealmOptions{MaxLife: ticketLife})
			admin, outlived := tt.admin(s), false
			s.duringFirstWrite(func() { s.outlive(); outlived = true })
			defer func() {
				if !outlived {
					t.Error("no write was under way when the ticket ended: this test would show nothing")
				}
			}()
			config := func(admin Attrs) string { return s.provider(admin) + Stack(nil) }
			if !tt.ends {
				s.Run(resource.TestStep{Config: config(admin)})
				return
			}
			s.Run(
				resource.TestStep{Config: config(admin), ExpectError: said("renew it with kinit, or use a keytab")},
				resource.TestStep{Config: config(s.kerberos())},
			)
		})
	}
}

// TestWindowsKDCDown: while the KDC is down the ticket that is held serves; when it ends meanwhile, the apply waits for
// the KDC as long as it has time, says that it is down when it does not come back, and the next run goes on.
func TestWindowsKDCDown(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		life   time.Duration
		during func(*windowsSite)
		fails  bool
	}{
		"ticket is good": {0, func(s *windowsSite) { s.realm.Stop() }, false},
		"back in time": {ticketLife, func(s *windowsSite) {
			s.realm.Stop()
			s.outlive()
			s.backAfter(2)
		}, false},
		"stays down": {ticketLife, func(s *windowsSite) { s.realm.Stop(); s.outlive() }, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newWindowsSite(t, false, realservers.RealmOptions{MaxLife: tt.life})
			s.duringFirstWrite(func() { tt.during(s) })
			config := func(limit string) string {
				return s.provider(s.kerberos()) + Stack(map[string]Attrs{"cloud_environment": {"timeouts": limit}})
			}
			if tt.fails {
				p := s.Process(config(`{ create = "12s" }`))
				s.sees(p.want(1, "apply", "-no-color", "-input=false", "-auto-approve"), "no KDC of the realm could be reached")
				s.kdcIsBack()
				p.apply()
				p.destroy()
			} else {
				p := s.Process(config(""))
				p.apply()
				s.kdcIsBack()
				p.plan(0)
				p.destroy()
			}
			if err := s.RequireInitial(); err != nil {
				t.Error(err)
			}
		})
	}
}
