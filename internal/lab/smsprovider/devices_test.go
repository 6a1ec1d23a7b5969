package smsprovider

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const devices = world.DeviceClass

// TestDevicesMatchCollections: each device collection has as many members as it says, in the one that it is limited to.
func TestDevicesMatchCollections(t *testing.T) {
	s := newSite(t, nil)
	for _, c := range s.rows(reader, "SMS_Collection?$filter=CollectionType eq 2") {
		id, limit := textOf(c["CollectionID"]), textOf(c["LimitToCollectionID"])
		ids := s.members(id)
		if n := s.wmi(reader, http.MethodGet, devices+"/$count?$filter=CollectionID eq '"+id+"'", "").body; fmt.Sprint(len(ids)) != n || n != textOf(c["MemberCount"]) {
			t.Errorf("%s: %d rows, $count %s, MemberCount %v", id, len(ids), n, c["MemberCount"])
		}
		if limit == "" {
			continue
		}
		wider := s.members(limit)
		for _, device := range ids {
			if !slices.Contains(wider, device) {
				t.Fatalf("%s: %s is not in %s", id, device, limit)
			}
		}
	}
	if n := s.wmi(reader, http.MethodGet, devices+"/$count?$filter=CollectionID eq 'SMS00001' and IsClient eq true", "").body; n != "398" {
		t.Errorf("clients: %s", n)
	}
	if a, b := s.members("P0100014"), s.members("P0100020"); slices.ContainsFunc(a, func(id string) bool { return slices.Contains(b, id) }) {
		t.Error("pilot devices are servers")
	}
}

func (s *site) members(collection string) []string {
	s.t.Helper()
	return strings.Fields(s.texts(reader, devices+"?$select=ResourceID&$orderby=ResourceID&$filter=CollectionID eq '"+collection+"'", "ResourceID"))
}

// TestDeviceQueries: the shortcuts of the lab give what the query engine gives without them.
func TestDeviceQueries(t *testing.T) {
	s := newSite(t, nil)
	all := s.members("P0100014")
	list := func(ids []string) string { return strings.Join(ids, " ") }
	backwards := slices.Clone(all)
	slices.Reverse(backwards)
	tests := map[string]string{
		"?$filter=CollectionID eq 'P0100014' and ResourceID gt " + all[3] + "&$orderby=ResourceID":                list(all[4:]),
		"?$filter=CollectionID eq 'P0100014' and ResourceID gt " + all[3] + "&$orderby=ResourceID&$top=2":         list(all[4:6]),
		"?$filter=ResourceID gt " + all[3] + " and CollectionID eq 'P0100014'&$orderby=ResourceID&$top=2&$skip=1": list(all[5:7]),
		"?$filter=ResourceID gt " + all[3] + " and endswith(CollectionID,'P0100014')&$orderby=ResourceID&$top=2":  list(all[4:6]),
		"?$filter=CollectionID eq 'P0100014'":                                                                               list(backwards),
		"?$filter=CollectionID eq 'P0100014'&$orderby=ResourceID desc":                                                      list(backwards),
		"?$filter=CollectionID eq 'P0100014' and ResourceID gt 0 and startswith(Name,'CON-NB-')&$orderby=ResourceID&$top=2": list([]string{all[1], all[4]}),
		"?$filter=CollectionID eq 'P0100016' or CollectionID eq 'none' and ResourceID gt 99999999&$orderby=ResourceID":      list(all[:4]),
		"?$filter=CollectionID eq 'none'":                                                                                   "",
	}
	for query, want := range tests {
		if got := s.texts(reader, devices+query, "ResourceID"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", query, got, want)
		}
	}
	row := s.rows(reader, fmt.Sprintf("%s(CollectionID='P0100014',ResourceID=%s)", devices, all[0]))[0]
	if row["Name"] != "CON-PC-000001" || row["IsClient"] != true || row["ClientVersion"] != "5.00.9141.1000" || row["@odata.etag"] != "P0100014;"+all[0] {
		t.Errorf("one: %v", row)
	}
}

