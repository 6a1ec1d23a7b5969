package adminservice

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

const (
	auditsURI = "GET SMS_StatusMessage?$filter=MessageType%20eq%20768%20and%20%28MessageID%20eq%2030036%20or%20MessageID%20eq%2030037%20or%20MessageID%20eq%2030038%29%20and%20Time%20ge%202026-05-04T01%3A02%3A03.004Z&" +
		"$orderby=Time%20desc&$select=RecordID,MessageID,Component,MachineName,SiteCode,Time,Severity&$top=20"
	auditTextsURI  = "GET SMS_StatMsgInsStrings?$filter=RecordID%20eq%207%20or%20RecordID%20eq%205&$select=RecordID,InsStrIndex,InsStrValue&$skip=0&$top=1000"
	auditValuesURI = "GET SMS_StatMsgAttributes?$filter=RecordID%20eq%207%20or%20RecordID%20eq%205&$select=RecordID,AttributeID,AttributeValue&$skip=0&$top=1000"
	auditRows      = `{"RecordID":7,"MessageID":30037,"Component":"Microsoft.ConfigurationManagement.exe","Time":"2026-05-04T05:00:00.123Z"},{"RecordID":"5","MessageID":30038,"Component":"AdminUI.PS.Provider.dll","Time":"2026-05-04T04:00:00Z"}`
	auditTexts     = `{"RecordID":7,"InsStrIndex":0,"InsStrValue":"CORP\\alice"},{"RecordID":7,"InsStrIndex":1,"InsStrValue":"\\\\cm01"},{"RecordID":5,"InsStrIndex":0,"InsStrValue":"CORP\\bob"}`
)

func auditsSince() time.Time { return time.Date(2026, 5, 4, 1, 2, 3, 4e6, time.UTC) }

