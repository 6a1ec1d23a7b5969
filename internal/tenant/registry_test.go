package tenant

import (
	"errors"
	"strings"
	"testing"
)

const (
	idA = "aaaaaaaa-0000-0000-0000-000000000000"
	idB = "bbbbbbbb-0000-0000-0000-000000000000"
)

func TestGuard(t *testing.T) {
	r := NewRegistry(Settings{TenantID: idA}, map[string]Settings{
		"b":     {Name: "b", TenantID: idB},
		"later": {Name: "later", Unknown: "tenant_id"},
		"empty": {Name: "empty"},
	}, false)
	tests := map[string]struct {
		name, state string
		wantID      string
		wantErr     []string // parts of the message
	}{
		"default tenant":           {name: "", state: idA, wantID: idA},
		"named tenant":             {name: "b", state: idB, wantID: idB},
		"upper case in the state":  {name: "b", state: strings.ToUpper(idB), wantID: idB},
		"imported, no state yet":   {name: "b", wantID: idB},
		"repointed key names both": {name: "b", state: idA, wantErr: []string{idA, idB, `"b"`}},
		"repointed default":        {name: "", state: idB, wantErr: []string{idA, idB, "default tenant"}},
		"key that is gone":         {name: "c", state: idA, wantErr: []string{idA, `"c"`, "b, empty, later"}},
		"not known yet":            {name: "later", state: idA, wantErr: []string{idA, "tenant_id", "not known yet"}},
		"a tenant without an id":   {name: "empty", wantErr: []string{`"empty"`, "tenant_id"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := r.Guard(tt.name, tt.state)
			if tt.wantErr == nil {
				if err != nil || got.ID() != tt.wantID {
					t.Fatalf("got %v, %v", got, err)
				}
				return
			}
			if err == nil {
				t.Fatalf("no error; got tenant %s", got.ID())
			}
			for _, part := range tt.wantErr {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
		})
	}
}

func TestLookupOfUnknownNames(t *testing.T) {
	r := NewRegistry(Settings{}, nil, true)
	var notKnown *NotKnownError
	if _, err := r.Lookup("x"); !errors.As(err, &notKnown) {
		t.Errorf("while tenants is not known, a key cannot be called missing: %v", err)
	}
}

func TestClientsAreBuiltOnce(t *testing.T) {
	r := NewRegistry(Settings{TenantID: idA, CACertificate: "not PEM"}, nil, false)
	tenant, err := r.Lookup("")
	if err != nil {
		t.Fatalf("a broken certificate must not matter before a client is built: %v", err)
	}
	_, first := tenant.Graph()
	_, second := tenant.Graph()
	if first == nil || !strings.Contains(first.Error(), "ca_certificate") || !errors.Is(second, first) {
		t.Errorf("got %v, then %v", first, second)
	}
	if _, err := tenant.AdminService(); err == nil || !strings.Contains(err.Error(), "admin_service.url") {
		t.Errorf("got %v", err)
	}
}

// TestByID: the default tenant comes first, then the entries by their names; one that leads to another hierarchy, or is not known
// yet, is never guessed at.
func TestByID(t *testing.T) {
	at := func(id, site string) Settings { return Settings{TenantID: id, AdminService: AdminService{URL: site}} }
	tests := map[string]struct {
		fallback Settings
		named    map[string]Settings
		unknown  bool
		want     string // the key
		says     string // the error
	}{
		"the default":            {fallback: at("x", "s"), named: map[string]Settings{"a": at("x", "s")}},
		"an entry":               {fallback: at("y", "s"), named: map[string]Settings{"b": at("x", "s"), "a": at("x", "s")}, want: "a"},
		"upper case":             {named: map[string]Settings{"a": at("X", "s")}, want: "a"},
		"two hierarchies":        {fallback: at("x", "s"), named: map[string]Settings{"a": at("x", "other")}, says: `the default tenant, tenant "a"`},
		"none":                   {fallback: at("y", "s"), named: map[string]Settings{"a": at("z", "s")}, says: `no tenant with the id "x"`},
		"an entry not known":     {fallback: at("y", "s"), named: map[string]Settings{"a": {Unknown: "tenants[a]"}}, says: "tenants[a] is not known yet"},
		"the entries not known":  {fallback: at("y", "s"), unknown: true, says: "tenants is not known yet"},
		"found beside not known": {fallback: at("x", "s"), named: map[string]Settings{"a": {Unknown: "tenants[a]"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			named := map[string]Settings{}
			for key, s := range tt.named {
				s.Name = key
				named[key] = s
			}
			got, err := NewRegistry(tt.fallback, named, tt.unknown).ByID("x")
			switch {
			case tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)):
				t.Errorf("got %v", err)
			case tt.says == "" && (err != nil || got.Name() != tt.want):
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}
