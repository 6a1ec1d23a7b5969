package adminservice

import (
	"regexp"
	"strings"
	"testing"
)

// TestDeviceFilter: what the site is asked for, and what is taken of its answer.
func TestDeviceFilter(t *testing.T) {
	yes, no := true, false
	text := func(s string) *string { return &s }
	pilot := Device{Name: "PC-Ünal", Domain: text("Corp"), SiteCode: text("P01"), ClientVersion: text("5.00.9141.1000"), Client: &yes, Active: &yes}
	empty := Device{Name: "pc-2"}
	tests := map[string]struct {
		filter       DeviceFilter
		site         string
		exact        bool
		pilot, empty bool
	}{
		"none":             {DeviceFilter{}, "", true, true, true},
		"clients":          {DeviceFilter{Clients: true}, "IsClient eq true", true, true, false},
		"prefix":           {DeviceFilter{NamePrefix: "pc-ü"}, "startswith(Name,'pc-ü')", true, true, false},
		"part":             {DeviceFilter{NameContains: "C-"}, "contains(Name,'C-')", true, true, true},
		"a quote":          {DeviceFilter{NameContains: "') or ('x"}, "contains(Name,''') or (''x')", true, false, false},
		"expression":       {DeviceFilter{Name: regexp.MustCompile("^PC-")}, "", false, true, false},
		"domain":           {DeviceFilter{Domain: "CORP"}, "Domain eq 'CORP'", true, true, false},
		"part of a domain": {DeviceFilter{Domain: "COR"}, "Domain eq 'COR'", true, false, false},
		"site":             {DeviceFilter{SiteCode: "p01"}, "SiteCode eq 'p01'", true, true, false},
		"version":          {DeviceFilter{VersionPrefix: "5.00.9141."}, "startswith(ClientVersion,'5.00.9141.')", true, true, false},
		"another version":  {DeviceFilter{VersionPrefix: "5.00.9142"}, "startswith(ClientVersion,'5.00.9142')", true, false, false},
		"active":           {DeviceFilter{Active: &yes}, "IsActive eq true", true, true, false},
		"not active":       {DeviceFilter{Active: &no}, "", false, false, true},
		"not obsolete":     {DeviceFilter{Obsolete: &no}, "", false, true, true},
		"a percent sign":   {DeviceFilter{NameContains: "%"}, "contains(Name,'%')", false, false, false},
		"all":              {DeviceFilter{Clients: true, NamePrefix: "p", Domain: "corp"}, "IsClient eq true and startswith(Name,'p') and Domain eq 'corp'", true, true, false},
	}
	for name, tt := range tests {
		takes := tt.filter.takes()
		if got := strings.Join(tt.filter.atSite(), " and "); got != tt.site || tt.filter.exact() != tt.exact || takes(pilot) != tt.pilot || takes(empty) != tt.empty {
			t.Errorf("%s: asks for %s, exact %v, takes %v and %v", name, got, tt.filter.exact(), takes(pilot), takes(empty))
		}
	}
}

// FuzzLiteral: nothing gets out of its quotes.
func FuzzLiteral(f *testing.F) {
	for _, seed := range []string{"", "'", "''", "O'Brien", "') or ('x' eq 'x", "Größe", "\\'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quoted := literal(s)
		if len(quoted) < 2 || quoted[0] != '\'' || quoted[len(quoted)-1] != '\'' || strings.ReplaceAll(quoted[1:len(quoted)-1], "''", "'") != s {
			t.Errorf("%q became %s", s, quoted)
		}
		if quotes := strings.Count(quoted[1:len(quoted)-1], "'"); quotes%2 != 0 || quotes != 2*strings.Count(s, "'") {
			t.Errorf("%q became %s", s, quoted)
		}
	})
}
