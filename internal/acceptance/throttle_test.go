package acceptance

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// shared puts the service principal of Microsoft's application into contoso before, as it is in fabrikam: with several
// applications none of them is to remove it.
func shared(s *world.Seed) { s.Tenant("contoso").Microservice = true }

// applications are so many applications of a tenant; tenant is its key as an expression, empty for the default tenant.
func applications(tenant, name string, count int) string {
	return Block(`resource "tenantattach_application" `+Q(name), ApplicationAttrs().With(Attrs{
		"tenant": tenant, "count": strconv.Itoa(count), "unique_name": `"` + name + `-${count.index}"`,
	}))
}

// TestQuota applies two tenants, with several applications beside the whole stack of each, to a Graph that allows hardly
// anything: 150 resource units in 10 s. The provider keeps within that by itself, but for what is on the way when the first
// answer says that little is left: measured, 0 to 18 of 750 requests are refused. Without its pace it is most of them, 1,000
// in the first 80 s, and since each of those counts as well, the apply does not end within its time.
func TestQuota(t *testing.T) {
	t.Parallel()
	e := New(t, shared, func(s *world.Seed) { s.ResourceUnits = 150 })
	other := strings.NewReplacer(`"this"`, `"other"`, ".this", ".other", "P0100014", "CAS00014").Replace(everything("fabrikam"))
	config := e.Provider("admin") + everything("contoso") + other + applications(Q("contoso"), "one", 4) + applications(Q("fabrikam"), "two", 4)
	e.Run(resource.TestStep{Config: config, Check: e.working()})
	served, refused := 0, 0
	for _, entry := range e.graph() {
		for _, status := range statuses(entry) {
			if served++; status == strconv.Itoa(http.StatusTooManyRequests) {
				refused++
			}
		}
	}
	t.Logf("%d requests, %d of them refused", served, refused)
	if refused > served/10 {
		t.Errorf("%d of %d requests were refused", refused, served)
	}
}

// graph are the requests to Microsoft Graph so far.
func (e *Env) graph() []wire.Entry {
	out := []wire.Entry{}
	for _, entry := range e.Lab.Recorder().Journal() {
		if entry.Kind == wire.KindGraph {
			out = append(out, entry)
		}
	}
	return out
}

// statuses are those of a request, or of the parts of a $batch.
func statuses(entry wire.Entry) []string {
	if len(entry.Parts) == 0 {
		return []string{strconv.Itoa(entry.Status)}
	}
	out := []string{}
	for _, part := range entry.Parts {
		out = append(out, part[strings.LastIndex(part, " ")+1:])
	}
	return out
}

// TestHeldBack: while one request of a tenant is told to wait, none of that tenant is sent, by whichever key the tenant is
// named; another tenant is not held back.
func TestHeldBack(t *testing.T) {
	t.Parallel()
	const (
		told = 5 * time.Second
		// onTheWay is how long a request may take that was sent before the answer came which holds back the others.
		onTheWay = time.Second
	)
	for name, status := range map[string]int{"throttled": http.StatusTooManyRequests, "out of order": http.StatusServiceUnavailable} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t, shared)
			e.Fault(wire.Fault{Kind: wire.KindGraph, Method: http.MethodPatch, Path: "uniqueName='one-", Status: status, RetryAfter: "5", Times: 1})
			e.Fault(wire.Fault{Kind: wire.KindGraph, Method: http.MethodPatch, Path: "uniqueName='one-", Status: status, RetryAfter: "5", Skip: 1, Times: 1})
			e.Run(resource.TestStep{Config: e.Provider("admin") + applications(Q("contoso"), "one", 3) + applications("", "same", 3) + applications(Q("fabrikam"), "two", 3)})
			entries := e.graph()
			holds, others := 0, 0
			for _, hold := range entries {
				if !hold.Fault {
					continue
				}
				holds++
				for _, entry := range entries {
					after := entry.At.Sub(hold.At)
					switch {
					case after <= onTheWay || after >= told:
					case entry.Tenant == "fabrikam":
						others++
					default:
						t.Errorf("%s %s of %s came %s after the tenant was told to wait for %s", entry.Method, entry.Path, entry.Tenant, after, told)
					}
				}
			}
			if holds != 2 || others == 0 {
				t.Errorf("%d requests were told to wait; meanwhile %d of another tenant came", holds, others)
			}
		})
	}
}
