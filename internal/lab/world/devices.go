package world

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/google/uuid"
)

// DeviceClass lists the members of device collections. Its rows in the tables are those that were added since the lab
// began; all others are made from the seed when they are asked for, since there may be hundreds of thousands.
const DeviceClass = "SMS_FullCollectionMembership"

const (
	// firstDevice is about the first ResourceID of a hierarchy, as samples have it (AdminService notes §1.3).
	firstDevice = 16777219
	// Ids have gaps: this many devices, and then one that is gone.
	devicesInARow = 10

	allSystems = "SMS00001"
	allClients = "SMSDM003"
)

// Fleet are the devices that a hierarchy starts with: as many as All Systems has members in the seed. Which of them are in
// a collection follows from the seed alone, too.
type Fleet struct {
	tenant       string
	profile      Profile
	site         string // the code of the site that the clients are assigned to
	all, clients int
	spans        map[string]span
}

// span are the devices of a collection: those with numbers from first up to end, that have a client if it says so.
type span struct {
	first, end  int
	clientsOnly bool
}

func (seed *TenantSeed) fleet() *Fleet {
	f := &Fleet{tenant: seed.Name, profile: seed.Hierarchy, site: seed.Hierarchy.SiteCode, spans: map[string]span{}}
	if seed.Hierarchy.CAS {
		f.site = seed.childSite()
	}
	used := map[string]int{} // how many devices of a collection are in those that are limited to it
	for _, c := range seed.Collections {
		switch {
		case c.ID == allSystems:
			f.all, f.clients = c.Members, c.Members
			f.spans[c.ID] = span{end: c.Members}
		case c.ID == allClients:
			f.clients = c.Members
			f.spans[c.ID] = span{end: f.all, clientsOnly: true}
		case c.Type == 2:
			limit := f.spans[c.LimitTo]
			first := limit.first + used[c.LimitTo]
			if first+c.Members > limit.end {
				first = max(limit.first, limit.end-c.Members)
			}
			used[c.LimitTo] += c.Members
			f.spans[c.ID] = span{first: first, end: min(first+c.Members, limit.end)}
		}
	}
	return f
}

// Collections are the ids of those that have devices, in order.
func (f *Fleet) Collections() []string {
	ids := []string{}
	for id := range f.spans {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Members gives the rows of a collection whose ResourceID is above after, by ResourceID, until yield says false.
func (f *Fleet) Members(collection string, after int64, yield func(Row) bool) {
	s := f.spans[collection]
	first := s.first + sort.Search(s.end-s.first, func(i int) bool { return resourceID(s.first+i) > after })
	for i := first; i < s.end; i++ {
		if s.clientsOnly && !f.isClient(i) {
			continue
		}
		if !yield(f.row(collection, i)) {
			return
		}
	}
}

// Known reports whether the fleet has a device of this ResourceID.
func (f *Fleet) Known(id int64) bool {
	i := sort.Search(f.all, func(i int) bool { return resourceID(i) >= id })
	return i < f.all && resourceID(i) == id
}

func resourceID(i int) int64 { return firstDevice + int64(i) + int64(i/devicesInARow) }

// isClient spreads the devices that have no client evenly.
func (f *Fleet) isClient(i int) bool {
	without := f.all - f.clients
	return (i*without+f.all/2)/f.all == ((i+1)*without+f.all/2)/f.all
}

// row is one membership. What a device without a client has is inferred: nothing, rather than false. The numbers of the
// enumerations are documented with the class.
func (f *Fleet) row(collection string, i int) Row {
	name := fmt.Sprintf("%s-%s-%06d", strings.ToUpper(f.tenant[:min(3, len(f.tenant))]), []string{"PC", "NB", "VM"}[i%3], i+1)
	row := Row{
		"CollectionID": collection, "ResourceID": resourceID(i), "Name": name, "Domain": "CORP", "SiteCode": f.site, "SMSID": nil, "ResourceType": int64(5),
		"ClientType": nil, "ClientVersion": nil, "ClientCertType": nil, "DeviceCategory": nil, "DeviceOwner": int64(1), "Priority": int64(0),
		"IsActive": nil, "IsAlwaysInternet": nil, "IsApproved": nil, "IsAssigned": false, "IsBlocked": nil, "IsClient": false, "IsDecommissioned": false,
		"IsDirect": collection != allSystems && collection != allClients && i%5 == 0, "IsInternetEnabled": nil, "IsObsolete": nil, "IsVirtualMachine": i%3 == 2,
	}
	if i%10 == 3 {
		row["Domain"] = "DMZ"
	}
	if !f.isClient(i) {
		return row
	}
	row["SMSID"] = "GUID:" + strings.ToUpper(uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)).String())
	row["ClientVersion"] = fmt.Sprintf("5.00.%d.1000", f.profile.Build)
	if i%8 == 5 { // not upgraded yet
		row["ClientVersion"] = "5.00.9128.1007"
	}
	row["ClientType"], row["ClientCertType"], row["IsApproved"] = int64(1), int64(2), int64(1)
	if i%40 == 11 {
		row["IsApproved"] = int64(0)
	}
	row["IsClient"], row["IsAssigned"], row["IsActive"], row["IsObsolete"] = true, true, i%9 != 4, i%50 == 7
	row["IsBlocked"], row["IsAlwaysInternet"], row["IsInternetEnabled"] = false, false, true
	return row
}

// AddDevice adds a device to a collection and those that it is limited to, as somebody does by adding a rule. The site counts
// it at its next evaluation, which is not emulated.
func (t *Tenant) AddDevice(collection string, set Row) error {
	return t.Hierarchy.Update(func(tables *Tables) error {
		limits := map[string]string{}
		for _, c := range tables.Rows["SMS_Collection"] {
			id, _ := c["CollectionID"].(string)
			limits[id], _ = c["LimitToCollectionID"].(string)
		}
		for id := collection; id != ""; id = limits[id] {
			if _, ok := limits[id]; !ok {
				return fmt.Errorf("there is no collection %s", id)
			}
			row := Row{"CollectionID": id, "Domain": "CORP", "SiteCode": t.Hierarchy.Profile.SiteCode, "IsClient": true, "IsActive": true, "ResourceType": int64(5)}
			for name, value := range set {
				row[name] = value
			}
			tables.Rows[DeviceClass] = append(tables.Rows[DeviceClass], row)
		}
		return nil
	})
}

// RemoveDevice deletes a device, as somebody does at the console.
func (t *Tenant) RemoveDevice(id int64) error {
	return t.Hierarchy.Update(func(tables *Tables) error {
		before := len(tables.Rows[DeviceClass])
		tables.Rows[DeviceClass] = slices.DeleteFunc(tables.Rows[DeviceClass], func(r Row) bool { return r["ResourceID"] == id })
		if len(tables.Rows[DeviceClass]) < before {
			return nil
		}
		if !t.Hierarchy.Fleet.Known(id) {
			return fmt.Errorf("there is no device %d", id)
		}
		tables.RemovedDevices[id] = true
		return nil
	})
}
