package smsprovider

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// systemRolePath is the path of a role of the site server.
func systemRolePath(s *site, role string) string {
	server := s.tenant.Hierarchy.Profile.Server
	quote := func(s string) string { return "'" + url.PathEscape(strings.ReplaceAll(s, "'", "''")) + "'" }
	item := `["Display=\\` + server + `\"]MSWNET:["SMS_SITE=P01"]\\` + server + `\,` + role
	return systemRoleClass + "(FileType=2,ItemName=" + quote(item) + ",ItemType=" + quote("System Resource Usage") + ",SiteCode='P01')"
}

// systemRoleBody is a row as it is sent back: without what belongs to the service, and without empty lists.
func systemRoleBody(s *site) map[string]any {
	s.t.Helper()
	row := s.rows(reader, systemRolePath(s, "SMS Site System"))[0]
	maps.DeleteFunc(row, func(name string, v any) bool {
		list, isList := v.([]any)
		return strings.HasPrefix(name, "__") || strings.HasPrefix(name, "@") || isList && len(list) == 0
	})
	return row
}

func dumpOf(s *site) string {
	s.t.Helper()
	dump, err := s.world.Dump("")
	if err != nil {
		s.t.Fatal(err)
	}
	return string(dump)
}

// TestSystemRoleWrite: a row that is sent as it was read changes nothing; what is changed in it is changed, in its place.
func TestSystemRoleWrite(t *testing.T) {
	s := newSite(t, nil)
	path, before := systemRolePath(s, "SMS Site System"), dumpOf(s)
	body := systemRoleBody(s)
	s.do(admin, "PUT", path, toJSON(t, body), 204)
	if after := dumpOf(s); after != before {
		t.Errorf("before %s\nafter %s", before, after)
	}
	props, _ := body["Props"].([]any)
	first, _ := props[0].(map[string]any)
	first["Value2"] = "other"
	body["Props"] = append(slices.Clone(props), map[string]any{"PropertyName": "New", "Value": 7, "Value1": nil, "Value2": "x"})
	delete(body, "PropLists")
	s.do(admin, "PUT", path, toJSON(t, body), 204)
	row := s.rows(reader, path)[0]
	if got := toJSON(t, row["Props"]); got != toJSON(t, body["Props"]) {
		t.Errorf("got %s", got)
	}
	if got := toJSON(t, row["PropLists"]); got != "[]" {
		t.Errorf("what is left out is unset: %s", got)
	}
}

// TestSystemRoleRefused: a body that is not the whole row, or holds what the class does not have, changes nothing.
func TestSystemRoleRefused(t *testing.T) {
	s := newSite(t, nil)
	path, before := systemRolePath(s, "SMS Site System"), dumpOf(s)
	prop := func(change map[string]any, without ...string) []any {
		p := map[string]any{"PropertyName": "UseProxy", "Value": 1, "Value1": "", "Value2": ""}
		maps.Copy(p, change)
		for _, name := range without {
			delete(p, name)
		}
		return []any{p}
	}
	tests := map[string]struct {
		set    map[string]any
		status int
	}{
		"no Props":            {map[string]any{"Props": nil}, 400},
		"empty Props":         {map[string]any{"Props": []any{}}, 400},
		"Props of texts":      {map[string]any{"Props": []any{"x"}}, 400},
		"Props without name":  {map[string]any{"Props": prop(nil, "PropertyName")}, 400},
		"Props without value": {map[string]any{"Props": prop(nil, "Value")}, 400},
		"Props with more":     {map[string]any{"Props": prop(map[string]any{"Value3": ""})}, 400},
		"value is a text":     {map[string]any{"Props": prop(map[string]any{"Value": "1"})}, 400},
		"value is negative":   {map[string]any{"Props": prop(map[string]any{"Value": -1})}, 400},
		"value is null":       {map[string]any{"Props": prop(map[string]any{"Value": nil})}, 400},
		"text is a number":    {map[string]any{"Props": prop(map[string]any{"Value2": 7})}, 400},
		"a property twice":    {map[string]any{"Props": append(prop(nil), prop(nil)...)}, 500},
		"empty list":          {map[string]any{"ServiceWindows": []any{}}, 400},
		"system field":        {map[string]any{"__GENUS": 2}, 400},
		"unknown property":    {map[string]any{"Nothing": 1}, 400},
		"another site":        {map[string]any{"SiteCode": "P02"}, 400},
		"another item":        {map[string]any{"ItemName": "x"}, 400},
		"another file":        {map[string]any{"FileType": 1}, 400},
		"number is a text":    {map[string]any{"SslState": "0"}, 400},
	}
	for name, tt := range tests {
		body := systemRoleBody(s)
		maps.Copy(body, tt.set)
		if got := s.wmi(admin, "PUT", path, toJSON(t, body)); got.status != tt.status {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	for _, name := range []string{"FileType", "ItemName", "ItemType", "SiteCode", "RoleName", "NetworkOSPath", "NALPath", "Props"} {
		body := systemRoleBody(s)
		delete(body, name)
		if got := s.wmi(admin, "PUT", path, toJSON(t, body)); got.status != 400 || !strings.Contains(got.body, name) {
			t.Errorf("without %s: %d %s", name, got.status, got.body)
		}
	}
	if after := dumpOf(s); after != before {
		t.Error("a refused write changed something")
	}
}

func TestParseKeys(t *testing.T) {
	tests := map[string][]keyPart{
		"A=1":                  {{"A", "1", false}},
		"A=1,B='x'":            {{"A", "1", false}, {"B", "x", true}},
		"B='it''s, (x)=1',A=2": {{"B", "it's, (x)=1", true}, {"A", "2", false}},
		"B=''":                 {{"B", "", true}},
		"B=''''":               {{"B", "'", true}},
	}
	for text, want := range tests {
		if got, ok := parseKeys(text); !ok || !slices.Equal(got, want) {
			t.Errorf("%s: %v", text, got)
		}
	}
	for _, text := range []string{"", "A", "=1", "A=", "A=1,", "A='x", "A='x'y", "A='x''", "A=1,,B=2", "A='x',"} {
		if got, ok := parseKeys(text); ok {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// TestSecretOfARow: a row holds a certificate, which a dump does not show.
func TestSecretOfARow(t *testing.T) {
	s := newSite(t, nil)
	rows, dump, found := s.wmi(reader, "GET", systemRoleClass, "").body, dumpOf(s), 0
	for _, secret := range s.world.Secrets().All() {
		found += strings.Count(rows, secret)
		if strings.Contains(dump, secret) {
			t.Error("the dump shows it")
		}
	}
	if found != 1 {
		t.Errorf("it is in the rows %d times", found)
	}
}
