package smsprovider

import (
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func filterRows() (*class, []world.Row) {
	c := &class{name: "Test", properties: slices.Concat(
		of(kindText, "Name"), of(kindUint32, "Size"), of(kindBool, "On"), of(kindTime, "At"), of(kindTexts, "Tags"), of(kindUint32s, "IDs"),
		lazily(of(kindText, "Lazy")), objectsOf("Other", "Objects"), of(kindBytes, "Data"),
	)}
	return c, []world.Row{
		{"Name": "alpha", "Size": 1, "On": true, "At": "2026-01-01T00:00:00Z", "Tags": []any{"x", "y"}, "IDs": []any{int64(7)}},
		{"Name": "Beta", "Size": int64(20), "On": false, "At": "2026-06-01T00:00:00Z", "Tags": []any{}, "IDs": []any{8.0}},
		{"Name": "it's", "Size": 300.0, "On": true, "At": "nonsense"},
		{"Name": nil, "Size": "none"},
	}
}

func TestFilter(t *testing.T) {
	c, rows := filterRows()
	// The third row has a time that is none and matches nothing; the last has nothing, which is 1970 for a time.
	tests := map[string]string{
		"Name eq 'alpha'":                           "0",
		"Name eq 'ALPHA'":                           "",
		"Name ne 'alpha'":                           "123",
		"Name eq 'it''s'":                           "2",
		"Name eq null":                              "3",
		"Name ne null":                              "012",
		"Name gt 'a'":                               "02",
		"Size eq 20":                                "1",
		"Size gt 1":                                 "12",
		"Size ge 1":                                 "012",
		"Size lt 300":                               "01",
		"Size le 20":                                "01",
		"Size ne 1":                                 "123",
		"Size gt -5":                                "012",
		"On eq true":                                "02",
		"On eq false":                               "13",
		"At gt 2026-03-01T00:00:00Z":                "1",
		"At le 2026-01-01T01:00:00+01:00":           "03",
		"startswith(Name,'al')":                     "0",
		"endswith(Name, 'ta')":                      "1",
		"contains(Name,'t')":                        "12",
		"Tags/any(x: x eq 'y')":                     "0",
		"Tags/any(x: x ne 'y')":                     "0",
		"IDs/any(n:n eq 8)":                         "1",
		"Size eq 1 or Size eq 20":                   "01",
		"Size eq 1 and On eq true":                  "0",
		"Size eq 1 or Size eq 20 and On eq true":    "0",
		"(Size eq 1 or Size eq 20) and On eq false": "1",
		"((contains(Name,'a')))":                    "01",
	}
	for text, want := range tests {
		where, err := parseFilter(c, text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := ""
		for i, row := range rows {
			if where(row) {
				got += string(rune('0' + i))
			}
		}
		if got != want {
			t.Errorf("%s: rows %q, want %q", text, got, want)
		}
	}
}

func TestFilterRefused(t *testing.T) {
	c, _ := filterRows()
	for _, text := range []string{
		"", " ", "Name", "Name eq", "Name eq 'x", "Name eq 1", "Size eq '1'", "Size eq 1.5", "Size eq 99999999999999999999", "On eq 'true'", "On gt true", "Name gt null", "At eq 5",
		"name eq 'x'", "Name EQ 'x'", "Name = 'x'", "Name eq 'x' and", "Name eq 'x' Size eq 1", "Name eq 'x')", "(Name eq 'x'", "not On eq true", "'x' eq Name",
		"startswith(Name)", "startswith(Name,1)", "startswith(Size,'1')", "startswith('x',Name)", "tolower(Name) eq 'x'", "contains(Name,'x') eq true", "contains(Name,'x'",
		"Lazy eq 'x'", "Objects eq null", "Data eq null", "Tags eq 'x'", "Name/any(x: x eq 'y')", "Tags/all(x: x eq 'y')", "Tags/any(x: y eq 'y')", "Tags/any(x: x eq 1)", "Tags/any()", "Tags/any(x x eq 'y')",
		strings.Repeat("(", 100) + "On eq true" + strings.Repeat(")", 100), "Name eq \"x\"", "\x00",
	} {
		if _, err := parseFilter(c, text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func FuzzFilter(f *testing.F) {
	for _, text := range []string{"Name eq 'it''s'", "Size gt -1 and (On eq true or At lt 2026-01-01T00:00:00Z)", "startswith(Name,'a')", "Tags/any(x: x eq 'y')", "Name eq null", "((", "'"} {
		f.Add(text)
	}
	c, rows := filterRows()
	f.Fuzz(func(t *testing.T, text string) {
		where, err := parseFilter(c, text)
		if (where == nil) != (err != nil) {
			t.Fatalf("%q: neither a condition nor an error", text)
		}
		if err != nil {
			return
		}
		for _, row := range rows {
			if once, again := where(row), where(row); once != again {
				t.Errorf("%q decides differently each time", text)
			}
		}
	})
}
