package endpoint

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
)

// TestVersionIsKept fails when an entry changes and the version does not: users are told of a new catalogue by it.
func TestVersionIsKept(t *testing.T) {
	const version, hash = "2026-11-23", "0377cf90c5ce33e458515cbf19796d500bb111eb6878ac724f906b29d33bcba5"
	if Version != version || Hash(catalogue()) != hash {
		t.Errorf("the catalogue is %s, %s: give it a new version, and put both here", Version, Hash(catalogue()))
	}
	if !regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`).MatchString(Version) {
		t.Errorf("%q is no day", Version)
	}
}

func TestFor(t *testing.T) {
	prerequisites := []string{
		"https://aka.ms/configmgrgateway", "https://dc.services.visualstudio.com",
		"http://crl3.digicert.com", "http://crl4.digicert.com", "http://ocsp.digicert.com", "http://www.d-trust.net",
		"http://root-c3-ca2-2009.ocsp.d-trust.net", "http://crl.microsoft.com", "http://oneocsp.microsoft.com",
		"http://ocsp.msocsp.com", "http://www.microsoft.com/pkiops",
	}
	tests := []struct {
		cloud string
		want  []string
		not   string
	}{
		{"public", append([]string{"https://*.manage.microsoft.com", "https://login.microsoftonline.com", "https://graph.microsoft.com", "https://intune.microsoft.com"}, prerequisites...), ".us"},
		{"gcc", append([]string{"https://*.manage.microsoft.com"}, prerequisites...), ".us"},
		{"usgovernment", append([]string{"https://*.manage.microsoft.us", "https://login.microsoftonline.us", "https://graph.microsoft.us", "https://intune.microsoft.us"}, prerequisites...), "manage.microsoft.com"},
		{"dod", append([]string{"https://*.manage.microsoft.us", "https://login.microsoftonline.us", "https://dod-graph.microsoft.us"}, prerequisites...), "manage.microsoft.com"},
		{"china", []string{"https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn"}, "manage"},
	}
	for _, tt := range tests {
		entries, err := For(tt.cloud)
		if err != nil {
			t.Fatal(err)
		}
		urls := []string{}
		for _, e := range entries {
			urls = append(urls, e.URL())
		}
		for _, want := range tt.want {
			if !slices.Contains(urls, want) {
				t.Errorf("%s: %s is missing", tt.cloud, want)
			}
		}
		if strings.Contains(strings.Join(urls, " "), tt.not) {
			t.Errorf("%s: %v", tt.cloud, urls)
		}
		if err := Validate(entries); err != nil {
			t.Errorf("%s: %v", tt.cloud, err)
		}
	}
	if _, err := For("mars"); err == nil {
		t.Error("there is no such cloud")
	}
}

func TestEntries(t *testing.T) {
	for _, e := range catalogue() {
		if e.Source == "" || !slices.Contains([]Grade{Documented, Observed, Inferred}, e.Grade) || len(e.Connectors) == 0 || len(e.Clouds) == 0 {
			t.Errorf("%+v is incomplete", e)
		}
		if known := func(v cloud.Version) bool { return v.Name == e.Since }; e.Since != "" && !slices.ContainsFunc(cloud.Versions(), known) {
			t.Errorf("%s: there is no release %s", e.ID, e.Since)
		}
		if (e.Purpose == PurposeNotification) != (e.IdleTimeout == 3*time.Minute) {
			t.Errorf("%s: idle for %s", e.ID, e.IdleTimeout)
		}
		if strings.HasSuffix(e.Host, ".manage.microsoft.us") && slices.Contains(e.Connectors, ServiceConnectionPoint) && e.Since != "2107" {
			t.Errorf("%s: tenant attach for US Government began with 2107, not with %q", e.ID, e.Since)
		}
		if e.Grade == Inferred && e.Required {
			t.Errorf("%s is inferred, and cannot be required", e.ID)
		}
	}
}

func TestOffered(t *testing.T) {
	for name, want := range map[string]bool{"public": true, "gcc": true, "usgovernment": true, "dod": true, "china": false} {
		got, why, err := Offered(name)
		if got != want || why == "" || err != nil {
			t.Errorf("%s: %t, %q, %v", name, got, why, err)
		}
		entries, _ := For(name)
		if site := Select(entries, Filter{Connectors: []Connector{ServiceConnectionPoint}}); (len(site) > 0) != want {
			t.Errorf("%s: %d entries for the service connection point", name, len(site))
		}
	}
	if _, _, err := Offered("mars"); err == nil {
		t.Error("there is no such cloud")
	}
}

func TestPurposes(t *testing.T) {
	for _, p := range Purposes() {
		if p.What == "" || !strings.HasSuffix(p.Without, ".") {
			t.Errorf("%+v", p)
		}
	}
	if _, known := Purpose("fun").Info(); known {
		t.Error("fun is no purpose")
	}
}

func TestSelect(t *testing.T) {
	entries, _ := For("public")
	for _, tt := range []struct {
		name   string
		filter Filter
		want   int
	}{
		{"all", Filter{}, len(entries)},
		{"revocation", Filter{Purposes: []Purpose{PurposeCRLOCSP}}, 9},
		{"required by the site", Filter{Connectors: []Connector{ServiceConnectionPoint}, RequiredOnly: true}, 14},
		{"provider", Filter{Connectors: []Connector{Provider}}, 2},
		{"nothing", Filter{Purposes: []Purpose{PurposeAdded}}, 0},
	} {
		if got := Select(entries, tt.filter); len(got) != tt.want {
			t.Errorf("%s: %d", tt.name, len(got))
		}
	}
	got := Select(entries, Filter{})
	got[0].Connectors[0], got[0].ID = "changed", "changed"
	if entries[0].Connectors[0] == "changed" {
		t.Error("the copy shares its connectors")
	}
}

func TestGroups(t *testing.T) {
	entries := everything(t)
	got := []string{}
	n := 0
	for _, g := range Groups(entries) {
		got = append(got, g.Scheme+" "+portOf(target{port: g.Port}))
		n += len(g.Entries)
	}
	if want := "https 443,https 8443,http 80,http 8080"; strings.Join(got, ",") != want || n != len(entries) {
		t.Errorf("%v, %d entries", got, n)
	}
}

func TestHashAndDiff(t *testing.T) {
	entries := everything(t)
	shuffled := slices.Clone(entries)
	rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	shuffled[0] = shuffled[0].clone()
	slices.Reverse(shuffled[0].Connectors)
	if Hash(entries) != Hash(shuffled) || len(Diff(entries, shuffled)) != 0 {
		t.Error("the order must not matter")
	}
	if Hash(nil) == Hash(entries) || len(Hash(nil)) != 64 {
		t.Error(Hash(nil))
	}
	for name, change := range map[string]func(*Entry){
		"host": func(e *Entry) { e.Host = "other.example.com" }, "port": func(e *Entry) { e.Port = 444 }, "path": func(e *Entry) { e.Path = "/x" },
		"scheme": func(e *Entry) { e.Scheme = HTTP }, "exact": func(e *Entry) { e.Exact = !e.Exact }, "purpose": func(e *Entry) { e.Purpose = PurposeGraph },
		"connectors": func(e *Entry) { e.Connectors = nil }, "required": func(e *Entry) { e.Required = !e.Required }, "since": func(e *Entry) { e.Since = "9999" },
		"idle_timeout": func(e *Entry) { e.IdleTimeout = 90 * time.Second }, "clouds": func(e *Entry) { e.Clouds = nil },
		"source": func(e *Entry) { e.Source = "hearsay" }, "grade": func(e *Entry) { e.Grade = "guessed" },
	} {
		changed := slices.Clone(entries)
		change(&changed[slices.IndexFunc(changed, func(e Entry) bool { return e.ID == "telemetry" })])
		diff := Diff(entries, changed)
		if len(diff) != 1 || diff[0].Kind != Changed || len(diff[0].Fields) != 1 || diff[0].Fields[0].Name != name || !strings.Contains(diff[0].String(), name) {
			t.Errorf("%s: %v", name, diff)
		}
		if Hash(entries) == Hash(changed) {
			t.Errorf("%s does not change the hash", name)
		}
	}
	diff := Diff(entries[:2], entries[1:3])
	if len(diff) != 2 || diff[0].Kind != Removed || diff[1].Kind != Added || !strings.HasPrefix(diff[1].String(), "added "+entries[2].ID) {
		t.Errorf("%v", diff)
	}
}

func TestExclude(t *testing.T) {
	entries, _ := For("public")
	tests := []struct {
		exclusions []string
		removed    []string
		unused     int
		err        string
	}{
		{nil, nil, 0, ""},
		{[]string{"telemetry"}, []string{"telemetry"}, 0, ""},
		{[]string{"*.digicert.com"}, []string{"crl_digicert_3", "crl_digicert_4", "ocsp_digicert"}, 0, ""},
		{[]string{"*.manage.microsoft.com"}, []string{"notification_channel", "tenant_attach_service"}, 0, ""},
		{[]string{"*.microsoft.com"}, []string{"admin_center", "crl_microsoft", "crl_microsoft_pkiops", "graph_provider", "graph_site", "notification_channel", "ocsp_microsoft_oneocsp", "tenant_attach_service"}, 0, ""},
		{[]string{"http://www.microsoft.com/pkiops", "CRL3.DigiCert.com."}, []string{"crl_digicert_3", "crl_microsoft_pkiops"}, 0, ""},
		{[]string{"https://www.microsoft.com/pkiops", "telemetri", "manage.microsoft.com", "example.com"}, nil, 4, ""},
		{[]string{"gateway.manage.microsoft.com"}, nil, 0, "cannot leave a part out"},
		{[]string{"*.eu.manage.microsoft.com"}, nil, 0, "cannot leave a part out"},
		{[]string{"https://gateway.manage.microsoft.com"}, nil, 0, "cannot leave a part out"},
		{[]string{"no such thing"}, nil, 0, "excludes nothing"},
		{[]string{"*"}, nil, 0, "excludes nothing"},
	}
	for _, tt := range tests {
		got, err := Exclude(entries, tt.exclusions)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%v: %v", tt.exclusions, err)
			}
			continue
		}
		removed := []string{}
		for _, e := range got.Removed {
			removed = append(removed, e.ID)
		}
		slices.Sort(removed)
		if err != nil || !slices.Equal(removed, tt.removed) || len(got.Unused) != tt.unused || len(got.Kept)+len(got.Removed) != len(entries) {
			t.Errorf("%v: removed %v, unused %v, %v", tt.exclusions, removed, got.Unused, err)
		}
	}
}
