package adminservice

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
)

// TestEvidence: every fact has a kind, a grade, a source and a user, and none stands twice.
func TestEvidence(t *testing.T) {
	kinds := []Kind{KindProperty, KindWritten, KindList, KindGet, KindCount, KindCreate, KindUpdate, KindDelete, KindReadMethod, KindWriteMethod, KindValue}
	seen := map[string]bool{}
	for _, f := range Evidence() {
		key := f.Class + "." + f.Member + " " + string(f.Kind)
		if seen[key] {
			t.Errorf("%s stands twice", key)
		}
		seen[key] = true
		if f.Class == "" || f.Source == "" || len(f.UsedBy) == 0 || !slices.Contains(kinds, f.Kind) || !slices.Contains([]Grade{Documented, Observed, Inferred}, f.Grade) {
			t.Errorf("%s: %+v", key, f)
		}
		if about := f.Kind == KindList || f.Kind == KindGet || f.Kind == KindCount || f.Kind == KindCreate || f.Kind == KindUpdate || f.Kind == KindDelete; about != (f.Member == "") {
			t.Errorf("%s: Member %q", key, f.Member)
		}
		if !seen[f.Class+". "+string(KindList)] && f.Class != mappingClass {
			t.Errorf("%s: how the class is read is not in the table", key)
		}
		for _, user := range f.UsedBy {
			if user != "all" && !strings.HasPrefix(strings.TrimPrefix(strings.TrimPrefix(user, "data."), "list."), "tenantattach_") {
				t.Errorf("%s is used by %s", key, user)
			}
		}
	}
}

// TestWritesAreInferred: nobody has published a write to these classes (AdminService notes §1.4, §2.1).
func TestWritesAreInferred(t *testing.T) {
	writes := 0
	for _, f := range Evidence() {
		switch f.Kind {
		case KindProperty, KindList, KindValue:
		default:
			if writes++; f.Grade != Inferred {
				t.Errorf("%s.%s (%s) is %s", f.Class, f.Member, f.Kind, f.Grade)
			}
		}
	}
	if writes == 0 {
		t.Error("there are none")
	}
}

// TestNeeds: what a plan checks is in the table, and says what to do instead.
func TestNeeds(t *testing.T) {
	for name, needs := range map[string][]Need{"tenant": NeedTenantWrite(), "application": NeedApplicationWrite(), "service": NeedCloudServiceWrite(), "mapping": NeedMappingWrite()} {
		if len(needs) != 3 {
			t.Errorf("%s: %+v", name, needs)
		}
		for _, n := range needs {
			known := slices.ContainsFunc(Evidence(), func(f Fact) bool { return f.Class == n.Class && f.Member == n.Method && f.Kind == n.Kind })
			if !known || n.console == "" || !strings.HasPrefix(n.importForm, "terraform import tenantattach_") {
				t.Errorf("%s: %+v", name, n)
			}
		}
	}
}

// TestWrittenProperties: every property that is written is in the table, and no secret is among those that are read.
func TestWrittenProperties(t *testing.T) {
	application := ApplicationWrite{Secret: secret.New("x"), SecretExpiry: time.Unix(1<<31, 0)}
	for class, body := range map[string]map[string]any{applicationClass: application.body(), serviceClass: CloudService{}.body()} {
		for name := range maps.Keys(body) {
			if !slices.ContainsFunc(Evidence(), func(f Fact) bool { return f.Class == class && f.Member == name }) {
				t.Errorf("%s.%s is written, but not in the table", class, name)
			}
		}
	}
	for _, f := range Evidence() {
		if slices.Contains(fields(f.Class), "SecretKey") {
			t.Fatal("SecretKey is read")
		}
	}
}
