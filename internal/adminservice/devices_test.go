package adminservice

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// deviceRows is a page of devices with these ids.
func deviceRows(ids ...int64) reply {
	rows := []string{}
	for _, id := range ids {
		rows = append(rows, fmt.Sprintf(`{"ResourceID":%d,"Name":"PC%d","IsClient":true}`, id, id))
	}
	return wiretest.List(rows...)
}

func thousand(first int64) []int64 {
	ids := []int64{}
	for i := range int64(pageSize) {
		ids = append(ids, first+i)
	}
	return ids
}

// devicesOf reads the ids of a query.
func devicesOf(ctx context.Context, c *Client, q DeviceQuery) (ids []int64, settled bool, err error) {
	settled, err = c.Devices(ctx, q, func(d Device) bool {
		ids = append(ids, d.ID)
		return true
	})
	return ids, settled, err
}

// deviceURI is the request for a page: the condition on the collection, what follows it, and what comes before and after.
func deviceURI(filter, rest string) string {
	escaped := readable.Replace(url.QueryEscape(filter))
	return "GET SMS_FullCollectionMembership?$filter=" + escaped + rest
}

const ordered, chosen = "&$orderby=ResourceID", "&$select=ResourceID,Name&$top=1000"

func after(id int64) string {
	return deviceURI(fmt.Sprintf("CollectionID eq 'P0100014' and ResourceID gt %d", id), ordered+chosen)
}

// TestDevicePages: pages are read until one is empty, whatever their size, each after the last id.
func TestDevicePages(t *testing.T) {
	tests := map[string]struct {
		pages []reply
		last  []int64 // the id after which each page is asked for
		want  int
	}{
		"short":                {[]reply{deviceRows(5, 7), deviceRows()}, []int64{0, 7}, 2},
		"full, then empty":     {[]reply{deviceRows(thousand(1)...), deviceRows()}, []int64{0, 1000}, 1000},
		"full, full, short":    {[]reply{deviceRows(thousand(1)...), deviceRows(thousand(2001)...), deviceRows(9000), deviceRows()}, []int64{0, 1000, 3000, 9000}, 2001},
		"the site caps pages":  {[]reply{deviceRows(1, 2), deviceRows(3, 4), deviceRows(5), deviceRows()}, []int64{0, 2, 4, 5}, 5},
		"the site sends all":   {[]reply{deviceRows(slices.Concat(thousand(1), thousand(1001))...), deviceRows()}, []int64{0, 2000}, 2000},
		"numbers come as text": {[]reply{wiretest.List(`{"ResourceID":"5","Name":"A"}`, `{"ResourceID":"16","Name":"B"}`), deviceRows()}, []int64{0, 16}, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.pages...)
			c, _ := s.client()
			ids, settled, err := devicesOf(t.Context(), c, DeviceQuery{Collection: "P0100014"})
			if err != nil || !settled || len(ids) != tt.want || !slices.IsSorted(ids) {
				t.Errorf("got %d devices, settled %v, %v", len(ids), settled, err)
			}
			want := []string{}
			for _, id := range tt.last {
				want = append(want, after(id))
			}
			s.checkURIs(want...)
		})
	}
}

// TestDevicesStop: nothing more is asked for once enough was taken.
func TestDevicesStop(t *testing.T) {
	s := newScript(t, deviceRows(1, 2, 3))
	c, _ := s.client()
	n := 0
	if _, err := c.Devices(t.Context(), DeviceQuery{Collection: "P0100014"}, func(Device) bool { n++; return n < 2 }); err != nil || n != 2 {
		t.Errorf("took %d, %v", n, err)
	}
	s.checkURIs(after(0))
}

