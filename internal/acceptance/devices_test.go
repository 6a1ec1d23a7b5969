package acceptance

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const devicesData = "data.tenantattach_devices.this"

// attached is a seed whose contoso has the row of the tenant.
func attached(seed *world.Seed) { seed.Tenant("contoso").CloudManagement = true }

// limited limits the upload of contoso to a collection.
func (e *Env) limited(collection string) {
	e.Drift(world.Change{Object: "SMS_CoMgmtConfigs", Match: map[string]any{"TenantID": e.Tenant("contoso").ID}, Set: map[string]any{"CollectionSiteID": collection}})
}

// uploading gives the hierarchy of contoso its upload service, with the application that is there.
func (e *Env) uploading() {
	e.Drift(world.Change{Object: "SMS_Azure_CloudService", Insert: true, Set: map[string]any{"Name": "upload", "ServiceType": int64(5), "AssociatedAADWebApplications": []any{int64(16777317)}}})
}

// deviceNames are the names that a list has, in its order.
func deviceNames(names ...string) knownvalue.Check {
	list := make([]knownvalue.Check, 0, len(names))
	for _, name := range names {
		list = append(list, knownvalue.ObjectPartial(map[string]knownvalue.Check{"name": knownvalue.StringExact(name)}))
	}
	return knownvalue.ListExact(list)
}

// number is a whole number of a state.
func number(n int64) knownvalue.Check { return knownvalue.Int64Exact(n) }

// readDevices reads the data source and leaves the lab as it is.
func (e *Env) readDevices(client string, attrs Attrs, checks ...statecheck.StateCheck) {
	e.t.Helper()
	e.RunLeaving(func() error { return nil }, resource.TestStep{Config: e.Provider(client) + Data("devices", attrs), ConfigStateChecks: checks})
}

// TestDevicesScope: whose members the devices are.
func TestDevicesScope(t *testing.T) {
	t.Parallel()
	scope := func(all bool, id, name string, members, visible int64) statecheck.StateCheck {
		return value(devicesData, "scope", knownvalue.ObjectExact(map[string]knownvalue.Check{
			"all_devices": knownvalue.Bool(all), "collection_id": knownvalue.StringExact(id), "collection_name": knownvalue.StringExact(name),
			"member_count": number(members), "visible_count": number(visible),
		}))
	}
	on, off := knownvalue.Check(knownvalue.Bool(true)), knownvalue.Check(knownvalue.Bool(false))
	tests := map[string]struct {
		client  string
		arrange func(*Env)
		attrs   Attrs
		scope   statecheck.StateCheck
		devices int64
		enabled knownvalue.Check
	}{
		"all devices":            {"reader", func(e *Env) { e.uploading() }, nil, scope(true, "SMS00001", "All Systems", 412, 412), 398, on},
		"one collection":         {"reader", func(e *Env) { e.limited("P0100014") }, nil, scope(false, "P0100014", "Pilot", 25, 25), 24, off},
		"without the client too": {"reader", func(e *Env) { e.limited("P0100014") }, Attrs{"only_clients": "false"}, scope(false, "P0100014", "Pilot", 25, 25), 25, off},
		"another collection":     {"reader", func(e *Env) { e.limited("P0100014") }, Attrs{"collection_id": Q("P0100015")}, scope(false, "P0100015", "Pilot - Berlin", 10, 10), 10, knownvalue.Null()},
		"all that one may see":   {"scoped", func(e *Env) { e.limited("P0100014") }, nil, scope(false, "P0100014", "Pilot", 25, 25), 24, off},
		"some are hidden": {"reader", func(e *Env) {
			e.Drift(world.Change{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100014"}, Set: map[string]any{"MemberCount": 30}})
		}, Attrs{"collection_id": Q("P0100014")}, scope(false, "P0100014", "Pilot", 30, 25), 24, knownvalue.Null()},
		"of another tenant": {"reader", func(*Env) {}, Attrs{"tenant": Q("fabrikam"), "collection_id": Q("CAS00014")}, scope(false, "CAS00014", "Pilot", 40, 40), 38, knownvalue.Null()},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := New(t, attached)
			tt.arrange(e)
			e.readDevices(tt.client, tt.attrs, tt.scope, value(devicesData, "upload_enabled", tt.enabled), value(devicesData, "truncated", knownvalue.Bool(false)),
				value(devicesData, "devices", knownvalue.ListSizeExact(int(tt.devices))), value(devicesData, "device_count", number(tt.devices)), value(devicesData, "total_in_scope", number(tt.devices)))
		})
	}
}

