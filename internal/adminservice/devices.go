package adminservice

import (
	"context"
	"fmt"
	"slices"
)

// deviceClass lists the members of collections. One class is enough: its rows of AllSystems are all devices of the
// hierarchy. SMS_R_System and SMS_CombinedDeviceResources have no CollectionID to filter by, and the classes
// SMS_CM_RES_COLL_<id> are one for each collection, of which no published client asks this service for any. CollectionID and
// ResourceID are the key of the class, so ResourceID is unique within a collection (SDK documentation of the class).
const deviceClass = "SMS_FullCollectionMembership"

// AllSystems is the collection of all devices, which is built in (AdminService notes §2.5).
const AllSystems = "SMS00001"

// Device is a member of a device collection. What was not asked for, and what the site leaves empty, is nil.
type Device struct {
	ID   int64 // ResourceID
	Name string

	Domain, SiteCode, SMSID, ClientVersion, Category                                                     *string
	Client, Active, Obsolete, Decommissioned, Blocked, Assigned, Direct, Virtual, Internet, InternetOnly *bool
	Approval, Owner                                                                                      *int64
}

type deviceRow struct {
	ResourceID        integer  `json:"ResourceID"`
	Name              string   `json:"Name"`
	Domain            *string  `json:"Domain"`
	SiteCode          *string  `json:"SiteCode"`
	SMSID             *string  `json:"SMSID"`
	ClientVersion     *string  `json:"ClientVersion"`
	DeviceCategory    *string  `json:"DeviceCategory"`
	IsClient          *flag    `json:"IsClient"`
	IsActive          *flag    `json:"IsActive"`
	IsObsolete        *flag    `json:"IsObsolete"`
	IsDecommissioned  *flag    `json:"IsDecommissioned"`
	IsBlocked         *flag    `json:"IsBlocked"`
	IsAssigned        *flag    `json:"IsAssigned"`
	IsDirect          *flag    `json:"IsDirect"`
	IsVirtualMachine  *flag    `json:"IsVirtualMachine"`
	IsInternetEnabled *flag    `json:"IsInternetEnabled"`
	IsAlwaysInternet  *flag    `json:"IsAlwaysInternet"`
	IsApproved        *integer `json:"IsApproved"`
	DeviceOwner       *integer `json:"DeviceOwner"`
}

func (r *deviceRow) device() Device {
	return Device{
		ID: int64(r.ResourceID), Name: r.Name,
		Domain: r.Domain, SiteCode: r.SiteCode, SMSID: r.SMSID, ClientVersion: r.ClientVersion, Category: r.DeviceCategory,
		Client: (*bool)(r.IsClient), Active: (*bool)(r.IsActive), Obsolete: (*bool)(r.IsObsolete), Decommissioned: (*bool)(r.IsDecommissioned),
		Blocked: (*bool)(r.IsBlocked), Assigned: (*bool)(r.IsAssigned), Direct: (*bool)(r.IsDirect), Virtual: (*bool)(r.IsVirtualMachine),
		Internet: (*bool)(r.IsInternetEnabled), InternetOnly: (*bool)(r.IsAlwaysInternet),
		Approval: (*int64)(r.IsApproved), Owner: (*int64)(r.DeviceOwner),
	}
}

// DeviceQuery says which devices are read, and what of them.
type DeviceQuery struct {
	// Collection is the id of the collection whose members are read: see AllSystems.
	Collection string
	Filter     DeviceFilter
	// Columns are the properties of the class to read beside ResourceID and Name. What is not asked for is not sent.
	Columns []string
}

// properties are those that the site is asked for: those of the filter are needed to check what it answers.
func (q DeviceQuery) properties() []string {
	out := []string{"ResourceID", "Name"}
	for _, name := range slices.Concat(q.Columns, q.Filter.properties()) {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (q DeviceQuery) check() error {
	for _, name := range q.properties() {
		if !slices.Contains(fields(deviceClass), name) {
			return fmt.Errorf("%s has no property %s that is read", deviceClass, name)
		}
	}
	if control(q.Collection) {
		return fmt.Errorf("the id of the collection has a control character")
	}
	return q.Filter.check()
}

// Devices reads devices page by page, in the order of their ids, and gives each to take until that says false. No more than
// a page is held at a time. settled is false when the site refused to order the rows: one that was added or removed meanwhile
// may then have hidden another.
func (c *Client) Devices(ctx context.Context, q DeviceQuery, take func(Device) bool) (settled bool, err error) {
	if err := q.check(); err != nil {
		return false, err
	}
	r := &deviceReader{client: c, query: q, take: take}
	if err := r.read(ctx); err != nil {
		if r.seen > 0 {
			return false, fmt.Errorf("%w (%d devices were read before)", err, r.seen)
		}
		return false, err
	}
	if r.seen == 0 { // no members, or none that the account may see (AdminService notes §1.7)
		return r.way.keyset, c.probe(ctx)
	}
	return r.way.keyset, nil
}

// CountDevices counts devices without reading them, where the site can; else by reading their ids.
func (c *Client) CountDevices(ctx context.Context, q DeviceQuery) (int64, error) {
	n, known, err := c.CountDevicesAtSite(ctx, q)
	if known || err != nil {
		return n, err
	}
	q.Columns = nil
	_, err = c.Devices(ctx, q, func(Device) bool {
		n++
		return true
	})
	return n, err
}

// CountDevicesAtSite asks the site for the number alone. It is not known when the site does not take such a question, or could
// take the filter for another one.
func (c *Client) CountDevicesAtSite(ctx context.Context, q DeviceQuery) (n int64, known bool, err error) {
	if err := q.check(); err != nil {
		return 0, false, err
	}
	if !q.Filter.exact() {
		return 0, false, nil
	}
	n, err = c.countAtSite(ctx, q)
	if err != nil && refusedQuery(err) {
		return 0, false, nil
	}
	return n, err == nil, err
}
