package smsprovider

import (
	"testing"
	"time"
)

// TestAuditMessages: a write raises a message with who did it, which is read as every status message, by its type and
// ids; it appears as late as the lab is told, and is no row of the tables.
func TestAuditMessages(t *testing.T) {
	s := newSite(t, nil)
	s.do(admin, "POST", "SMS_AAD_Tenant_Ex", `{"Name":"Contoso","TenantID":"`+s.tenant.ID+`","Environment":1}`, 201)
	s.clock.Advance(time.Minute)
	s.do(admin, "POST", "SMS_CoMgmtConfigs.AddTenantCollectionMapping", `{"CollectionSiteID":"P0100014","TenantID":"`+s.tenant.ID+`"}`, 201)
	const query = "?$filter=MessageType eq 768 and (MessageID eq 53001 or MessageID eq 53005) and Time ge "
	if got := s.texts(reader, "SMS_StatusMessage"+query+"2026-05-04T03:02:01.500Z&$orderby=Time desc&$top=20", "MessageID"); got != "53005 53001" {
		t.Errorf("messages %s", got)
	}
	if got := s.texts(reader, "SMS_StatusMessage"+query+"2026-05-04T03:02:01.501Z", "MessageID"); got != "53005" {
		t.Errorf("later messages %s", got)
	}
	if got := s.texts(reader, "SMS_StatMsgInsStrings?$filter=RecordID eq 72057594037927937", "InsStrValue"); got != `CORP\admin Contoso `+s.tenant.ID {
		t.Errorf("texts %s", got)
	}
	if got := s.texts(reader, "SMS_StatMsgAttributes?$filter=RecordID eq 72057594037927937&$select=RecordID,AttributeID,AttributeValue", "AttributeValue"); got != `CORP\admin` {
		t.Errorf("attributes %s", got)
	}
	if got := s.texts(odd, "SMS_StatusMessage?$filter=MessageType eq 768", "MessageID"); got != "" {
		t.Errorf("without rights: %s", got)
	}
}
