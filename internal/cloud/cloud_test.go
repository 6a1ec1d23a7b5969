package cloud

import (
	"regexp"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, name := range Names() {
		c, err := Parse(strings.ToUpper(name))
		if err != nil || c.GraphRoot == "" || strings.HasSuffix(c.GraphRoot, "/") || !strings.HasSuffix(c.AuthorityHost, "/") {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	if gcc, _ := Parse("gcc"); gcc.Name != Public {
		t.Errorf("GCC tenants are in the public cloud, not in %s", gcc.Name)
	}
	if _, err := Parse("mars"); err == nil || !strings.Contains(err.Error(), USGovernment) {
		t.Errorf("got %v", err)
	}
}

func TestVersions(t *testing.T) {
	last := 0
	for _, v := range versions() {
		if v.Build <= last {
			t.Errorf("%s (%d) does not follow %d", v.Name, v.Build, last)
		}
		last = v.Build
		if got := VersionName(v.Build); got != v.Name {
			t.Errorf("build %d is %s, not %s", v.Build, v.Name, got)
		}
	}
	for build, want := range map[int]string{1: "older than 1810", 9142: "newer than 2509", 99999: "newer than 2603"} {
		if got := VersionName(build); got != want {
			t.Errorf("%d: got %q, want %q", build, got, want)
		}
	}
}

func TestGates(t *testing.T) {
	tests := []struct {
		gate  string
		build int
		want  bool
	}{
		{GateTenantAttach, 8913, false}, {GateTenantAttach, 8968, true},
		{GateUSGovernment, 9057, false}, {GateUSGovernment, 9058, true}, {GateUSGovernment, 99999, true},
		{GateNTLMOff, 9135, false}, {GateNTLMOff, 9141, true},
		{"no such gate", 99999, false},
	}
	for _, tt := range tests {
		if got := Gate(tt.gate).Allows(tt.build); got != tt.want {
			t.Errorf("%s at build %d: %t", tt.gate, tt.build, got)
		}
	}
	for name, g := range gates() {
		if g.What == "" || g.Source == "" || !g.Allows(99999) {
			t.Errorf("%s is incomplete, or names a release that is not in the table: %+v", name, g)
		}
	}
}

// TestIDs: the ids are GUIDs, each is there once, and each is found by itself in any case.
func TestIDs(t *testing.T) {
	guid := regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	seen := map[string]bool{}
	check := func(id, name, grade string) {
		if !guid.MatchString(id) || seen[id] || name == "" || grade == "" {
			t.Errorf("%q, %q, %q", id, name, grade)
		}
		seen[id] = true
	}
	for _, p := range IntunePlans() {
		check(p.ID, p.Name, p.Grade)
		if got, ok := IntunePlanByID(strings.ToUpper(p.ID)); !ok || got != p {
			t.Errorf("%s: %+v", p.ID, got)
		}
	}
	if p, ok := IntunePlanByID("00000000-0000-0000-0000-000000000000"); ok {
		t.Errorf("found what is not there: %+v", p)
	}
	for _, r := range DirectoryRoles() {
		check(r.TemplateID, r.Name, r.Grade)
		if got := DirectoryRoleName(strings.ToUpper(r.TemplateID)); got != r.Name {
			t.Errorf("%s: %s", r.Name, got)
		}
	}
	if got := DirectoryRoleName("custom"); got != "custom" {
		t.Error(got)
	}
}
