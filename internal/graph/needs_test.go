package graph

import (
	"slices"
	"strings"
	"testing"
)

// TestNeeds: what an apply needs beyond a plan, and what it does not need once the microservice is there.
func TestNeeds(t *testing.T) {
	held := func(permissions ...string) func([]Need) []string {
		return func(all []Need) []string {
			open := []string{}
			for _, n := range all {
				if !slices.ContainsFunc(n.AnyOf, func(p string) bool { return slices.Contains(permissions, p) }) {
					open = append(open, n.Doing)
				}
				for _, p := range n.AnyOf {
					if strings.Contains(p, " ") {
						t.Errorf("%q is no name of a permission", p)
					}
				}
			}
			return open
		}
	}
	reads := held(appReadAll, directoryRead, "Organization.Read.All")
	if open := reads(NeedsOfPlan()); len(open) > 0 {
		t.Errorf("a plan still needs %v", open)
	}
	if open := reads(NeedsOfApply(true, true)); len(open) == 0 {
		t.Error("an apply needs no writes")
	}
	owner := held(appOwned, directoryRead, "Organization.Read.All", "AppRoleAssignment.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All")
	if open := owner(NeedsOfApply(true, true)); len(open) > 0 {
		t.Errorf("an apply beside the microservice still needs %v", open)
	}
	if open := owner(NeedsOfApply(false, true)); len(open) != 1 || open[0] != createPrincipal(false).text {
		t.Errorf("an apply that makes the microservice needs %v", open)
	}
	if open := held(appOwned, directoryRead, "Organization.Read.All")(NeedsOfApply(true, false)); len(open) > 0 {
		t.Errorf("an apply without consent still needs %v", open)
	}
	if open := held(appReadAll)(NeedsOfHandover(false)); len(open) > 0 {
		t.Errorf("a handover without a secret still needs %v", open)
	}
	if open := held(appReadAll)(NeedsOfHandover(true)); len(open) != 2 {
		t.Errorf("a handover with a secret needs %v", open)
	}
}