// TestDeviceWays: a site that refuses a query is asked in another way; access denied is no such refusal.
func TestDeviceWays(t *testing.T) {
	bad := refusal(400, "400", "The query specified in the URI is not valid.")
	const chosen = "&$select=ResourceID,Name,IsClient&$top=1000"
	collection, ends := "CollectionID eq 'P0100014'", "endswith(CollectionID,'P0100014')"
	first := deviceURI(collection+" and ResourceID gt 0 and IsClient eq true", ordered+chosen)
	plain := deviceURI(collection+" and ResourceID gt 0", ordered+chosen)
	plainNext := deviceURI(collection+" and ResourceID gt 2", ordered+chosen)
	byEnd := deviceURI(ends+" and ResourceID gt 0", ordered+chosen)
	byEndNext := deviceURI(ends+" and ResourceID gt 2", ordered+chosen)
	skipping := func(filter string, n int) string {
		return deviceURI(filter, "&$select=ResourceID,Name,IsClient"+fmt.Sprintf("&$skip=%d&$top=1000", n))
	}
	tests := map[string]struct {
		replies []reply
		want    []string
		ids     string
		settled bool
		says    string
	}{
		"a filter is refused":            {[]reply{bad, wiretest.List(`{"ResourceID":1,"IsClient":false}`, `{"ResourceID":2,"IsClient":true}`), deviceRows()}, []string{first, plain, plainNext}, "[2]", true, ""},
		"eq with a text is refused":      {[]reply{absent, proof, absent, proof, deviceRows(1, 2), deviceRows()}, []string{first, probeURI, plain, probeURI, byEnd, byEndNext}, "[1 2]", true, ""},
		"order is refused":               {[]reply{bad, bad, bad, deviceRows(2, 1), deviceRows(1, 3), deviceRows()}, []string{first, plain, byEnd, skipping(collection, 0), skipping(collection, 2), skipping(collection, 4)}, "[2 1 3]", false, ""},
		"order is ignored":               {[]reply{deviceRows(2, 1), deviceRows(2, 1), deviceRows(2, 1), deviceRows(2, 1), deviceRows()}, []string{first, plain, byEnd, skipping(collection, 0), skipping(collection, 2)}, "[2 1]", false, ""},
		"order and skip are ignored":     {[]reply{bad, bad, bad, deviceRows(2, 1), deviceRows(2, 1)}, []string{first, plain, byEnd, skipping(collection, 0), skipping(collection, 2)}, "[2 1]", false, ""},
		"all is refused":                 {[]reply{refusal(500, "500", "first"), bad, bad, bad, bad}, []string{first, plain, byEnd, skipping(collection, 0), skipping(ends, 0)}, "[]", false, "first"},
		"access denied":                  {[]reply{denied}, []string{first}, "[]", false, "Read-only Analyst"},
		"access cannot be proven":        {[]reply{absent, denied}, []string{first, probeURI}, "[]", false, "could not be proven"},
		"no device":                      {[]reply{deviceRows(), proof}, []string{first, probeURI}, "[]", true, ""},
		"no device, and no right":        {[]reply{deviceRows(), denied}, []string{first, probeURI}, "[]", true, "Access denied"},
		"the last id is ignored later":   {[]reply{deviceRows(1, 2), deviceRows(1, 2)}, []string{first, deviceURI(collection+" and ResourceID gt 2 and IsClient eq true", ordered+chosen)}, "[1 2]", false, "(2 devices were read before)"},
		"a page is lost":                 {[]reply{deviceRows(1, 2), refusal(500, "500", "WMI failed")}, []string{first, deviceURI(collection+" and ResourceID gt 2 and IsClient eq true", ordered+chosen)}, "[1 2]", false, "WMI failed"},
		"what comes is not a device":     {[]reply{wiretest.List(`{"ResourceID":"hush"}`)}, []string{first}, "[]", false, "not a whole number"},
		"an id that is none":             {[]reply{wiretest.List(`{"Name":"A"}`), wiretest.List(`{"Name":"A"}`), wiretest.List(`{"Name":"A"}`), bad, bad}, []string{first, plain, byEnd, skipping(collection, 0), skipping(ends, 0)}, "[]", false, "not in the order of ResourceID"},
		"another page of the same proxy": {[]reply{{Status: 502, Body: "<html>"}}, []string{first}, "[]", false, "502"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.replies...)
			c, _ := s.client()
			ids, settled, err := devicesOf(t.Context(), c, DeviceQuery{Collection: "P0100014", Filter: DeviceFilter{Clients: true}})
			if fmt.Sprint(ids) != tt.ids || settled != tt.settled || (err == nil) != (tt.says == "") || err != nil && (!strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "hush")) {
				t.Errorf("got %v, settled %v, %v", ids, settled, err)
			}
			s.checkURIs(tt.want...)
		})
	}
}

