package audit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

func at(hour int) time.Time { return time.Date(2026, 5, 4, 3+hour, 0, 0, 0, time.UTC) }

// message is an audit message that says these texts, n hours later.
func message(n int, user string, texts ...string) adminservice.AuditMessage {
	return adminservice.AuditMessage{StatusMessage: adminservice.StatusMessage{MessageID: 53402, Component: "Microsoft.ConfigurationManagement.exe", Time: at(n), Texts: texts}, User: user}
}

// fits are the records by who did it and how it fits, in their order.
func fits(records []Record) string {
	out := []string{}
	for _, r := range records {
		out = append(out, r.Who+": "+r.Fit.String())
	}
	return strings.Join(out, ", ")
}

// TestOfSite: the messages that fit best, newest first: those that name what was changed, else the object, else what it is
// called, else all. Who a message is by is nothing that it is about.
func TestOfSite(t *testing.T) {
	const guid = "c0117050-0000-0000-0000-000000000000"
	q := Question{Objects: []string{guid, ""}, Names: []string{"Contoso"}, Changes: []Change{{Values: []string{"P0100020"}}}}
	value, object, named := message(1, `CORP\alice`, "to p0100020"), message(2, `CORP\bob`, "tenant "+strings.ToUpper(guid)), message(3, `CORP\carol`, "Contoso")
	other := message(4, `CONTOSO\dave`, `CONTOSO\dave`, "x", "Contoso2", "P01000200")
	for _, tt := range []struct {
		messages []adminservice.AuditMessage
		want     string
	}{
		{nil, ""},
		{[]adminservice.AuditMessage{other, named, object, value}, `CORP\alice: matched by a changed value and time`},
		{[]adminservice.AuditMessage{named, object, other, object}, `CORP\bob: matched by object and time, CORP\bob: matched by object and time`},
		{[]adminservice.AuditMessage{other, named}, `CORP\carol: matched by the name of the object and time`},
		{[]adminservice.AuditMessage{message(1, "a"), other}, `CONTOSO\dave: matched by kind and time only, a: matched by kind and time only`},
	} {
		if got := fits(best(q.ofSite(tt.messages, Self{}), q.Changes)); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// TestBest: each change has the entries that fit it best, and none hides those of another. Terraform's own hide nobody's, and
// come last.
func TestBest(t *testing.T) {
	one := func(hour int, who string, own bool, fits map[string]Fit) candidate {
		return candidate{Record{Time: at(hour), Who: who, Own: own}, func(c Change) Fit { return fits[c.Words[0]] }}
	}
	name, notes := Change{Words: []string{"name"}}, Change{Words: []string{"notes"}}
	alice, bob := one(1, "alice", false, map[string]Fit{"name": ByChange, "notes": ByObject}), one(2, "bob", false, map[string]Fit{"name": ByObject, "notes": ByObject})
	carol := one(3, "carol", false, map[string]Fit{"notes": ByChange})
	self := one(9, "terraform", true, map[string]Fit{"name": ByChange, "notes": ByObject})
	for _, tt := range []struct {
		all     []candidate
		changes []Change
		want    string
	}{
		{[]candidate{alice, bob}, []Change{name}, "alice: matched by object, kind of change and time"},
		{[]candidate{alice, bob}, []Change{name, notes}, "bob: matched by object and time, alice: matched by object, kind of change and time"},
		{[]candidate{alice, bob, carol}, []Change{name, notes}, "carol: matched by object, kind of change and time, alice: matched by object, kind of change and time"},
		{[]candidate{self, bob}, []Change{name}, "bob: matched by object and time, terraform: matched by object, kind of change and time"},
		{[]candidate{self, alice}, []Change{notes}, "alice: matched by object and time, terraform: matched by object and time"},
		{[]candidate{self, one(1, "x", false, nil)}, []Change{name}, "x: matched by kind and time only, terraform: matched by object, kind of change and time"},
		{[]candidate{self}, []Change{name}, "terraform: matched by object, kind of change and time"},
	} {
		if got := fits(best(tt.all, tt.changes)); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	q := Question{Changes: []Change{name, notes}}
	for want, candidates := range map[bool][]candidate{true: {alice}, false: {self, one(1, "x", false, map[string]Fit{"name": ByObject})}} {
		if q.answered(candidates) != want {
			t.Errorf("answered: %v", !want)
		}
	}
}

// TestNames: a name is a whole text, or a whole word in it; never a part of a longer one, of a domain or of an account.
func TestNames(t *testing.T) {
	for _, tt := range []struct {
		text, name string
		want       bool
	}{
		{"Contoso", "contoso", true},
		{"tenant 'Contoso' was changed", "Contoso", true},
		{"It was Contoso.", "Contoso", true},
		{"Contoso2, then Contoso", "Contoso", true},
		{"P0100014", "P0100014", true},
		{"Collection P0100014, 3 rules", "p0100014", true},
		{"Größe: Öffnung", "öffnung", true},
		{`CONTOSO\alice`, "Contoso", false},
		{`User CONTOSO\alice did`, "Contoso", false},
		{`CORP\contoso`, "Contoso", false},
		{"alice@contoso.com", "Contoso", false},
		{"contoso@corp.example", "Contoso", false},
		{"https://x.contoso.com/", "Contoso", false},
		{"Contoso2", "Contoso", false},
		{"P01000144", "P0100014", false},
		{"my-contoso", "Contoso", false},
		{"contoso-old", "Contoso", false},
		{"größeöffnung", "öffnung", false},
		{"Test", "test", true},       // as a whole
		{"a test of", "test", false}, // too short for a part
		{"all", "all", false},        // too short for anything
		{"x", "", false},
		{`\\cm01.corp.example`, "cm01.corp.example", true},
		{`\\cm01.corp.example\SMS_P01`, "CM01.corp.example", true},
		{`["Display=\\cm01.corp.example\"]MSWNET:["SMS_SITE=P01"]\\cm01.corp.example\`, "cm01.corp.example", true},
		{`\\cm01`, "CM01", true},
		{`\\cm01.corp.example`, "corp.example", false},
	} {
		if got := names([]string{tt.text}, []string{tt.name}); got != tt.want {
			t.Errorf("%s in %s: %v", tt.name, tt.text, got)
		}
	}
}

// TestSelf: an entry is Terraform's own by the client id, the service principal or the user of the token; at the site by the
// account. A user who works by means of the same application is somebody else.
func TestSelf(t *testing.T) {
	app, user := Self{AppID: "App", ObjectID: "sp"}, Self{UPN: "alice@contoso.example"}
	for _, tt := range []struct {
		self Self
		e    graph.AuditRecord
		want bool
	}{
		{app, graph.AuditRecord{AppID: "app"}, true},
		{app, graph.AuditRecord{AppObjectID: "SP"}, true},
		{app, graph.AuditRecord{AppID: "other", AppObjectID: "other"}, false},
		{app, graph.AuditRecord{AppID: "app", User: "alice@contoso.example"}, false},
		{app, graph.AuditRecord{}, false},
		{user, graph.AuditRecord{AppID: "cli", User: "Alice@contoso.example"}, true},
		{user, graph.AuditRecord{AppID: "cli"}, false},
		{Self{}, graph.AuditRecord{}, false},
	} {
		if got := tt.self.did(tt.e); got != tt.want {
			t.Errorf("%+v did %+v: %v", tt.self, tt.e, got)
		}
	}
	for _, tt := range []struct {
		account, user string
		want          bool
	}{
		{"svc-tf@CORP.CONTOSO.COM", `CORP\svc-tf`, true}, {`corp\SVC-TF`, `CORP\svc-tf`, true}, {"svc-tf@CORP.CONTOSO.COM", `LAB\svc-tf`, false},
		{"svc-tf@CORP.CONTOSO.COM", `CORP\alice`, false}, {"", "", false}, {"svc-tf", `CORP\svc-tf`, false}, {"", `CORP\alice`, false},
	} {
		if got := (Self{Account: tt.account}).raised(adminservice.AuditMessage{User: tt.user}); got != tt.want {
			t.Errorf("%s raised that of %s: %v", tt.account, tt.user, got)
		}
	}
}

// TestSilence: a log that did not answer in time is not asked again for a while, unless there is more time; other logs are.
func TestSilence(t *testing.T) {
	clock := clockwork.NewFakeClock()
	s := NewSilence(clock)
	s.note(Site, 2*time.Second)
	s.note(Site, time.Second) // less is no news
	for _, tt := range []struct {
		log    Source
		limit  time.Duration
		silent bool
	}{{Site, time.Second, true}, {Site, 2 * time.Second, true}, {Site, 3 * time.Second, false}, {Entra, time.Second, false}} {
		if err := s.of(tt.log, tt.limit); (err != nil) != tt.silent || err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s, %s: %v", tt.log, tt.limit, err)
		}
	}
	clock.Advance(patience)
	if err := s.of(Site, time.Second); err != nil {
		t.Errorf("still %v", err)
	}
	var none *Silence
	none.note(Site, time.Second)
	if err := none.of(Site, time.Second); err != nil {
		t.Error(err)
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
	kind, unread, own, changed := one, one, one, one
	kind.Fit = ByKind
	unread.Fit, unread.Unread = ByKind, "could not read the texts"
	own.Own = true
	changed.Who, changed.Fit = "bob", ByChange
	many := make([]Record, mostRecords+2)
	for i := range many {
		many[i] = Record{Time: at(0), What: fmt.Sprint(i)}
	}
	const line = "alice, 2026-05-04T03:00:00Z, console (status message 1)"
	for want, a := range map[string]Answer{
		"Probably changed by " + line + ", 2 times\n(":                                                                                                                                                                         {Source: Site, Records: []Record{one, one}},
		"Probably changed by " + line + "\n(the audit messages of the site, matched by object and time: inferred)":                                                                                                             {Source: Site, Records: []Record{one}},
		"Probably changed by " + line + " – this is the identity that Terraform uses here\n(":                                                                                                                                  {Source: Site, Records: []Record{own}},
		"Probably changed by one of these, newest first, Terraform's own last:\n- bob":                                                                                                                                         {Source: Site, Records: []Record{changed, own}},
		"- " + line + "\n(the audit log of Microsoft Entra, matched by object, kind of change and time or matched by":                                                                                                          {Source: Entra, Records: []Record{changed, one}},
		"These audit messages are of a kind that may be it; none names the object:\n- " + line + "\n(the audit messages of the site, matched by kind and time only: inferred)":                                                 {Source: Site, Records: []Record{kind}},
		"These entries are of a kind that may be it; none names the object:\n- " + line:                                                                                                                                        {Source: Intune, Records: []Record{kind}},
		"none is seen to name the object:\n- " + line + ", its details could not be read\n(":                                                                                                                                   {Source: Site, Records: []Record{unread}},
		": inferred)\nDetails could not be read: could not read the texts":                                                                                                                                                     {Source: Site, Records: []Record{unread}},
		"Probably changed by bob, 2026-05-04T03:00:00Z, console (status message 1)\n(the audit messages of the site, matched by object, kind of change and time: inferred)\nThese audit messages are of a kind that may be it": {Source: Site, Records: []Record{changed, kind}},
		"- and 2 more\n(the audit log of Intune, matched by kind and time only: inferred)":                                                                                                                                     {Source: Intune, Records: many},
		"- somebody whom the log does not name, 2026-05-04T03:00:00Z, 4\n":                                                                                                                                                     {Source: Intune, Records: many},
		"inferred)\nFound among the 50 newest entries: older ones, which were not read, may be it, too.":                                                                                                                       {Source: Entra, Records: []Record{one}, Read: 50, More: true},
		"The audit log of Microsoft Entra: no record since 2026-05-04T03:00:00Z. Entries appear some minutes":                                                                                                                  {Source: Entra, since: at(0), Read: 50},
		"The audit log of Intune: nothing that fits among the 50 newest entries; older ones were not read, since 2026-05-04T03:00:00Z. Entries":                                                                                {Source: Intune, since: at(0), Read: 50, More: true},
		"The audit log of Intune: it gave no entries yet, and may have more, since 2026-05-04T03:00:00Z":                                                                                                                       {Source: Intune, since: at(0), More: true},
		"The audit log of Intune: no record since":                                                                                                                                                                             {Source: Intune},
		"The audit log of Intune: could not be asked: no\n\uFFFD[31m":                                                                                                                                                          {Source: Intune, Err: errors.New("no\n\x1b[31m")},
		"The audit log of Microsoft Entra: could not be asked in time (2.5s). context deadline exceeded":                                                                                                                       {Source: Entra, Err: context.DeadlineExceeded, limit: 2500 * time.Millisecond},
		"The audit log of Intune: not asked again, since it could not be asked in time (2s) at 2026-05-04T03:00:00Z.":                                                                                                          {Source: Intune, Err: &SilentError{At: at(0), Limit: 2 * time.Second}},
		"Probably changed by somebody whom the log does not name, at a time that the log does not say, x":                                                                                                                      {Source: Site, Records: []Record{{What: "x", Fit: ByObject}}},
	} {
		got := a.Text("changed")
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if a.More && strings.Contains(got, "no record") || strings.HasPrefix(want, "These") && strings.Contains(got, "Probably") {
			t.Errorf("says too much: %q", got)
		}
	}
	for want, answers := range map[bool][][]Answer{
		true:  {{{Records: []Record{own}}}, {{Records: []Record{own, own}}, {Err: context.DeadlineExceeded}}},
		false: {nil, {{}}, {{Records: []Record{one, own}}}, {{Records: []Record{own}}, {Records: []Record{kind}}}},
	} {
		for i, a := range answers {
			if OnlyOwn(a) != want {
				t.Errorf("%v, %d: only Terraform's own", want, i)
			}
		}
	}
}

// TestIntune: what has the setting in its activity or its type; what has tenant attach there may be it. A name or a property
// is nothing to go by, and what failed has changed nothing.
func TestIntune(t *testing.T) {
	q := TenantAttachRBAC()
	entry := func(hour int, user, activity string, targets ...graph.AuditTarget) graph.AuditRecord {
		return graph.AuditRecord{Time: at(hour), User: user, Activity: activity, Targets: targets}
	}
	failed := entry(0, "carol", "Enable TenantAttachRBAC")
	failed.Failed = true
	innocent := []graph.AuditRecord{
		entry(0, "x", "Patch DeviceConfiguration"), failed,
		entry(0, "y", "Patch DeviceConfiguration", graph.AuditTarget{ID: "TenantAttachRBAC", Name: "TenantAttachRBAC", Type: "DeviceConfiguration", Changed: []string{"tenantAttachRBAC"}}),
	}
	kind := entry(2, "dave", "Update TenantAttachConnector")
	alice, bob := entry(0, "alice", "Enable TenantAttachRBAC"), entry(1, "bob", "Patch", graph.AuditTarget{Type: "tenantAttachRBAC"})
	for _, tt := range []struct {
		entries []graph.AuditRecord
		want    string
	}{
		{innocent, ""},
		{append(innocent, kind), "dave: matched by kind and time only"},
		{append(innocent, kind, alice, bob), "bob: matched by object and time, alice: matched by object and time"},
	} {
		if got := fits(best(q.ofGraph(tt.entries, Self{}), []Change{{}})); got != tt.want || q.Source != Intune {
			t.Errorf("got %q, want %q", got, tt.want)
		}
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
