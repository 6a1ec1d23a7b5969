package smsprovider

import (
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// mayRead says whether the role of the account reads: Read-only Analyst suffices (AdminService notes §1.8). A role that
// the lab does not know has no rights.
func (a account) mayRead() bool {
	return a.admin.Role == world.RoleReadOnlyAnalyst || a.mayWrite()
}

func (a account) mayWrite() bool { return a.admin.Role == world.RoleFullAdministrator }

// actor is the account as the audit messages name it.
func (a account) actor() world.Actor { return world.Actor{Logon: a.name} }

// visible are the rows of a class that the account may see: RBAC answers 200 with fewer rows (AdminService notes §1.7).
func (s *server) visible(r *request, tables *world.Tables, admins []world.Admin, q *query) []world.Row {
	if !r.account.mayRead() {
		return nil
	}
	if r.class.source != nil {
		return r.class.source(s, r, tables, q)
	}
	rows := slices.Concat(tables.Rows[r.class.name], s.hierarchy.AuditRows(r.class.name))
	if r.class.compose != nil {
		rows = r.class.compose(s.profile, admins, tables)
	}
	if r.class.name != collectionClass || len(r.account.admin.Collections) == 0 {
		return rows
	}
	seen := scope(r.account.admin.Collections, rows)
	return slices.DeleteFunc(slices.Clone(rows), func(row world.Row) bool { return !seen[textOf(row["CollectionID"])] })
}

// scope are the ids of the given collections and of those that are limited to them, over any number of steps.
func scope(roots []string, collections []world.Row) map[string]bool {
	seen := map[string]bool{}
	for _, id := range roots {
		seen[id] = true
	}
	for grew := true; grew; {
		grew = false
		for _, row := range collections {
			id, limit := textOf(row["CollectionID"]), textOf(row["LimitToCollectionID"])
			if seen[limit] && !seen[id] {
				seen[id], grew = true, true
			}
		}
	}
	return seen
}

// seesCollection says whether the account may see a collection.
func (a account) seesCollection(tables *world.Tables, id string) bool {
	return len(a.admin.Collections) == 0 || scope(a.admin.Collections, tables.Rows[collectionClass])[id]
}
