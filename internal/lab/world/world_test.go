package world

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

func newWorld(t *testing.T, change ...func(*Seed)) (*World, *clockwork.FakeClock) {
	t.Helper()
	clock := clockwork.NewFakeClock()
	seed := DefaultSeed()
	for _, f := range change {
		f(seed)
	}
	w, err := New(seed, clock)
	if err != nil {
		t.Fatal(err)
	}
	return w, clock
}

func tenantOf(t *testing.T, w *World) *Tenant {
	t.Helper()
	tenant, ok := w.Tenant("contoso")
	if !ok {
		t.Fatal("no contoso")
	}
	return tenant
}

// TestReplicas: right after a write some replicas are stale, none is after the lag, and none is ever newer than the head.
func TestReplicas(t *testing.T) {
	w, clock := newWorld(t, func(s *Seed) { s.Lag = time.Second })
	d := tenantOf(t, w).Directory
	add := func() error {
		return d.Update(func(s *Snapshot) error { s.Applications["x"] = Application{ID: "x"}; return nil })
	}
	if err := add(); err != nil {
		t.Fatal(err)
	}
	knowing := func() (n int) {
		for range 60 {
			if _, ok := d.Replica().Applications["x"]; ok {
				n++
			}
		}
		return n
	}
	if n := knowing(); n == 0 || n == 60 {
		t.Errorf("right after the write %d of 60 reads know it, want some", n)
	}
	clock.Advance(time.Second)
	if n := knowing(); n != 60 {
		t.Errorf("after the lag %d of 60 reads know it, want all", n)
	}
}

// TestUpdateFails: a change that fails leaves nothing behind.
func TestUpdateFails(t *testing.T) {
	w, _ := newWorld(t)
	d := tenantOf(t, w).Directory
	before := d.Head()
	err := d.Update(func(s *Snapshot) error {
		delete(s.ServicePrincipals, slices.Collect(keys(s.ServicePrincipals))[0])
		return errForTest
	})
	if err == nil || d.Head() != before {
		t.Errorf("err %v, changed %t", err, d.Head() != before)
	}
}

