package smsprovider

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// deviceClasses are the members of collections, as far as they are devices. The properties are those of the SDK
// documentation.
func deviceClasses() []*class {
	return []*class{{
		name: world.DeviceClass, keys: []string{"CollectionID", "ResourceID"}, source: members,
		properties: slices.Concat(
			of(kindText, "ClientVersion", "CollectionID", "DeviceCategory", "Domain", "Name", "SiteCode", "SMSID"),
			of(kindUint32, "ClientCertType", "ClientType", "DeviceOwner", "IsApproved", "Priority", "ResourceID", "ResourceType"),
			of(kindBool, "IsActive", "IsAlwaysInternet", "IsAssigned", "IsBlocked", "IsClient", "IsDecommissioned", "IsDirect", "IsInternetEnabled", "IsObsolete", "IsVirtualMachine"),
		),
	}}
}

// members makes the rows that a query takes, of the collections that the account may see: RBAC leaves out the others
// (AdminService notes §1.7). Ordered by ResourceID alone, they are made as far as they are wanted. Without an order they
// come as they do not elsewhere: backwards, since nothing says how a site orders them then.
func members(s *server, r *request, tables *world.Tables, q *query) []world.Row {
	near := narrowed(q.filter)
	ascending := len(q.order) == 1 && q.order[0].by.name == "ResourceID" && !q.order[0].descending
	rows := []world.Row{}
	for _, id := range s.hierarchy.Fleet.Collections() {
		if near.collection != "" && id != near.collection || !r.account.seesCollection(tables, id) {
			continue
		}
		rows = append(rows, s.membersOf(id, near.after, tables, q, ascending && near.collection != "")...)
	}
	if ascending {
		return rows
	}
	slices.Reverse(rows)
	return rows
}

// membersOf are the rows of one collection that a query takes, by ResourceID; no more than it wants, if few is set.
func (s *server) membersOf(collection string, after int64, tables *world.Tables, q *query, few bool) []world.Row {
	added := slices.DeleteFunc(slices.Clone(tables.Rows[world.DeviceClass]), func(row world.Row) bool {
		return row["CollectionID"] != collection || q.where != nil && !q.where(row)
	})
	rows := []world.Row{}
	s.hierarchy.Fleet.Members(collection, after, func(row world.Row) bool {
		id, _ := numberOf(row["ResourceID"])
		if !tables.RemovedDevices[id] && (q.where == nil || q.where(row)) {
			rows = append(rows, row)
		}
		return !few || q.top < 0 || len(rows) < q.skip+q.top
	})
	rows = append(rows, added...)
	slices.SortStableFunc(rows, func(a, b world.Row) int {
		x, _ := numberOf(a["ResourceID"])
		y, _ := numberOf(b["ResourceID"])
		return cmp.Compare(x, y)
	})
	return rows
}

// near is what a filter says at least of the rows that it takes.
type near struct {
	collection string
	after      int64
}

var (
	oneCollection = regexp.MustCompile(`(?:^| and )CollectionID eq '([^']*)'(?:$| and )`)
	aboveID       = regexp.MustCompile(`(?:^| and )ResourceID gt (\d+)(?:$| and )`)
)

// narrowed spares making rows that the filter would not take. Each row is filtered all the same.
func narrowed(filter string) (n near) {
	if strings.Contains(filter, " or ") {
		return n
	}
	if found := oneCollection.FindStringSubmatch(filter); found != nil {
		n.collection = found[1]
	}
	if found := aboveID.FindStringSubmatch(filter); found != nil {
		n.after, _ = strconv.ParseInt(found[1], 10, 64)
	}
	return n
}
