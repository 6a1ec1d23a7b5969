package acceptance

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestFaults: what passes by itself does not fail an apply, and what was asked for is there once, not twice.
func TestFaults(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		seed   func(*world.Seed)
		faults []wire.Fault
	}{
		"throttled at every second request": {nil, every(2, wire.Fault{Kind: wire.KindGraph, Status: http.StatusTooManyRequests, RetryAfter: "1"}, 6)},
		"throttled without a hint":          {nil, []wire.Fault{{Kind: wire.KindGraph, Status: http.StatusTooManyRequests, Times: 2}}},
		"outages on the way":                {nil, every(3, wire.Fault{Kind: wire.KindGraph, Method: "GET|PATCH", Status: http.StatusServiceUnavailable}, 4)},
		"lost answers of Graph":             {nil, every(3, wire.Fault{Kind: wire.KindGraph, Method: "PATCH|DELETE", LoseAnswer: true}, 4)},
		"lost answers of the site":          {nil, []wire.Fault{{Kind: wire.KindAdminService, Method: "POST|PUT|DELETE", Path: "SMS_(AAD|Azure)", LoseAnswer: true, Times: 3}}},
		"reads of the site fail":            {nil, every(4, wire.Fault{Kind: wire.KindAdminService, Method: "GET", Status: http.StatusServiceUnavailable}, 4)},
		"long replication lag":              {func(s *world.Seed) { s.Lag *= 5 }, nil},
		"few resource units":                {func(s *world.Seed) { s.ResourceUnits = 40 }, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := []func(*world.Seed){}
			if tt.seed != nil {
				change = append(change, tt.seed)
			}
			e := New(t, change...)
			for _, f := range tt.faults {
				e.Fault(f)
			}
			e.Run(resource.TestStep{Config: e.Provider("admin") + Stack(nil), Check: e.working()})
			if n := e.struck(); n < len(tt.faults) {
				t.Errorf("only %d requests met a fault: this would show nothing", n)
			}
		})
	}
}

// struck is how many requests met a fault.
func (e *Env) struck() int {
	n := 0
	for _, entry := range e.Lab.Recorder().Journal() {
		if entry.Fault {
			n++
		}
	}
	return n
}

// every spreads a fault: it strikes once after each n requests that it names, so many times.
func every(n int, f wire.Fault, times int) []wire.Fault {
	faults := []wire.Fault{}
	for i := range times {
		one := f
		one.Skip, one.Times = n*(i+1)-1, 1
		faults = append(faults, one)
	}
	return faults
}