// TestAuditMessages: one query for the messages, then their texts and attributes; the user is an attribute, or the text that
// looks like one.
func TestAuditMessages(t *testing.T) {
	s := newScript(t, wiretest.List(auditRows), wiretest.List(auditTexts), wiretest.List(`{"RecordID":7,"AttributeID":403,"AttributeValue":"CORP\\carol"}`, `{"RecordID":7,"AttributeID":402,"AttributeValue":"P0100014"}`))
	c, _ := s.client()
	got, err := c.AuditMessages(t.Context(), auditsSince(), SystemRoleAudits(), anyMessage)
	want := Audits{Messages: []AuditMessage{
		{StatusMessage: StatusMessage{RecordID: 7, MessageID: 30037, Component: "Microsoft.ConfigurationManagement.exe", Time: time.Date(2026, 5, 4, 5, 0, 0, 123e6, time.UTC), Texts: []string{`CORP\alice`, `\\cm01`}}, User: `CORP\carol`, Values: []string{"P0100014"}},
		{StatusMessage: StatusMessage{RecordID: 5, MessageID: 30038, Component: "AdminUI.PS.Provider.dll", Time: time.Date(2026, 5, 4, 4, 0, 0, 0, time.UTC), Texts: []string{`CORP\bob`}}, User: `CORP\bob`},
	}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	s.checkURIs(auditsURI, auditTextsURI, auditValuesURI)
	for _, m := range []struct{ component, via string }{{want.Messages[0].Component, "console"}, {want.Messages[1].Component, "PowerShell"}, {"X", "component X"}, {"", "component not known"}} {
		if via := (AuditMessage{StatusMessage: StatusMessage{Component: m.component}}).Via(); via != m.via {
			t.Errorf("%s: %s", m.component, via)
		}
	}
}

// TestAuditMessagesWithout: no messages are asked nothing more of, once the account was seen to read; how texts and
// attributes are read is inferred, so a site that refuses costs only them.
func TestAuditMessagesWithout(t *testing.T) {
	s := newScript(t, wiretest.List(), proof)
	c, _ := s.client()
	if got, err := c.AuditMessages(t.Context(), auditsSince(), SystemRoleAudits(), anyMessage); err != nil || len(got.Messages) != 0 || got.More {
		t.Errorf("got %+v, %v", got, err)
	}
	s.Done()
	s = newScript(t, denied)
	c, _ = s.client()
	if _, err := c.AuditMessages(t.Context(), auditsSince(), SystemRoleAudits(), anyMessage); !IsAccessDenied(err) {
		t.Errorf("got %v", err)
	}
	s.Done()
	s = newScript(t, wiretest.List(auditRows), refusal(http.StatusBadRequest, "400", "no"), refusal(http.StatusBadRequest, "400", "no"))
	c, _ = s.client()
	got, err := c.AuditMessages(t.Context(), auditsSince(), SystemRoleAudits(), anyMessage)
	if err != nil || len(got.Messages) != 2 || got.Messages[0].User != "" || got.Messages[0].MessageID != 30037 || !strings.Contains(got.Messages[0].Unread, "read the texts") {
		t.Errorf("got %+v, %v", got, err)
	}
	s.Done()
	s = newScript(t, wiretest.List(auditRows), wiretest.List(auditTexts), refusal(http.StatusBadRequest, "400", "no"))
	c, _ = s.client()
	got, err = c.AuditMessages(t.Context(), auditsSince(), SystemRoleAudits(), anyMessage)
	if err != nil || len(got.Messages) != 2 || got.Messages[0].User != `CORP\alice` || !strings.Contains(got.Messages[1].Unread, "read the attributes") {
		t.Errorf("got %+v, %v", got, err)
	}
	s.Done()
}

// anyMessage has found what it looks for in any page with messages.
func anyMessage(m []AuditMessage) bool { return len(m) > 0 }

// auditRowsOf are n messages, the first with this number and each next one with the number below.
func auditRowsOf(first, n int) reply {
	rows := []string{}
	for i := range n {
		rows = append(rows, fmt.Sprintf(`{"RecordID":%d,"MessageID":30037,"Time":"2026-05-04T05:00:00Z"}`, first-i))
	}
	return wiretest.List(rows...)
}

// TestAuditMessagePages: messages are read on while nothing was found, a few pages far; each counts once, and it is said
// whether there may be more.
func TestAuditMessagePages(t *testing.T) {
	never := func([]AuditMessage) bool { return false }
	for name, tt := range map[string]struct {
		pages []reply
		found func([]AuditMessage) bool
		read  int
		more  bool
	}{
		"found on the first":   {[]reply{auditRowsOf(100, auditsAtOnce)}, anyMessage, auditsAtOnce, true},
		"to the end":           {[]reply{auditRowsOf(100, auditsAtOnce), auditRowsOf(80, 3)}, never, auditsAtOnce + 3, false},
		"nothing after a page": {[]reply{auditRowsOf(100, auditsAtOnce), wiretest.List()}, never, auditsAtOnce, false},
		"one moved on":         {[]reply{auditRowsOf(100, auditsAtOnce), auditRowsOf(81, 3)}, never, auditsAtOnce + 2, false},
		"no end": {[]reply{auditRowsOf(200, auditsAtOnce), auditRowsOf(180, auditsAtOnce), auditRowsOf(160, auditsAtOnce), auditRowsOf(140, auditsAtOnce), auditRowsOf(120, auditsAtOnce)},
			never, auditPages * auditsAtOnce, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t)
			for _, page := range tt.pages {
				s.Add(page)
				if strings.Contains(page.Body, "RecordID") {
					s.Add(wiretest.List(`{"RecordID":0,"InsStrIndex":0,"InsStrValue":"x"}`), wiretest.List(`{"RecordID":0,"AttributeID":1,"AttributeValue":"x"}`))
				}
			}
			c, _ := s.client()
			got, err := c.AuditMessages(t.Context(), auditsSince(), SystemRoleAudits(), tt.found)
			if err != nil || len(got.Messages) != tt.read || got.More != tt.more {
				t.Errorf("%d messages, more %v, %v", len(got.Messages), got.More, err)
			}
			s.Done()
		})
	}
}

// TestSaid: what a message is about is said without who it is by.
func TestSaid(t *testing.T) {
	m := AuditMessage{User: `CONTOSO\alice`, Values: []string{"P0100014", `contoso\ALICE`}, StatusMessage: StatusMessage{Texts: []string{`CONTOSO\bob`, "Alice", `\\CM01`}}}
	if got := strings.Join(m.Said(), "|"); got != `\\CM01|P0100014` {
		t.Errorf("got %q", got)
	}
	if got := (AuditMessage{StatusMessage: StatusMessage{Texts: []string{"Alice"}}}).Said(); len(got) != 1 {
		t.Errorf("got %q", got)
	}
}

// TestIsAccount: a server and a path are none.
func TestIsAccount(t *testing.T) {
	for text, want := range map[string]bool{`CORP\alice`: true, `\\cm01\share`: false, `C:\x\y`: false, "alice": false, `\alice`: false, `CORP\`: false} {
		if isAccount(text) != want {
			t.Errorf("%s: %v", text, !want)
		}
	}
}
