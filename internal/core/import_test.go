package core

import "testing"

func TestParseImportID(t *testing.T) {
	tests := map[string]struct {
		want ImportID
		ok   bool
	}{
		"id":            {ImportID{ID: "id"}, true},
		"contoso/id":    {ImportID{Tenant: "contoso", ID: "id"}, true},
		"emea/north/id": {ImportID{Tenant: "emea/north", ID: "id"}, true},
		"":              {},
		"/id":           {},
		"contoso/":      {},
		".":             {want: ImportID{ID: "."}},
		"contoso/..":    {want: ImportID{Tenant: "contoso", ID: ".."}},
	}
	for raw, tt := range tests {
		got, err := ParseImportID(raw, "id")
		if (err == nil) != tt.ok || got != tt.want {
			t.Errorf("%q: got %+v, %v", raw, got, err)
		}
	}
}

func FuzzParseImportID(f *testing.F) {
	for _, seed := range []string{"id", "a/b", "/", "//", "a/b/c", "\x00/\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := ParseImportID(raw, "id")
		if err != nil {
			return
		}
		if back := got.ID; got.Tenant != "" && got.Tenant+"/"+back != raw || got.Tenant == "" && back != raw {
			t.Errorf("%q became %+v", raw, got)
		}
	})
}
