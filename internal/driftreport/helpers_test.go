package driftreport

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
	"testing"
)

// object is an object of JSON.
type object = map[string]any

// entry is an entry of resource_changes or resource_drift of this provider, in which nothing is sensitive.
func entry(address, action string, before, after any, more ...object) object {
	change := object{"actions": strings.Split(action, ","), "before": before, "after": after, "after_unknown": object{}, "before_sensitive": false, "after_sensitive": false}
	one := object{
		"address": address, "mode": "managed", "type": strings.Split(address, ".")[0], "name": "this",
		"provider_name": "registry.terraform.io/tenantattach/tenantattach", "change": change,
	}
	for _, m := range more {
		for key, value := range m {
			if _, ok := one[key]; ok || key == "action_reason" || key == "previous_address" || key == "deposed" {
				one[key] = value
			} else {
				change[key] = value
			}
		}
	}
	return one
}

// plan is the JSON of a plan.
func plan(t testing.TB, members object) string {
	t.Helper()
	all := object{"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": object{}, "errored": false, "complete": true}
	maps.Copy(all, members)
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func readText(text string) Plan {
	return ReadPlan(strings.NewReader(text), "plans/contoso.json", "contoso")
}

// readGood reads a plan that must be one.
func readGood(t testing.TB, members object) Plan {
	t.Helper()
	p := readText(plan(t, members))
	if p.Unreadable != "" {
		t.Fatalf("unreadable: %s", p.Unreadable)
	}
	return p
}

// forms are all forms of a report, by name.
func forms(t testing.TB, r Report) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"table":    func(b *bytes.Buffer) error { return WriteTable(b, r) },
		"markdown": func(b *bytes.Buffer) error { return WriteMarkdown(b, r) },
		"junit":    func(b *bytes.Buffer) error { return WriteJUnit(b, r) },
		"sarif":    func(b *bytes.Buffer) error { return WriteSARIF(b, r, "1.2.3") },
		"html":     func(b *bytes.Buffer) error { return WriteHTML(b, r) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = b.String()
	}
	return out
}

// of is a resource of a tenant with these attributes.
func of(tenant string, attributes object) object {
	all := object{"tenant": tenant, "tenant_id": "id-of-" + tenant}
	maps.Copy(all, attributes)
	return all
}