func TestDrift(t *testing.T) {
	contoso := "c0117050-1111-4111-8111-111111111111"
	graphOnly := map[string]any{"appId": GraphAppID}
	tests := map[string]struct {
		change  Change
		want    int
		wantErr string
	}{
		"set":                {Change{Object: "servicePrincipal", Match: graphOnly, Set: map[string]any{"accountEnabled": false}}, 1, ""},
		"delete all":         {Change{Object: "appRoleAssignment", Delete: true}, 0, ""},
		"no match":           {Change{Object: "application", Match: map[string]any{"appId": "none"}, Delete: true}, 0, "none matches"},
		"unknown property":   {Change{Object: "servicePrincipal", Match: graphOnly, Set: map[string]any{"colour": "red"}}, 0, "not all of [colour]"},
		"row":                {Change{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100014"}, Set: map[string]any{"Name": "New"}}, 1, ""},
		"number as in JSON":  {Change{Object: "SMS_AzureEnvironments", Match: map[string]any{"ID": 2.0}, Set: map[string]any{"EnvironmentName": "x"}}, 1, ""},
		"unknown column":     {Change{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100014"}, Set: map[string]any{"Colour": "x"}}, 0, "no property Colour"},
		"embedded property":  {Change{Object: "SMS_SCI_SysResUse", Match: map[string]any{"RoleName": "SMS Dmp Connector"}, Set: map[string]any{"Props.OfflineMode.Value": 1}}, 1, ""},
		"unknown embedded":   {Change{Object: "SMS_SCI_SysResUse", Set: map[string]any{"Props.Colour.Value": 1}}, 0, "no property Colour with a field Value"},
		"unknown field":      {Change{Object: "SMS_SCI_SysResUse", Match: map[string]any{"RoleName": "SMS Dmp Connector"}, Set: map[string]any{"Props.OfflineMode.Value9": 1}}, 0, "with a field Value9"},
		"insert":             {Change{Object: "SMS_AAD_Tenant_Ex", Insert: true, Set: map[string]any{"Name": "n"}}, 1, ""},
		"mapping":            {Change{Object: "SMS_CoMgmtConfigs", Match: map[string]any{"TenantID": contoso}, Set: map[string]any{"CollectionSiteID": "P0100014"}}, 1, ""},
		"no mapping to lift": {Change{Object: "SMS_CoMgmtConfigs", Match: map[string]any{"TenantID": contoso}, Delete: true}, 0, "none matches"},
		"mapping of nobody":  {Change{Object: "SMS_CoMgmtConfigs", Set: map[string]any{"CollectionSiteID": "x"}}, 0, "match needs TenantID"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w, _ := newWorld(t)
			tenant := tenantOf(t, w)
			before, err := w.Dump("contoso")
			if err != nil {
				t.Fatal(err)
			}
			held := tenant.Directory.Head()
			holding := reflect.ValueOf(*held).FieldByName("ServicePrincipals").Len()
			n, err := tenant.Drift(tt.change)
			if tt.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
					t.Errorf("got %v, want %q", err, tt.wantErr)
				}
				return
			}
			if err != nil || tt.want > 0 && n != tt.want {
				t.Errorf("%d changed, %v", n, err)
			}
			after, _ := w.Dump("contoso")
			if string(before) == string(after) {
				t.Error("nothing has changed")
			}
			if sp, _ := held.ServicePrincipalByAppID(GraphAppID); !sp.AccountEnabled || len(held.ServicePrincipals) != holding {
				t.Error("a snapshot that a reader holds was written to")
			}
			w.Reset()
			if back, _ := w.Dump("contoso"); string(back) != string(before) {
				t.Error("a reset does not bring the start back")
			}
		})
	}
}

func TestDumpHasNoSecrets(t *testing.T) {
	w, _ := newWorld(t, func(s *Seed) { s.Tenant("contoso").CloudManagement = true })
	dump, err := w.Dump("")
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Secrets().All()) == 0 {
		t.Fatal("no secrets at all")
	}
	rows := tenantOf(t, w).RowSecrets()
	if len(rows) != 1 {
		t.Errorf("%d secrets in rows", len(rows))
	}
	for _, s := range append(w.Secrets().All(), rows...) {
		if strings.Contains(string(dump), s) {
			t.Errorf("the dump holds %.8s…", s)
		}
	}
	if _, err := w.Dump("northwind"); err == nil {
		t.Error("a tenant that there is not was dumped")
	}
}

func TestParseSeed(t *testing.T) {
	if _, err := ParseSeed([]byte("tenants: []\ncolour: red\n")); err == nil || !strings.Contains(err.Error(), "colour") {
		t.Errorf("an unknown name: %v", err)
	}
	bad := DefaultSeed()
	bad.Clients[0].Graph = []string{"No.Such"}
	if _, err := New(bad, clockwork.NewFakeClock()); err == nil || !strings.Contains(err.Error(), "No.Such") {
		t.Errorf("an unknown permission: %v", err)
	}
}

// TestClientsAcrossTenants: a client has one registration in its cloud, and a service principal in each tenant of it.
func TestClientsAcrossTenants(t *testing.T) {
	w, _ := newWorld(t)
	fabrikam, _ := w.Tenant("fabrikam")
	for i, c := range tenantOf(t, w).Clients() {
		if fabrikam.Clients()[i].Secret != c.Secret {
			t.Errorf("%s has two secrets", c.Name)
		}
		if _, ok := fabrikam.Directory.Head().ServicePrincipalByAppID(c.ClientID); !ok {
			t.Errorf("%s is not in fabrikam", c.Name)
		}
		if home, _, ok := w.HomeOf(CloudPublic, c.ClientID); !ok || home.Name != "contoso" {
			t.Errorf("%s is not registered in contoso", c.Name)
		}
	}
}
