package smsprovider

import (
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestStatusMessages: filtered by number and ordered by time; their texts by record; nothing for an account without rights.
func TestStatusMessages(t *testing.T) {
	s := newSite(t, nil)
	for i, id := range []int64{11410, 11412, 500} {
		m := world.StatusMessage{ID: id, Severity: 0x40000000, Component: "SMS_SERVICE_CONNECTOR", Machine: "CM01", Time: s.clock.Now().Add(time.Duration(i) * time.Hour), Texts: []string{"a", "b"}}
		if err := s.tenant.Raise(m); err != nil {
			t.Fatal(err)
		}
	}
	const query = "?$filter=MessageID eq 11410 or MessageID eq 11412&$orderby=Time desc&$select=RecordID,MessageID,Time"
	if got := s.texts(reader, "SMS_StatusMessage"+query, "MessageID"); got != "11412 11410" {
		t.Errorf("messages %s", got)
	}
	if got := s.texts(reader, "SMS_StatMsgInsStrings?$filter=RecordID eq 2", "InsStrValue"); got != "a b" {
		t.Errorf("texts %s", got)
	}
	if got := s.texts(odd, "SMS_StatusMessage"+query, "MessageID"); got != "" {
		t.Errorf("without rights: %s", got)
	}
}
