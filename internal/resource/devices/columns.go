package devices

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// column is an attribute of a device that is read on request.
type column struct {
	name, property, description string
	kind                        tftypes.Type
	value                       func(adminservice.Device) tftypes.Value
}

// columns are all of them. What the site leaves empty is null.
func columns() []column {
	return []column{
		text("domain", "Domain", "the domain", func(d adminservice.Device) *string { return d.Domain }),
		text("site_code", "SiteCode", "a site code: by its documentation of the site that made the collection, by what consoles show of the site that the device is assigned to (inferred)", func(d adminservice.Device) *string { return d.SiteCode }),
		text("sms_id", "SMSID", "the unique id of the client, `GUID:…`", func(d adminservice.Device) *string { return d.SMSID }),
		text("client_version", "ClientVersion", "the version of the client", func(d adminservice.Device) *string { return d.ClientVersion }),
		text("device_category", "DeviceCategory", "the category of the device", func(d adminservice.Device) *string { return d.Category }),
		named("device_owner", "DeviceOwner", "`company` or `personal`", map[int64]string{1: "company", 2: "personal"}, func(d adminservice.Device) *int64 { return d.Owner }),
		named("approval", "IsApproved", "`not_approved`, `approved` or `not_applicable`", map[int64]string{0: "not_approved", 1: "approved", 2: "not_applicable"}, func(d adminservice.Device) *int64 { return d.Approval }),
		flag("client", "IsClient", "whether it has the client", func(d adminservice.Device) *bool { return d.Client }),
		flag("active", "IsActive", "whether the client is active", func(d adminservice.Device) *bool { return d.Active }),
		flag("obsolete", "IsObsolete", "whether the record is obsolete", func(d adminservice.Device) *bool { return d.Obsolete }),
		flag("decommissioned", "IsDecommissioned", "whether the record is deleted", func(d adminservice.Device) *bool { return d.Decommissioned }),
		flag("blocked", "IsBlocked", "whether the client is blocked", func(d adminservice.Device) *bool { return d.Blocked }),
		flag("assigned", "IsAssigned", "whether the client is assigned to a site", func(d adminservice.Device) *bool { return d.Assigned }),
		flag("direct_member", "IsDirect", "whether it is a member by a direct rule", func(d adminservice.Device) *bool { return d.Direct }),
		flag("virtual_machine", "IsVirtualMachine", "whether it is a virtual machine", func(d adminservice.Device) *bool { return d.Virtual }),
		flag("internet_enabled", "IsInternetEnabled", "whether the client can be managed over the internet", func(d adminservice.Device) *bool { return d.Internet }),
		flag("always_internet", "IsAlwaysInternet", "whether the client is always on the internet", func(d adminservice.Device) *bool { return d.InternetOnly }),
	}
}

func text(name, property, description string, of func(adminservice.Device) *string) column {
	return column{name, property, description, tftypes.String, func(d adminservice.Device) tftypes.Value { return tftypes.NewValue(tftypes.String, of(d)) }}
}

func flag(name, property, description string, of func(adminservice.Device) *bool) column {
	return column{name, property, description, tftypes.Bool, func(d adminservice.Device) tftypes.Value { return tftypes.NewValue(tftypes.Bool, of(d)) }}
}

// named is a number with a meaning; one that is not documented shows as itself.
func named(name, property, description string, names map[int64]string, of func(adminservice.Device) *int64) column {
	return column{name, property, description, tftypes.String, func(d adminservice.Device) tftypes.Value {
		n := of(d)
		if n == nil {
			return tftypes.NewValue(tftypes.String, nil)
		}
		if known, ok := names[*n]; ok {
			return tftypes.NewValue(tftypes.String, known)
		}
		return tftypes.NewValue(tftypes.String, fmt.Sprintf("unknown (%d)", *n))
	}}
}

func chosen(names []string) []column {
	return slices.DeleteFunc(columns(), func(c column) bool { return !slices.Contains(names, c.name) })
}

func columnNames() []string {
	names := []string{}
	for _, c := range columns() {
		names = append(names, c.name)
	}
	return names
}

// describedColumns is the list of columns for the documentation.
func describedColumns() string {
	lines := []string{}
	for _, c := range columns() {
		lines = append(lines, fmt.Sprintf("`%s`, %s", c.name, c.description))
	}
	return strings.Join(lines, "; ")
}
