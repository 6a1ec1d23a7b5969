package audit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

func at(hour int) time.Time { return time.Date(2026, 5, 4, 3+hour, 0, 0, 0, time.UTC) }

// message is an audit message that says these texts, n hours later.
func message(n int, user string, texts ...string) adminservice.AuditMessage {
	return adminservice.AuditMessage{StatusMessage: adminservice.StatusMessage{MessageID: 53402, Component: "Microsoft.ConfigurationManagement.exe", Time: at(n), Texts: texts}, User: user}
}

// TestFromSite: the messages that fit best, newest first: those that name what was changed, else the object, else all.
func TestFromSite(t *testing.T) {
	q := Question{Objects: []string{"c0117050", ""}, Values: []string{"P0100020"}}
	value, object, other := message(1, `CORP\alice`, "to p0100020"), message(2, `CORP\bob`, "tenant C0117050"), message(3, "", "x")
	for _, tt := range []struct {
		messages []adminservice.AuditMessage
		want     string
	}{
		{nil, ""},
		{[]adminservice.AuditMessage{other, object, value}, `CORP\alice matched by a changed value and time`},
		{[]adminservice.AuditMessage{object, other, object}, `CORP\bob matched by object and time, CORP\bob matched by object and time`},
		{[]adminservice.AuditMessage{message(1, "a"), other}, ` matched by kind and time only, none names the object, a matched by kind and time only, none names the object`},
	} {
		got := []string{}
		for _, r := range fromSite(tt.messages, q) {
			got = append(got, r.Who+" "+r.Fit.String())
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("got %q, want %q", strings.Join(got, ", "), tt.want)
		}
	}
}

// TestWho: users and applications, and who is not named.
func TestWho(t *testing.T) {
	for want, e := range map[string]graph.AuditRecord{
		"alice":                                {User: "alice"},
		`the application "tool"`:               {App: "tool"},
		`the application "tool" (client id x)`: {App: "tool", AppID: "x"},
		"the application client id x":          {AppID: "x"},
		`alice by means of the application "Intune portal" (client id p)`: {User: "alice", App: "Intune portal", AppID: "p"},
		"": {},
	} {
		if got := who(e); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestAnswer: no answer claims more than the log shows.
func TestAnswer(t *testing.T) {
	one := Record{Time: at(0), Who: "alice", What: "console (status message 1)", Fit: ByObject}
	many := make([]Record, mostRecords+2)
	for i := range many {
		many[i] = Record{Time: at(0), What: fmt.Sprint(i)}
	}
	for want, a := range map[string]Answer{
		"Probably changed by alice, 2026-05-04T03:00:00Z, console (status message 1), 2 times\n(":                                                             {Source: Site, Records: []Record{one, one}},
		"Probably changed by alice, 2026-05-04T03:00:00Z, console (status message 1)\n(the audit messages of the site, matched by object and time: inferred)": {Source: Site, Records: []Record{one}},
		"- and 2 more\n(the audit log of Intune, matched by kind and time only, none names the object: inferred)":                                             {Source: Intune, Records: many},
		"- somebody whom the log does not name, 2026-05-04T03:00:00Z, 4\n":                                                                                    {Source: Intune, Records: many},
		"The audit log of Microsoft Entra: no record since 2026-05-04T03:00:00Z. Entries appear some minutes":                                                 {Source: Entra, since: at(0)},
		"The audit log of Intune: no record since":                                                                                                            {Source: Intune},
		"The audit log of Intune: could not be asked: no\n\uFFFD[31m":                                                                                         {Source: Intune, Err: errors.New("no\n\x1b[31m")},
		"The audit log of Microsoft Entra: could not be asked in time (2.5s). context deadline exceeded":                                                      {Source: Entra, Err: context.DeadlineExceeded, limit: 2500 * time.Millisecond},
		"Probably changed by somebody whom the log does not name, at a time that the log does not say, x":                                                     {Source: Site, Records: []Record{{What: "x"}}},
	} {
		if got := a.Text("changed"); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestIntune: only what names the setting, wherever it does, and nothing that failed.
func TestIntune(t *testing.T) {
	q := TenantAttachRBAC()
	entries := []graph.AuditRecord{
		{Time: at(0), Activity: "Patch DeviceConfiguration", User: "x"},
		{Time: at(0), Activity: "Enable TenantAttachRBAC", User: "alice"},
		{Time: at(1), Activity: "Patch", User: "bob", Targets: []graph.AuditTarget{{Type: "tenantAttachRBAC"}}},
		{Time: at(0), Activity: "Enable TenantAttachRBAC", User: "carol", Failed: true},
	}
	got := []string{}
	for _, r := range fromGraph(entries, nil, q.about) {
		got = append(got, r.Who)
	}
	if strings.Join(got, " ") != "bob alice" || q.Source != Intune {
		t.Errorf("got %v", got)
	}
}

// TestAsk: every question has its answer, also when there is no client for it.
func TestAsk(t *testing.T) {
	none := errors.New("not configured")
	c := Clients{Graph: func() (*graph.Client, error) { return nil, none }, Site: func() (*adminservice.Client, error) { return nil, none }}
	answers := Ask(t.Context(), c, at(0), time.Second, Question{Source: Entra}, Question{Source: Site}, Question{Source: Intune})
	for i, a := range answers {
		if a.Source != Source(i) || !errors.Is(a.Err, none) || !strings.HasSuffix(a.Text("changed"), "could not be asked: not configured") {
			t.Errorf("%d: %+v", i, a)
		}
	}
	if len(answers) != 3 {
		t.Errorf("%d answers", len(answers))
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"Größe → 漢字 🙂": "Größe → 漢字 🙂", "a\x1b[31mb": "a\uFFFD[31mb", "a\r\nb\tc": "a\uFFFD\uFFFDb\uFFFDc", "\u202Eabc\u2066": "\uFFFDabc\uFFFD",
		"a\u2028b\u0085c\u00a0d": "a\uFFFDb\uFFFDc\uFFFDd", "a\xffb": "a\uFFFDb", strings.Repeat("ä", longestText+1): strings.Repeat("ä", longestText) + "…",
	} {
		if got := Clean(text); got != want {
			t.Errorf("%q: got %q", text, got)
		}
	}
}