// TestDeviceCount: the number alone where the site gives it and it is the number that was asked for, else by reading.
func TestDeviceCount(t *testing.T) {
	yes, no := true, false
	tests := map[string]struct {
		filter  DeviceFilter
		replies []reply
		want    []string
		n       int64
		says    string
	}{
		"a number":             {DeviceFilter{Clients: true}, []reply{wiretest.OK("12")}, []string{"/$count?$filter=CollectionID eq 'P0100014' and IsClient eq true"}, 12, ""},
		"with a mark":          {DeviceFilter{}, []reply{wiretest.OK("\ufeff12\r\n")}, []string{"/$count?$filter=CollectionID eq 'P0100014'"}, 12, ""},
		"as a text":            {DeviceFilter{}, []reply{wiretest.OK(`"12"`)}, []string{"/$count?$filter=CollectionID eq 'P0100014'"}, 12, ""},
		"all conditions":       {DeviceFilter{NamePrefix: "O'B", Domain: "CORP", Active: &yes}, []reply{wiretest.OK("1")}, []string{"/$count?$filter=CollectionID eq 'P0100014' and IsActive eq true and startswith(Name,'O''B') and Domain eq 'CORP'"}, 1, ""},
		"none":                 {DeviceFilter{}, []reply{wiretest.OK("0"), proof}, []string{"/$count?$filter=CollectionID eq 'P0100014'", "probe"}, 0, ""},
		"none, and no right":   {DeviceFilter{}, []reply{wiretest.OK("0"), denied}, []string{"/$count?$filter=CollectionID eq 'P0100014'", "probe"}, 0, "Access denied"},
		"access denied":        {DeviceFilter{}, []reply{denied}, []string{"/$count?$filter=CollectionID eq 'P0100014'"}, 0, "Read-only Analyst"},
		"no number":            {DeviceFilter{}, []reply{wiretest.OK("hush")}, []string{"/$count?$filter=CollectionID eq 'P0100014'"}, 0, "the answer is not a number"},
		"not taken":            {DeviceFilter{}, []reply{refusal(400, "400", "x"), deviceRows(1, 2), deviceRows()}, []string{"/$count?$filter=CollectionID eq 'P0100014'", "?$filter=CollectionID eq 'P0100014' and ResourceID gt 0" + ordered + chosen, "?$filter=CollectionID eq 'P0100014' and ResourceID gt 2" + ordered + chosen}, 2, ""},
		"may be a pattern":     {DeviceFilter{NamePrefix: "PC_"}, []reply{wiretest.List(`{"ResourceID":1,"Name":"PCX1"}`, `{"ResourceID":2,"Name":"pc_1"}`), deviceRows()}, []string{"?$filter=CollectionID eq 'P0100014' and ResourceID gt 0 and startswith(Name,'PC_')" + ordered + chosen, "?$filter=CollectionID eq 'P0100014' and ResourceID gt 2 and startswith(Name,'PC_')" + ordered + chosen}, 1, ""},
		"what must not be set": {DeviceFilter{Obsolete: &no}, []reply{wiretest.List(`{"ResourceID":1,"IsObsolete":null}`, `{"ResourceID":2,"IsObsolete":true}`), deviceRows()}, []string{"?$filter=CollectionID eq 'P0100014' and ResourceID gt 0" + ordered + "&$select=ResourceID,Name,IsObsolete&$top=1000", "?$filter=CollectionID eq 'P0100014' and ResourceID gt 2" + ordered + "&$select=ResourceID,Name,IsObsolete&$top=1000"}, 1, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.replies...)
			c, _ := s.client()
			n, err := c.CountDevices(t.Context(), DeviceQuery{Collection: "P0100014", Filter: tt.filter, Columns: []string{"Domain"}})
			if n != tt.n || (err == nil) != (tt.says == "") || err != nil && (!strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "hush")) {
				t.Errorf("got %d, %v", n, err)
			}
			got := []string{}
			for _, r := range s.Done() {
				plain, _ := url.QueryUnescape(strings.TrimPrefix(r.URI, "/AdminService/wmi/SMS_FullCollectionMembership"))
				if strings.HasPrefix(r.URI, "/AdminService/wmi/SMS_Identification") {
					plain = "probe"
				}
				got = append(got, plain)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("sent %q, want %q", got, tt.want)
			}
		})
	}
}

// TestDeviceColumns: only what is asked for is selected, with what the filter needs, and what is empty stays empty.
func TestDeviceColumns(t *testing.T) {
	s := newScript(t, wiretest.List(`{"ResourceID":1,"Name":"A","SMSID":"GUID:X","IsDirect":null,"IsApproved":1,"IsObsolete":false,"Domain":"CORP"}`))
	c, _ := s.client()
	var got Device
	_, err := c.Devices(t.Context(), DeviceQuery{Collection: "P0100014", Columns: []string{"SMSID", "IsDirect", "IsApproved", "IsObsolete"}, Filter: DeviceFilter{Domain: "corp"}}, func(d Device) bool {
		got = d
		return false
	})
	if err != nil || *got.SMSID != "GUID:X" || got.Direct != nil || *got.Approval != 1 || *got.Obsolete || *got.Domain != "CORP" || got.Active != nil || got.ClientVersion != nil {
		t.Errorf("got %+v, %v", got, err)
	}
	s.checkURIs(deviceURI("CollectionID eq 'P0100014' and ResourceID gt 0 and Domain eq 'corp'", ordered+"&$select=ResourceID,Name,SMSID,IsDirect,IsApproved,IsObsolete,Domain&$top=1000"))
}

// TestDeviceQueriesRefused: what cannot be asked for is not asked for.
func TestDeviceQueriesRefused(t *testing.T) {
	s := newScript(t)
	c, _ := s.client()
	for says, q := range map[string]DeviceQuery{
		"has no property AADDeviceID":            {Collection: "P0100014", Columns: []string{"AADDeviceID"}},
		"filter for Name has a control":          {Collection: "P0100014", Filter: DeviceFilter{NameContains: "a\nb"}},
		"filter for ClientVersion has a control": {Collection: "P0100014", Filter: DeviceFilter{VersionPrefix: "5\x00"}},
		"id of the collection has a control":     {Collection: "P01\r0014"},
	} {
		if _, _, err := devicesOf(t.Context(), c, q); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
		if _, err := c.CountDevices(t.Context(), q); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
	s.Done()
}
