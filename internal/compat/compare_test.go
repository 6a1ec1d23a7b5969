package compat

import (
	"slices"
	"testing"
)

// TestCompare: what breaks a configuration is found, and what does not is not.
func TestCompare(t *testing.T) {
	for name, tc := range map[string]struct{ before, after, want string }{
		"the same":                            {"string optional", "string optional", ""},
		"removed":                             {"string optional", "", "is gone"},
		"another type":                        {"string optional", "number optional", "was string and is number"},
		"optional to required":                {"string optional", "string required", "has become required"},
		"computed to required":                {"string computed", "string required", "has become required"},
		"required to optional":                {"string required", "string optional", ""},
		"required to optional with a default": {"string required", "string optional computed", ""},
		"required to read-only":               {"string required", "string computed", "can no longer be set"},
		"optional to read-only":               {"string optional computed", "string computed", "can no longer be set"},
		"optional to optional and computed":   {"string optional", "string optional computed", ""},
		"computed lost":                       {"string optional computed", "string optional", "is no longer computed"},
		"read-only to optional":               {"string computed", "string optional", "is no longer computed"},
		"read-only to optional and computed":  {"string computed", "string optional computed", ""},
		"write-only":                          {"string optional sensitive", "string optional sensitive write-only", "has become write-only"},
		"stored again":                        {"string optional write-only", "string optional", ""},
		"sensitive":                           {"string computed", "string computed sensitive", "has become sensitive: an output that shows it is refused"},
		"shown":                               {"string computed sensitive", "string computed", ""},
		"new and optional":                    {"", "string optional", ""},
		"new and read-only":                   {"", "string computed", ""},
		"new and required":                    {"", "string required", "is new and required"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"a", "outer.a"} {
				want := []Break{}
				if tc.want != "" {
					want = append(want, Break{"x_y." + path, tc.want})
				}
				if got := Compare(one(path, tc.before), one(path, tc.after)); !slices.Equal(got, want) {
					t.Errorf("%s: %v, want %v", path, got, want)
				}
			}
		})
	}
}

// one is a resource with an attribute beside others that never change.
func one(path, member string) Snapshot {
	members := map[string]Member{"outer": {"single of attributes", optional}, "other": {"string", required}}
	if member != "" {
		kind, use := member[:6], member[7:]
		members[path] = Member{kind, use}
	}
	return Snapshot{"x_y": members}
}

// TestCompareThings: a resource that goes breaks, one that comes does not, with whatever it requires; neither does what is
// required within something new.
func TestCompareThings(t *testing.T) {
	none, some := Snapshot{}, one("a", "string required")
	if got := Compare(some, none); !slices.Equal(got, []Break{{"x_y", "is gone"}}) {
		t.Errorf("%v", got)
	}
	if got := Compare(none, some); len(got) > 0 {
		t.Errorf("%v", got)
	}
	inner := one("new", "string optional")
	inner["x_y"]["new.a"] = Member{"string", required}
	if got := Compare(one("a", ""), inner); len(got) > 0 {
		t.Errorf("%v", got)
	}
}

// TestUnannounced: a break is announced by its name or that of what it belongs to, in the newest section, in its list.
func TestUnannounced(t *testing.T) {
	breaks := []Break{{"data.x_y.outer.a", "is gone"}}
	for name, tc := range map[string]struct {
		changelog string
		announced bool
	}{
		"by name":            {"# Changelog\n\n## 2\n\nBreaking changes:\n\n- `data.x_y.outer.a`: see the guide.\n", true},
		"by the attribute":   {"## 2\n\nFeatures:\n\n- z\n\nBreaking changes:\n\n- z\n- `data.x_y.outer`\n\n## 1\n", true},
		"by the thing":       {"## 2\n\nBreaking changes:\n- `data.x_y`\n", true},
		"not at all":         {"## 2\n\nFeatures:\n\n- z\n", false},
		"in another list":    {"## 2\n\nBreaking changes:\n\n- z\n\nFeatures:\n\n- `data.x_y.outer.a`\n", false},
		"in another section": {"## 2\n\nFeatures:\n\n- z\n\n## 1\n\nBreaking changes:\n\n- `data.x_y.outer.a`\n", false},
		"another name":       {"## 2\n\nBreaking changes:\n\n- `data.x_y.outer.ab`, `x_y`, data.x_y\n", false},
		"nothing":            {"", false},
	} {
		if got := Unannounced(breaks, tc.changelog); (len(got) == 0) != tc.announced {
			t.Errorf("%s: %v", name, got)
		}
	}
}
