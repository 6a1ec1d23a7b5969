package sitecheck

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

func entries(t testing.TB) []endpoint.Entry {
	t.Helper()
	list, err := endpoint.For("public")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestEndpointsIn(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "",
		"https://aka.ms/configmgrgateway": "https://aka.ms/configmgrgateway=tenant_attach_discovery",
		"failed: 'https://aka.ms/configmgrgateway', twice.":                         "https://aka.ms/configmgrgateway=tenant_attach_discovery",
		"see https://elsewhere.example/x.":                                          "https://elsewhere.example/x=",
		"EU.gateway.configmgr.manage.microsoft.com:443":                             "https://eu.gateway.configmgr.manage.microsoft.com=notification_channel",
		"aka.ms; crl3.digicert.com":                                                 "https://aka.ms=tenant_attach_discovery https://crl3.digicert.com",
		"cm01.corp.contoso.example 5.00.9141.1000":                                  "",
		"manage.microsoft.com.evil.example":                                         "",
		"https://aka.ms/configmgrgateway and again https://aka.ms/configmgrgateway": "https://aka.ms/configmgrgateway=tenant_attach_discovery",
	} {
		got := []string{}
		for _, n := range endpointsIn([]string{text}, entries(t)) {
			got = append(got, n.Address+"="+n.ID)
		}
		if text == "aka.ms; crl3.digicert.com" {
			want = "https://aka.ms=tenant_attach_discovery http://crl3.digicert.com=crl_digicert_3"
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %v, want %s", text, got, want)
		}
	}
}

func FuzzEndpointsIn(f *testing.F) {
	f.Add("https://aka.ms/configmgrgateway", "gateway.configmgr.manage.microsoft.com")
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, n := range endpointsIn([]string{a, b}, entries(t)) {
			if n.Address == "" || strings.ContainsAny(n.Address, " \"'") {
				t.Errorf("%q, %q: %+v", a, b, n)
			}
		}
	})
}

// TestStatesOf: the last word counts, and one that all is well clears what was named before.
func TestStatesOf(t *testing.T) {
	start := time.Date(2026, 5, 4, 3, 0, 0, 0, time.UTC)
	message := func(id int64, after time.Duration, texts ...string) adminservice.StatusMessage {
		return adminservice.StatusMessage{MessageID: id, Time: start.Add(after), Texts: texts}
	}
	const a, b = "https://a.manage.microsoft.com", "https://b.manage.microsoft.com"
	for name, tt := range map[string]struct {
		messages []adminservice.StatusMessage // newest first
		want     string
	}{
		"none":        {nil, ""},
		"unnamed":     {[]adminservice.StatusMessage{message(11412, 0)}, ""},
		"last counts": {[]adminservice.StatusMessage{message(11411, 2, a), message(11412, 1, a, b)}, a + " warning 11411, " + b + " error 11412"},
		"cleared":     {[]adminservice.StatusMessage{message(11410, 3), message(11488, 1, a)}, a + " ok 11410"},
		"after that":  {[]adminservice.StatusMessage{message(11488, 4, b), message(11410, 3), message(11412, 1, a, b)}, a + " ok 11410, " + b + " critical 11488"},
		"named ok":    {[]adminservice.StatusMessage{message(11410, 3, a), message(11412, 1, a, b)}, a + " ok 11410, " + b + " error 11412"},
	} {
		got := []string{}
		for _, s := range statesOf(findingsOf(tt.messages, entries(t))) {
			got = append(got, s.Address+" "+s.State+" "+map[int64]string{11410: "11410", 11411: "11411", 11412: "11412", 11488: "11488"}[s.MessageID])
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: got %v, want %s", name, got, tt.want)
		}
	}
}

func TestWorst(t *testing.T) {
	now := time.Date(2026, 5, 4, 3, 0, 0, 0, time.UTC)
	list := []Finding{{State: StateOK, Time: now}, {State: StateWarning, Time: now.Add(-Round)}, {State: StateCritical, Time: now.Add(-Round - 1)}}
	if got := worst(list); got.State != StateWarning {
		t.Errorf("got %s", got.State)
	}
	slices.Reverse(list)
	if got := worst(list[:1]); got.State != StateCritical {
		t.Errorf("got %s", got.State)
	}
}

func TestJudgeWithoutTime(t *testing.T) {
	f := []Finding{{State: StateOK, MessageID: 11410}}
	if v := judge(f, f, Point{Server: "cm01"}, time.Now(), time.Hour); v.Status != StatusUnknown || !strings.Contains(v.Reason, "has no time") {
		t.Errorf("%+v", v)
	}
}

// TestNotOne: none, or more than a hierarchy can have.
func TestNotOne(t *testing.T) {
	if got := notOne(nil); !strings.Contains(got, "shows no service connection point") {
		t.Error(got)
	}
	if got := notOne([]Point{{Server: "a"}, {Server: "b"}}); !strings.Contains(got, "2 service connection points, where it can have one: a, b") {
		t.Error(got)
	}
}
