package adminservice

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

const (
	messagesURI = "GET SMS_StatusMessage?$filter=MessageID%20eq%2011410%20or%20MessageID%20eq%2011411%20or%20MessageID%20eq%2011412%20or%20MessageID%20eq%2011488&" +
		"$orderby=Time%20desc&$select=RecordID,MessageID,Component,MachineName,SiteCode,Time,Severity&$skip=0&$top=1000"
	textsURI = "GET SMS_StatMsgInsStrings?$filter=RecordID%20eq%207%20or%20RecordID%20eq%205&$select=RecordID,InsStrIndex,InsStrValue&$skip=0&$top=1000"
)

// TestConnectorMessages: filtered by number at the service; ordered, capped and told from those of clients here.
func TestConnectorMessages(t *testing.T) {
	messages := wiretest.List(
		`{"RecordID":"5","MessageID":11411,"Component":"SMS_SERVICE_CONNECTOR","MachineName":"CM01","SiteCode":"P01","Time":"2026-05-04T03:00:00Z","Severity":2147483648}`,
		`{"RecordID":4,"MessageID":11410,"Component":"SMS_SERVICE_CONNECTOR","Time":"2026-05-03T03:00:00Z","Severity":1073741824}`,
		`{"RecordID":6,"MessageID":11410,"Component":"Task Sequence Engine","Time":"2026-05-05T03:00:00Z"}`,
		`{"RecordID":8,"MessageID":500,"Component":"SMS_SERVICE_CONNECTOR","Time":"2026-05-05T03:00:00Z"}`,
		`{"RecordID":7,"MessageID":11488,"Component":"SMS_SERVICE_CONNECTOR_GATEWAYSYNC","MachineName":"\\\\CM01","Time":"2026-05-04T05:00:00+02:00","Severity":3221225472}`,
	)
	s := newScript(t, messages, wiretest.List(`{"RecordID":5,"InsStrIndex":"1","InsStrValue":"b"}`, `{"RecordID":7,"InsStrIndex":0,"InsStrValue":"x"}`, `{"RecordID":5,"InsStrIndex":0,"InsStrValue":"a"}`))
	c, _ := s.client()
	got, err := c.ConnectorMessages(t.Context(), 2)
	at := time.Date(2026, 5, 4, 3, 0, 0, 0, time.UTC)
	want := []StatusMessage{
		{RecordID: 7, MessageID: 11488, Component: "SMS_SERVICE_CONNECTOR_GATEWAYSYNC", Machine: "CM01", Time: at, Severity: 0xC0000000, Texts: []string{"x"}},
		{RecordID: 5, MessageID: 11411, Component: "SMS_SERVICE_CONNECTOR", Machine: "CM01", SiteCode: "P01", Time: at, Severity: 0x80000000, Texts: []string{"a", "b"}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	s.checkURIs(messagesURI, textsURI)
}

// TestConnectorMessagesOfNobody: an empty answer is taken for nothing only after the account was seen to read.
func TestConnectorMessagesOfNobody(t *testing.T) {
	for name, tt := range map[string]struct {
		replies []reply
		denied  bool
		err     string
	}{
		"none":       {[]reply{wiretest.List(), proof}, false, ""},
		"no rights":  {[]reply{wiretest.List(), denied}, true, "no administrative user"},
		"denied":     {[]reply{denied}, true, "no administrative user"},
		"no class":   {[]reply{absent, proof}, false, "class or method is not there"},
		"not a row":  {[]reply{wiretest.List(`{"Time":7}`)}, false, "a time is not a text"},
		"null":       {[]reply{wiretest.List(`null`)}, false, "it is null"},
		"no numbers": {[]reply{wiretest.List(`{"RecordID":"x"}`)}, false, "not a whole number"},
	} {
		s := newScript(t, tt.replies...)
		c, _ := s.client()
		got, err := c.ConnectorMessages(t.Context(), 2)
		if len(got) != 0 || IsAccessDenied(err) != tt.denied || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
		s.Done()
	}
}

// TestConnectorMessagesWithoutTexts: how the texts are read is inferred, so a site that refuses it costs only them.
func TestConnectorMessagesWithoutTexts(t *testing.T) {
	s := newScript(t, wiretest.List(`{"RecordID":5,"MessageID":11410,"Component":"SMS_SERVICE_CONNECTOR","Time":"2026-05-04T03:00:00Z"}`), refusal(http.StatusBadRequest, "400", "no"))
	c, _ := s.client()
	got, err := c.ConnectorMessages(t.Context(), 2)
	if err != nil || len(got) != 1 || !strings.Contains(got[0].Unread, "answered 400") {
		t.Errorf("got %+v, %v", got, err)
	}
	s.Done()
}

func TestSeverityName(t *testing.T) {
	for n, want := range map[int64]string{1073741824: "informational", 2147483648: "warning", 3221225472: "error", 0: "unknown (0)"} {
		if got := SeverityName(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
