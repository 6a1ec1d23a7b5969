package acceptance

import (
	"fmt"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// capped is a seed whose contoso gives few rows at a time.
func capped(rows int) func(*world.Seed) {
	return func(seed *world.Seed) { seed.Tenant("contoso").Hierarchy.PageCap = rows }
}

// TestDevicesLimit: a limit says whether it left something out, and no more is asked for than it takes.
func TestDevicesLimit(t *testing.T) {
	t.Parallel()
	e := New(t, capped(3))
	tests := map[string]struct {
		limit     string
		devices   int64
		truncated bool
	}{
		"below":   {"3", 3, true},
		"just so": {"24", 24, false},
		"above":   {"100", 24, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			one := *e
			one.t = t
			one.readDevices("reader", Attrs{"collection_id": Q("P0100014"), "limit": tt.limit},
				value(devicesData, "device_count", number(tt.devices)), value(devicesData, "devices", knownvalue.ListSizeExact(int(tt.devices))),
				value(devicesData, "truncated", knownvalue.Bool(tt.truncated)), value(devicesData, "total_in_scope", number(24)))
		})
	}
	e.Lab.Recorder().ClearJournal()
	e.Process(e.Provider("reader") + Data("devices", Attrs{"collection_id": Q("P0100014"), "limit": "3"})).plan(0)
	if n := len(e.deviceQueries()); n != 2 {
		t.Errorf("asked for %d pages", n)
	}
}

// TestDevicesCountOnly: the site counts, and no device is asked for.
func TestDevicesCountOnly(t *testing.T) {
	t.Parallel()
	e := New(t, attached)
	e.readDevices("reader", Attrs{"count_only": "true"}, value(devicesData, "device_count", number(398)), value(devicesData, "total_in_scope", number(398)),
		value(devicesData, "devices", knownvalue.Null()), value(devicesData, "truncated", knownvalue.Bool(false)))
	if asked := e.deviceQueries(); len(asked) != 0 {
		t.Errorf("asked for %v", asked)
	}
}

// TestDevicesWithoutCount: a site that does not count is read instead, and what is not needed stays unknown.
func TestDevicesWithoutCount(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.Fault(wire.Fault{Kind: wire.KindAdminService, Path: `/\$count$`, Status: 400})
	e.readDevices("reader", Attrs{"collection_id": Q("P0100014"), "count_only": "true", "filter": `{ domain = "DMZ" }`},
		value(devicesData, "device_count", number(3)), value(devicesData, "total_in_scope", knownvalue.Null()))
}

// TestDevicesPages: a site that gives fewer rows than it is asked for shows all of them, in their order.
func TestDevicesPages(t *testing.T) {
	t.Parallel()
	e := New(t, capped(4))
	e.readDevices("reader", Attrs{"collection_id": Q("P0100015")}, value(devicesData, "devices", deviceNames(
		"CON-PC-000001", "CON-NB-000002", "CON-VM-000003", "CON-PC-000004", "CON-NB-000005", "CON-VM-000006", "CON-PC-000007", "CON-NB-000008", "CON-VM-000009", "CON-PC-000010",
	)))
	e.Lab.Recorder().ClearJournal()
	e.Process(e.Provider("reader") + Data("devices", Attrs{"collection_id": Q("P0100015")})).plan(0)
	if n := len(e.deviceQueries()); n != 4 { // of 4, 4, 2 and none
		t.Errorf("asked for %d pages", n)
	}
}

// TestDevicesUnordered: a site that orders nothing is read all the same, and that something may be missing is said.
func TestDevicesUnordered(t *testing.T) {
	t.Parallel()
	e := New(t, capped(4), func(seed *world.Seed) { seed.Tenant("contoso").Hierarchy.Refused = []string{"$orderby"} })
	p := e.Process(e.Provider("reader") + Data("devices", Attrs{"collection_id": Q("P0100016"), "only_clients": "false", "filter": `{ name_contains = "M-0" }`}) + Block(`data "tenantattach_devices" "all"`, Attrs{"collection_id": Q("P0100015")}) + `
output "few" { value = join(" ", data.tenantattach_devices.this.devices[*].name) }
output "all" { value = join(" ", data.tenantattach_devices.all.devices[*].name) }
`)
	out := p.apply()
	for _, want := range []string{"Devices may be missing", `few = "CON-VM-000003"`, `all = "CON-PC-000001 CON-NB-000002 CON-VM-000003 CON-PC-000004 CON-NB-000005 CON-VM-000006 CON-PC-000007 CON-NB-000008 CON-VM-000009 CON-PC-000010"`} {
		if !said(want).MatchString(out) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

// TestDevicesComeAndGo: devices that are added and removed between two pages do not hide others, nor make them show twice.
func TestDevicesComeAndGo(t *testing.T) {
	t.Parallel()
	e := New(t, capped(4))
	contoso := e.Tenant("contoso")
	var failed error
	change := sync.OnceFunc(func() { // after the first page, which has 1 to 4
		for _, id := range []int64{16777219, 16777221, 16777224} { // 1, 3 and 6 go
			if err := contoso.RemoveDevice(id); err != nil {
				failed = err
			}
		}
		for _, id := range []int64{1, 16777300} { // one comes before all others, one after them
			if err := contoso.AddDevice("P0100015", world.Row{"ResourceID": id, "Name": fmt.Sprintf("NEW-%d", id)}); err != nil {
				failed = err
			}
		}
	})
	e.Fault(wire.Fault{Kind: wire.KindAdminService, Path: "/" + world.DeviceClass + "$", Skip: 1, Times: 1, OnStrike: change})
	p := e.Process(e.Provider("reader") + Data("devices", Attrs{"collection_id": Q("P0100015")}) + `output "names" { value = join(" ", data.tenantattach_devices.this.devices[*].name) }`)
	p.apply()
	if failed != nil {
		t.Fatal(failed)
	}
	const want = "CON-PC-000001 CON-NB-000002 CON-VM-000003 CON-PC-000004 CON-NB-000005 CON-PC-000007 CON-NB-000008 CON-VM-000009 CON-PC-000010 NEW-16777300\n"
	if got := p.want(0, "output", "-raw", "names") + "\n"; got != want {
		t.Errorf("got %s", got)
	}
}

// TestDevicesMany: a whole site of 20,000 devices, through the state of Terraform, in as many requests as it has pages.
func TestDevicesMany(t *testing.T) {
	t.Parallel()
	const all = 20_000
	e := New(t, attached, func(seed *world.Seed) {
		for i := range seed.Tenant("contoso").Collections {
			if c := &seed.Tenant("contoso").Collections[i]; c.ID == "SMS00001" || c.ID == "SMSDM003" {
				c.Members = all
			}
		}
	})
	p := e.Process(e.Provider("reader") + Data("devices") + `
output "length" { value = length(data.tenantattach_devices.this.devices) }
output "unique" { value = length(toset(data.tenantattach_devices.this.devices[*].resource_id)) }
output "last" { value = data.tenantattach_devices.this.devices[19999].name }
`)
	out := p.apply()
	for _, want := range []string{`last = "CON-NB-020000"`, "length = 20000", "unique = 20000"} {
		if !said(want).MatchString(out) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	if n := len(e.deviceQueries()); n != all/1000+1 {
		t.Errorf("asked for %d pages", n)
	}
}