// TestDevicesRefused: what stands in the way is said with what to do.
func TestDevicesRefused(t *testing.T) {
	t.Parallel()
	e := New(t, attached)
	tests := map[string]struct {
		client  string
		attrs   Attrs
		wantErr string
	}{
		"no rights":             {"registrar", nil, "The account is no administrative user of ConfigMgr"},
		"all, but not to see":   {"scoped", nil, "the devices are those of All Systems (SMS00001), which this account does not see"},
		"hidden collection":     {"scoped", Attrs{"collection_id": Q("P0100020")}, "the collection P0100020 does not exist, or the account may not see it"},
		"no such collection":    {"reader", Attrs{"collection_id": Q("P01FFFFF")}, "the collection P01FFFFF does not exist, or the account may not see it"},
		"a collection of users": {"reader", Attrs{"collection_id": Q("P0100030")}, "is not one of devices but of type user"},
		"no id":                 {"reader", Attrs{"collection_id": Q("Pilot' or 1")}, "is not the id of a collection"},
		"control character":     {"reader", Attrs{"filter": `{ name_prefix = "a\nb" }`}, "has a control character"},
		"empty text":            {"reader", Attrs{"filter": `{ domain = "" }`}, "UTF-8 character count must be between 1 and 255"},
		"bad expression":        {"reader", Attrs{"filter": `{ name_regex = "(" }`}, "Unusable regular expression"},
		"unknown column":        {"reader", Attrs{"columns": `["colour"]`}, `value must be one of: ["domain"`},
		"no limit at all":       {"reader", Attrs{"limit": "0"}, "value must be at least 1"},
		"count with columns":    {"reader", Attrs{"count_only": "true", "columns": `["domain"]`}, "No use with count_only"},
		"count with a limit":    {"reader", Attrs{"count_only": "true", "limit": "5"}, "Leave out limit"},
	}
	refused := map[string]refusal{}
	for name, tt := range tests {
		refused[name] = refusal{"data devices", as(tt.client).With(tt.attrs), tt.wantErr}
	}
	refuses(t, e.Provider("reader", e.clients("registrar", "scoped")), refused)
	t.Run("the scope is gone", func(t *testing.T) {
		e := New(t, attached)
		e.limited("P0100099")
		e.RunLeaving(func() error { return nil }, resource.TestStep{Config: e.Provider("reader") + Data("devices"), ExpectError: said("the upload is limited to the collection P0100099, which does not exist, or the account may not see it")})
	})
}

// TestDevicesWarnings: what is no error is said all the same.
func TestDevicesWarnings(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		attached bool
		arrange  func(*Env)
		attrs    Attrs
		says     string
		devices  int64
	}{
		"not attached":      {false, func(*Env) {}, nil, "The hierarchy does not know the tenant", 0},
		"no upload service": {true, func(*Env) {}, nil, "has no upload service with an application of it", 398},
		"another's application": {true, func(e *Env) {
			e.Drift(world.Change{Object: "SMS_Azure_CloudService", Insert: true, Set: map[string]any{"Name": "upload", "ServiceType": int64(5), "AssociatedAADWebApplications": []any{int64(7)}}})
		}, nil, "has no upload service with an application of it", 398},
		"fewer than the collection says": {true, func(e *Env) {
			e.uploading()
			if err := e.Tenant("contoso").RemoveDevice(16777219); err != nil {
				t.Error(err)
			}
		}, nil, "it has 412 members, and the site shows 411 of them to this account", 397},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := New(t, func(seed *world.Seed) { seed.Tenant("contoso").CloudManagement = tt.attached })
			tt.arrange(e)
			p := e.Process(e.Provider("reader") + Data("devices", tt.attrs) + `output "n" { value = data.tenantattach_devices.this.device_count }`)
			if out := strings.Join(strings.Fields(strings.ReplaceAll(p.plan(2), "│", "")), " "); !strings.Contains(out, tt.says) || !strings.Contains(out, fmt.Sprintf("n = %d", tt.devices)) {
				t.Errorf("plan says %s", out)
			}
		})
	}
}

