package form

import (
	"math"
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// back are endpoints that come back as they were given.
func back(models []Model) []*Fields {
	out := []*Fields{}
	for i := range models {
		out = append(out, &models[i].Fields)
	}
	return out
}

// TestRoundTrip shows that nothing of an endpoint is lost on its way through Terraform.
func TestRoundTrip(t *testing.T) {
	for _, name := range cloud.Names() {
		entries, err := endpoint.For(name)
		if err != nil {
			t.Fatal(err)
		}
		added, err := endpoint.ParseEntry("http://*.example.com:8080/a/b")
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, added)
		got, err := Entries(back(Of(entries)))
		if err != nil || !reflect.DeepEqual(got, entries) {
			t.Errorf("%s: %v, got %v, want %v", name, err, got, entries)
		}
	}
}

// TestForms holds the three descriptions of an endpoint to each other and to the structs.
func TestForms(t *testing.T) {
	parameter, result, shown := Parameter().AttrTypes, Result().AttrTypes, DataSourceAttributes()
	if fields := reflect.TypeFor[Fields]().NumField(); len(parameter) != fields || len(result) != fields+1 || len(shown) != fields+1 {
		t.Errorf("%d fields, %d attributes of the parameter, %d of the result, %d of the data source", fields, len(parameter), len(result), len(shown))
	}
	for name, kind := range result {
		if a, ok := shown[name]; !ok || !a.GetType().Equal(kind) {
			t.Errorf("the data source shows %s as %v, and functions give %v", name, a, kind)
		}
	}
}

// FuzzEntries shows that what is taken back is an endpoint that renderers take, and the same as what was given.
func FuzzEntries(f *testing.F) {
	f.Add("a", "https", "*.example.com", int64(443), "/x", true, "2107", int64(180), "configured")
	f.Add("A", "ftp", "com", int64(0), "x", false, "07", int64(-1), "sure")
	f.Add("a", "https", "example.com", int64(4294967739), "", false, "", int64(math.MaxInt64), "documented")
	f.Fuzz(func(t *testing.T, id, scheme, host string, port int64, path string, exact bool, since string, idle int64, grade string) {
		fields := One(endpoint.Entry{Purpose: endpoint.PurposeAdded}).Fields
		fields.ID, fields.Scheme, fields.Host, fields.Port = types.StringValue(id), types.StringValue(scheme), types.StringValue(host), number(port)
		fields.Path, fields.Exact, fields.Since = types.StringValue(path), types.BoolValue(exact), types.StringValue(since)
		fields.IdleSeconds, fields.Grade = number(idle), types.StringValue(grade)
		got, err := Entries([]*Fields{&fields})
		if err != nil {
			return
		}
		if err := endpoint.Validate(got); err != nil {
			t.Fatal(err)
		}
		if again := One(got[0]); !reflect.DeepEqual(again.Fields, fields) {
			t.Errorf("%v was read as %v", fields, again.Fields)
		}
	})
}
