package endpoint

import (
	"strings"
	"testing"
)

const published = `[
 {"id": 163, "serviceArea": "MEM", "serviceAreaDisplayName": "Microsoft Endpoint Manager",
  "urls": ["*.manage.microsoft.com", "manage.microsoft.com", "AKA.ms"], "ips": ["192.0.2.0/24"],
  "tcpPorts": "80,443", "expressRoute": false, "category": "Allow", "required": true},
 {"id": 164, "serviceArea": "mem", "urls": ["crl3.digicert.com", "*.windows.example", "a.*.example.com"], "tcpPorts": "443,7000-7100", "category": "Default", "required": false},
 {"id": 56, "serviceArea": "Common", "urls": ["login.microsoftonline.com"], "tcpPorts": "443", "required": true, "new": {"a": [1]}}
]`

func TestCompare(t *testing.T) {
	sets, err := ParsePublished([]byte(published))
	if err != nil || len(sets) != 3 || sets[1].Ports[1] != (PortRange{7000, 7100}) {
		t.Fatalf("%+v, %v", sets, err)
	}
	entries, _ := For("public")
	entries = Select(entries, Filter{Connectors: []Connector{ServiceConnectionPoint}, Purposes: []Purpose{PurposeTenantAttach, PurposeCRLOCSP}})
	got := map[string]string{}
	for _, d := range Compare(entries, sets) {
		got[string(d.Kind)+" "+d.ID+d.Published] = d.Text
		if !strings.HasSuffix(d.Text, ".") {
			t.Errorf("%+v", d)
		}
	}
	for _, want := range []string{
		"only_published manage.microsoft.com", "only_published *.windows.example", "unreadable a.*.example.com", "only_in_catalogue crl_digicert_4",
		"other_ports crl_digicert_3crl3.digicert.com", "other_requirement crl_digicert_3crl3.digicert.com",
	} {
		if _, there := got[want]; !there {
			t.Errorf("%s is missing in %v", want, got)
		}
		delete(got, want)
	}
	for rest := range got {
		if !strings.HasPrefix(rest, "only_in_catalogue ") || strings.Contains(rest, "tenant_attach") {
			t.Errorf("%s: %s", rest, got[rest])
		}
	}
	if got := Compare(entries, sets[2:]); len(got) != 1 || got[0].Kind != NothingPublished {
		t.Errorf("%v", got)
	}
}

func TestParsePublishedRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "a page": "<html>", "an object": `{"id": 1}`, "a text for a number": `[{"id": "x"}]`, "cut": published[:200], "more": published + "x",
		"ports": `[{"id": 1, "tcpPorts": "443-80"}]`, "no ports": `[{"id": 1, "tcpPorts": "all"}]`, "a port too many": `[{"id": 1, "tcpPorts": "65536"}]`,
		"null": "null", "a set that is null": "[null]", "much": "[" + strings.Repeat(" ", MaxPublished) + "]", "deep": strings.Repeat("[", 100_000),
	} {
		if sets, err := ParsePublished([]byte(text)); err == nil {
			t.Errorf("%s: %v", name, sets)
		}
	}
	if sets, err := ParsePublished([]byte("[]")); err != nil || len(sets) != 0 {
		t.Error(sets, err)
	}
}