// TestDevicesFilter: each condition, at the site where it can decide it.
func TestDevicesFilter(t *testing.T) {
	t.Parallel()
	e := New(t)
	for id, name := range map[int64]string{1: "O'BRIEN-01", 2: "BÜRO-ÄÖ 02", 3: "A_B", 4: "AXB", 5: "100% & ? # + / 5"} {
		if err := e.Tenant("contoso").AddDevice("P0100016", world.Row{"ResourceID": id, "Name": name, "ClientVersion": "5.00.8968.1000"}); err != nil {
			t.Fatal(err)
		}
	}
	tests := map[string]struct {
		filter string
		site   string // what the site was asked for
		want   knownvalue.Check
		count  int64
	}{
		"prefix":          {`{ name_prefix = "CON-NB-00000" }`, "startswith(Name,'CON-NB-00000')", deviceNames("CON-NB-000002"), 1},
		"part":            {`{ name_contains = "PC-00000" }`, "contains(Name,'PC-00000')", deviceNames("CON-PC-000001", "CON-PC-000004"), 2},
		"expression":      {`{ name_regex = "^CON-(VM|NB)-0+[23]$" }`, "", deviceNames("CON-NB-000002", "CON-VM-000003"), 2},
		"domain":          {`{ domain = "DMZ" }`, "Domain eq 'DMZ'", deviceNames("CON-PC-000004"), 1},
		"site code":       {`{ site_code = "P02" }`, "SiteCode eq 'P02'", deviceNames(), 0},
		"version":         {`{ client_version_prefix = "5.00.8968." }`, "startswith(ClientVersion,'5.00.8968.')", knownvalue.ListSizeExact(5), 5},
		"active":          {`{ active = true, name_prefix = "CON-" }`, "IsActive eq true", knownvalue.ListSizeExact(4), 4},
		"not active":      {`{ active = false }`, "", deviceNames(), 0},
		"not obsolete":    {`{ obsolete = false, name_prefix = "CON-PC" }`, "startswith(Name,'CON-PC')", deviceNames("CON-PC-000001", "CON-PC-000004"), 2},
		"a quote":         {`{ name_prefix = "O'B" }`, "startswith(Name,'O''B')", deviceNames("O'BRIEN-01"), 1},
		"beyond ASCII":    {`{ name_contains = "RO-ÄÖ 0" }`, "contains(Name,'RO-ÄÖ 0')", deviceNames("BÜRO-ÄÖ 02"), 1},
		"signs of a URL":  {`{ name_contains = "% & ? # + / " }`, "contains(Name,'% & ? # + / ')", deviceNames("100% & ? # + / 5"), 1},
		"an underline":    {`{ name_prefix = "A_B" }`, "startswith(Name,'A_B')", deviceNames("A_B"), 1},
		"trying to leave": {`{ name_prefix = "') or startswith(Name,'" }`, "startswith(Name,''') or startswith(Name,''')", deviceNames(), 0},
	}
	config, checks := e.Provider("reader"), []statecheck.StateCheck{}
	for name, tt := range tests {
		listed, counted := strings.ReplaceAll(name, " ", "_"), strings.ReplaceAll(name, " ", "_")+"_counted"
		attrs := Attrs{"collection_id": Q("P0100016"), "filter": tt.filter}
		config += Block(`data "tenantattach_devices" "`+listed+`"`, attrs) + Block(`data "tenantattach_devices" "`+counted+`"`, attrs.With(Attrs{"count_only": "true"}))
		listed, counted = "data.tenantattach_devices."+listed, "data.tenantattach_devices."+counted
		checks = append(checks, value(listed, "devices", tt.want), value(listed, "device_count", number(tt.count)), value(listed, "total_in_scope", number(9)),
			value(counted, "devices", knownvalue.Null()), value(counted, "device_count", number(tt.count)))
	}
	e.Lab.Recorder().ClearJournal()
	e.RunLeaving(func() error { return nil }, resource.TestStep{Config: config, ConfigStateChecks: checks})
	asked := e.deviceQueries()
	for name, tt := range tests {
		if tt.site != "" && !slices.ContainsFunc(asked, func(q url.Values) bool { return strings.Contains(q.Get("$filter"), tt.site) }) {
			t.Errorf("%s: the site was not asked for %s", name, tt.site)
		}
	}
}

