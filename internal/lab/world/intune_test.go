package world

import (
	"bytes"
	"testing"
	"time"
)

// TestIntuneReset: a dump shows what somebody changed in Intune, and a reset takes all of it back.
func TestIntuneReset(t *testing.T) {
	w, clock := newWorld(t, func(s *Seed) {
		s.Tenant("contoso").Intune = IntuneSeed{RBAC: true, Hierarchies: []IntuneHierarchySeed{{ID: "h", Name: "Other", Collections: 2}}}
	})
	tenant := tenantOf(t, w)
	dump := func() []byte {
		data, err := w.Dump("contoso")
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	before := dump()
	for name, c := range map[string]Change{
		"switch":     {Object: "tenantAttachRBAC", Set: map[string]any{"enabled": false}},
		"collection": {Object: "configManagerCollection", Match: map[string]any{"displayName": "Collection 1"}, Delete: true},
	} {
		if n, err := tenant.Drift(c); err != nil || n != 1 {
			t.Fatalf("%s: %d, %v", name, n, err)
		}
		if bytes.Equal(dump(), before) {
			t.Errorf("%s: the dump does not show it", name)
		}
		clock.Advance(time.Hour)
		w.Reset()
		if !bytes.Equal(dump(), before) {
			t.Errorf("%s: a reset leaves it", name)
		}
	}
	if !tenant.Intune.RBAC() {
		t.Error("after the reset it is shown as off")
	}
	for _, c := range []Change{{Set: map[string]any{}}, {Set: map[string]any{"enabled": "on"}}, {Set: map[string]any{"enabled": true, "x": 1}}, {Delete: true}, {Set: map[string]any{"enabled": true}, Insert: true}} {
		c.Object = "tenantAttachRBAC"
		if _, err := tenant.Drift(c); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
}