// TestDeviceScope: an account sees the members of the collections that it sees, and of no other.
func TestDeviceScope(t *testing.T) {
	s := newSite(t, nil)
	for collection, want := range map[string]int{"P0100014": 25, "P0100016": 4, "P0100020": 0, "SMS00001": 0} {
		if got := s.rows(scoped, devices+"?$filter=CollectionID eq '"+collection+"'"); len(got) != want {
			t.Errorf("%s: %d rows", collection, len(got))
		}
	}
	if got := s.rows(odd, devices); len(got) != 0 {
		t.Errorf("without rights: %d rows", len(got))
	}
	if got := s.wmi(stranger, http.MethodGet, devices, ""); got.status != 404 || got.body != denied {
		t.Errorf("a stranger: %d %s", got.status, got.body)
	}
}

// TestPageCap: a site may give fewer rows than it is asked for, and does not say so.
func TestPageCap(t *testing.T) {
	s := newSite(t, func(seed *world.TenantSeed) { seed.Hierarchy.PageCap = 3 })
	for query, want := range map[string]int{"?$top=1000": 3, "?$top=2": 2, "": 3} {
		if got := s.rows(reader, devices+query); len(got) != want {
			t.Errorf("%s: %d rows", query, len(got))
		}
	}
	if body := s.wmi(reader, http.MethodGet, devices+"?$top=1000", "").body; strings.Contains(body, "nextLink") {
		t.Error("it says that there are more")
	}
}

// TestRefusedOptions: a site may take less than others.
func TestRefusedOptions(t *testing.T) {
	s := newSite(t, func(seed *world.TenantSeed) { seed.Hierarchy.Refused = []string{"$orderby"} })
	for query, want := range map[string]int{"?$top=1&$orderby=ResourceID": 400, "?$top=1": 200} {
		if got := s.wmi(reader, http.MethodGet, devices+query, ""); got.status != want {
			t.Errorf("%s: %d %s", query, got.status, got.body)
		}
	}
}

// TestDevicesComeAndGo: what is added and removed shows in every collection that it is in, until a reset.
func TestDevicesComeAndGo(t *testing.T) {
	s := newSite(t, nil)
	if err := s.tenant.AddDevice("P0100015", world.Row{"ResourceID": int64(5), "Name": "O'BRIEN-Ü"}); err != nil {
		t.Fatal(err)
	}
	gone := int64(16777220) // the second
	if err := s.tenant.RemoveDevice(gone); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"SMS00001", "P0100014", "P0100015"} {
		if got := s.members(id); got[0] != "5" || slices.Contains(got, fmt.Sprint(gone)) {
			t.Errorf("%s: %v", id, got)
		}
	}
	if got := s.texts(reader, devices+"?$filter=startswith(Name,'O''BRIEN-Ü') and CollectionID eq 'P0100014'", "ResourceID"); got != "5" {
		t.Errorf("by its name: %s", got)
	}
	if err := s.tenant.RemoveDevice(5); err != nil {
		t.Fatal(err)
	}
	if got := s.members("P0100014"); got[0] == "5" || len(got) != 24 {
		t.Errorf("after: %v", got)
	}
	if s.tenant.RemoveDevice(7) == nil || s.tenant.AddDevice("P0100099", nil) == nil {
		t.Error("removes or adds what cannot be")
	}
	if now, err := s.world.Dump(""); err != nil || !strings.Contains(string(now), "removedDevices") {
		t.Errorf("a dump does not show what is gone: %v", err)
	}
	s.world.Reset()
	if now, err := s.world.Dump(""); err != nil || strings.Contains(string(now), "removedDevices") || strings.Contains(string(now), devices) {
		t.Errorf("a reset leaves something: %v", err)
	}
}

// TestManyDevices: a site of 200,000 devices starts like any other, and a page is made alone, wherever it is.
func TestManyDevices(t *testing.T) {
	s := newSite(t, func(seed *world.TenantSeed) {
		for i := range seed.Collections {
			if c := &seed.Collections[i]; c.ID == "SMS00001" || c.ID == "SMSDM003" {
				c.Members = 200_000
			}
		}
	})
	if err := s.tenant.Hierarchy.Update(func(*world.Tables) error { return nil }); err != nil {
		t.Fatal(err)
	}
	dump, err := s.world.Dump("")
	if err != nil || len(dump) > 1<<20 {
		t.Errorf("a dump of %d bytes, %v", len(dump), err)
	}
	page := s.rows(reader, devices+"?$select=ResourceID,Name&$filter=CollectionID eq 'SMS00001' and ResourceID gt 16990000&$orderby=ResourceID&$top=1000")
	if len(page) != 1000 || textOf(page[0]["ResourceID"]) != "16990001" {
		t.Errorf("%d rows, the first %v", len(page), page[0])
	}
}