// deviceQueries are the query options of the requests for devices, without those that count.
func (e *Env) deviceQueries() []url.Values {
	e.t.Helper()
	out := []url.Values{}
	for _, r := range e.Lab.Recorder().Journal() {
		if r.Kind != wire.KindAdminService || !strings.HasSuffix(r.Path, "/"+world.DeviceClass) {
			continue
		}
		q, err := url.ParseQuery(r.Query)
		if err != nil {
			e.t.Fatal(err)
		}
		out = append(out, q)
	}
	return out
}

// TestDevicesColumns: a device has what was asked for and nothing else, and nothing else is asked of the site.
func TestDevicesColumns(t *testing.T) {
	t.Parallel()
	e := New(t)
	first := func(attributes map[string]knownvalue.Check) statecheck.StateCheck {
		attributes["resource_id"], attributes["name"] = number(16777219), knownvalue.StringExact("CON-PC-000001")
		return statecheck.ExpectKnownValue(devicesData, path("devices").AtSliceIndex(0), knownvalue.ObjectExact(attributes))
	}
	text, yes := knownvalue.StringExact, knownvalue.Bool(true)
	no := knownvalue.Bool(false)
	tests := map[string]struct {
		columns, selects string
		want             map[string]knownvalue.Check
	}{
		"none": {"", "ResourceID,Name,IsClient", map[string]knownvalue.Check{}},
		"some": {`["client_version", "domain"]`, "ResourceID,Name,Domain,ClientVersion,IsClient", map[string]knownvalue.Check{"domain": text("CORP"), "client_version": text("5.00.9141.1000")}},
		"all": {
			`["domain", "site_code", "sms_id", "client_version", "device_category", "device_owner", "approval", "client", "active", "obsolete", "decommissioned", "blocked", "assigned", "direct_member", "virtual_machine", "internet_enabled", "always_internet"]`,
			"ResourceID,Name,Domain,SiteCode,SMSID,ClientVersion,DeviceCategory,DeviceOwner,IsApproved,IsClient,IsActive,IsObsolete,IsDecommissioned,IsBlocked,IsAssigned,IsDirect,IsVirtualMachine,IsInternetEnabled,IsAlwaysInternet",
			map[string]knownvalue.Check{
				"domain": text("CORP"), "site_code": text("P01"), "sms_id": knownvalue.StringRegexp(said("GUID:")), "client_version": text("5.00.9141.1000"), "device_category": knownvalue.Null(),
				"device_owner": text("company"), "approval": text("approved"), "client": yes, "active": yes, "obsolete": no, "decommissioned": no, "blocked": no, "assigned": yes,
				"direct_member": yes, "virtual_machine": no, "internet_enabled": yes, "always_internet": no,
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			one := *e
			one.t = t
			e.Lab.Recorder().ClearJournal()
			one.readDevices("reader", Attrs{"collection_id": Q("P0100016"), "columns": tt.columns}, first(tt.want))
			for _, q := range one.deviceQueries() {
				if q.Get("$select") != tt.selects {
					t.Errorf("selects %s", q.Get("$select"))
				}
			}
		})
	}
}
