package world

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// ManagerCollection is configManagerCollection of Graph's beta: a collection of a hierarchy that Intune knows.
type ManagerCollection struct {
	ID                   string    `json:"id"`
	DisplayName          string    `json:"displayName"`
	CollectionIdentifier string    `json:"collectionIdentifier"`
	HierarchyName        string    `json:"hierarchyName"`
	HierarchyIdentifier  string    `json:"hierarchyIdentifier"`
	CreatedDateTime      time.Time `json:"createdDateTime"`
	LastModifiedDateTime time.Time `json:"lastModifiedDateTime"`
}

// collections are those of the other hierarchies. The first of each was changed last.
func (s IntuneSeed) collections(now time.Time) map[string]ManagerCollection {
	out := map[string]ManagerCollection{}
	for _, h := range s.Hierarchies {
		for n := range h.Collections {
			id := fmt.Sprintf("XYZ%05X", n+0x14)
			c := managerCollection(h.ID, h.Name, id, fmt.Sprintf("Collection %d", n+1), now.AddDate(0, 0, -n))
			out[c.ID] = c
		}
	}
	return out
}

func managerCollection(hierarchyID, hierarchy, id, name string, changed time.Time) ManagerCollection {
	return ManagerCollection{
		ID: uuid.NewSHA1(uuid.NameSpaceURL, []byte(hierarchyID+"/"+id)).String(), DisplayName: name, CollectionIdentifier: id, HierarchyName: hierarchy, HierarchyIdentifier: hierarchyID,
		CreatedDateTime: changed.AddDate(-1, 0, 0), LastModifiedDateTime: changed,
	}
}

// ManagerCollections are the collections that Intune knows: of other hierarchies, and, while the tenant's own is attached to
// it, those that are made available to Intune. That these are the ones in the list, that hierarchyIdentifier is the SupportID
// of the hierarchy, and hierarchyName the name of its top site, is inferred.
func (t *Tenant) ManagerCollections() []ManagerCollection {
	t.Intune.mu.Lock()
	all, offBoarded := maps.Clone(t.Intune.collections), t.Intune.offBoarded
	t.Intune.mu.Unlock()
	t.Hierarchy.View(func(tables *Tables) {
		if offBoarded || !tables.attached(t.ID) {
			return
		}
		identification := tables.Rows["SMS_Identification"][0]
		for _, row := range tables.Rows["SMS_Collection"] {
			if number(row["CloudSyncCount"]) == 0 {
				continue
			}
			c := managerCollection(text(identification["SupportID"]), text(identification["ThisSiteName"]), text(row["CollectionID"]), text(row["Name"]), t.Intune.planted)
			all[c.ID] = c
		}
	})
	return slices.SortedFunc(maps.Values(all), func(a, b ManagerCollection) int { return strings.Compare(a.ID, b.ID) })
}

// OffBoard is what deleting the connector in the Intune admin center does: Intune forgets the hierarchy (AdminService notes
// §3.7). That the rows of the site stay as they are, and for how long Intune would not take it up again, is inferred.
func (t *Tenant) OffBoard() {
	t.Intune.mu.Lock()
	defer t.Intune.mu.Unlock()
	t.Intune.offBoarded = true
}

// DeviceSummary is what Endpoint analytics counts of the devices of a tenant.
type DeviceSummary struct{ Total, CoManaged, TenantAttached, WithoutTenantAttach int64 }

// DeviceSummary counts the devices in the upload scope, while the tenant's hierarchy is attached to it. With Endpoint
// analytics off there is nothing to count.
func (t *Tenant) DeviceSummary() DeviceSummary {
	var s DeviceSummary
	if t.Intune.Seed.AnalyticsOff {
		return s
	}
	t.Hierarchy.View(func(tables *Tables) {
		members := map[string]int64{}
		for _, row := range tables.Rows["SMS_Collection"] {
			members[text(row["CollectionID"])] = number(row["MemberCount"])
		}
		s.Total = members["SMS00001"]
		if tables.attached(t.ID) {
			s.TenantAttached = s.Total
			if scope, limited := tables.Mappings[t.ID]; limited {
				s.TenantAttached = members[scope]
			}
		}
		s.WithoutTenantAttach = s.Total - s.TenantAttached
	})
	return s
}

// uploadService is the ServiceType of the upload (AdminService notes §2.1).
const uploadService = 5

// attached reports whether the upload chain is complete, from the service to the row of the tenant (AdminService notes §2.1).
func (t *Tables) attached(tenantID string) bool {
	for _, service := range t.Rows["SMS_Azure_CloudService"] {
		ids, _ := plain(service["AssociatedAADWebApplications"]).([]any)
		for _, id := range ids {
			if number(service["ServiceType"]) == uploadService && t.uploadsTo(number(id), tenantID) {
				return true
			}
		}
	}
	return false
}

func (t *Tables) uploadsTo(application int64, tenantID string) bool {
	for _, app := range t.Rows["SMS_AAD_Application_Ex"] {
		for _, tenant := range t.Rows["SMS_AAD_Tenant_Ex"] {
			if number(app["ID"]) == application && number(app["TenantID"]) == number(tenant["ID"]) && sameID(text(tenant["TenantID"]), tenantID) {
				return true
			}
		}
	}
	return false
}

// number is what stands in a row as a number, whatever its type in Go.
func number(v any) int64 {
	n, _ := plain(v).(float64)
	return int64(n)
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
