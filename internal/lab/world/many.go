package world

import (
	"fmt"
	"strings"
)

// Multiply puts count copies of the first tenant of the seed in the place of all tenants. They are called t001, t002 and so
// on, and have ids, domains and servers of their own; their collections have the same ids.
func (s *Seed) Multiply(count int) {
	model := s.Tenants[0]
	s.Tenants = make([]TenantSeed, 0, count)
	for i := 1; i <= count; i++ {
		t := model
		t.Name = fmt.Sprintf("t%03d", i)
		t.ID = withNumber(model.ID, i)
		t.DisplayName = fmt.Sprintf("%s %d", model.DisplayName, i)
		t.Domain = t.Name + "." + model.Domain
		t.Hierarchy.Server = strings.Replace(model.Hierarchy.Server, ".", "."+t.Name+".", 1)
		t.Hierarchy.GatewayID = fmt.Sprintf("%017d", i)
		t.Hierarchy.ServerApp = withNumber(model.Hierarchy.ServerApp, i)
		s.Tenants = append(s.Tenants, t)
	}
}

// withNumber is a GUID with a number in the place of its end.
func withNumber(id string, n int) string {
	end := fmt.Sprintf("%012d", n)
	return id[:len(id)-len(end)] + end
}
