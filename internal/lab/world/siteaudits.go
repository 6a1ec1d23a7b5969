package world

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// The audit messages of a site. Those about collections and site system roles are known one by one or by their range, those
// about Azure services and co-management by their ranges (published status message queries): which of them is about what is
// made up here. So are the insertion strings: first who, then what.
const (
	attributeClass = "SMS_StatMsgAttributes"
	auditType      = 768 // SDK documentation of SMS_StatusMessage
	// firstAuditRecord is the number of the first audit message: far from those of other messages.
	firstAuditRecord = int64(72057594037927936)

	attributeCollection, attributeUser = 402, 403 // SDK documentation of SMS_StatMsgAttributes
)

// siteAudit is one audit message.
type siteAudit struct {
	record, message int64
	at              time.Time
	by              Actor
	texts           []string
	collection      string
}

// family is which messages are raised about a class: for a row that is made, changed and deleted.
type family struct {
	made, changed, deleted int64
	// names are the properties by which the message names the row.
	names []string
}

func families() map[string]family {
	return map[string]family{
		"SMS_Collection":         {30015, 30016, 30017, []string{"CollectionID", "Name"}},
		systemRoleClass:          {30036, 30037, 30038, []string{"RoleName", "NetworkOSPath", "SiteCode"}},
		"SMS_AAD_Tenant_Ex":      {53001, 53002, 53003, []string{"Name", "TenantID"}},
		"SMS_AAD_Application_Ex": {53401, 53402, 53403, []string{"Name", "ClientID"}},
		"SMS_Azure_CloudService": {53501, 53502, 53503, []string{"Name"}},
	}
}

// mappingMessage is about the upload scope.
const mappingMessage = 53005

// siteAuditsOf are the messages for the difference between two versions of the tables.
func siteAuditsOf(before, after *Tables, by Actor, at time.Time) []siteAudit {
	out := []siteAudit{}
	for _, class := range slices.Sorted(maps.Keys(families())) {
		f := families()[class]
		key := func(r Row) string {
			return fmt.Sprint(r["ID"], r["CollectionID"], r["NALPath"], r["ItemName"], r["RoleName"])
		}
		differ(byKey(before.Rows[class], key), byKey(after.Rows[class], key), func(was, is *Row) {
			message, row := f.changed, is
			switch {
			case was == nil:
				message = f.made
			case is == nil:
				message, row = f.deleted, was
			}
			a := siteAudit{message: message, at: at, by: by, texts: []string{by.Logon}}
			for _, name := range f.names {
				a.texts = append(a.texts, fmt.Sprint((*row)[name]))
			}
			a.collection, _ = (*row)["CollectionID"].(string)
			out = append(out, a)
		})
	}
	differ(before.Mappings, after.Mappings, func(_, is *string) {
		collection := ""
		if is != nil {
			collection = *is
		}
		out = append(out, siteAudit{message: mappingMessage, at: at, by: by, texts: []string{by.Logon, collection}, collection: collection})
	})
	return out
}

func byKey(rows []Row, key func(Row) string) map[string]Row {
	out := map[string]Row{}
	for _, r := range rows {
		out[key(r)] = r
	}
	return out
}

// serviceComponent raises the messages about what came through the administration service: that there are any, and that the
// component is that of the service, is inferred.
const serviceComponent = "SMS_REST_PROVIDER"

// AuditRows are the rows of the audit messages in one of the classes of status messages.
func (h *Hierarchy) AuditRows(class string) []Row {
	rows := []Row{}
	for _, a := range h.audits.shown() {
		switch class {
		case statusMessageClass:
			rows = append(rows, Row{
				"RecordID": a.record, "MessageID": a.message, "Severity": int64(0x40000000), "Component": cmp.Or(a.by.Component, serviceComponent), "MachineName": h.Profile.Server,
				"Time": auditStamp(a.at), "SiteCode": h.Profile.SiteCode, "TopLevelSiteCode": h.Profile.SiteCode, "ModuleName": "SMS Provider", "MessageType": int64(auditType),
			})
		case insStringClass:
			for i, text := range a.texts {
				rows = append(rows, Row{"RecordID": a.record, "InsStrIndex": int64(i), "InsStrValue": text})
			}
		case attributeClass:
			rows = append(rows, Row{"RecordID": a.record, "AttributeID": int64(attributeUser), "AttributeTime": auditStamp(a.at), "AttributeValue": a.by.Logon})
			if a.collection != "" {
				rows = append(rows, Row{"RecordID": a.record, "AttributeID": int64(attributeCollection), "AttributeTime": auditStamp(a.at), "AttributeValue": a.collection})
			}
		}
	}
	return rows
}

// auditStamp is a time with its milliseconds: the database keeps them.
func auditStamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// record notes what was changed.
func (h *Hierarchy) record(before, after *Tables, by Actor) {
	for _, a := range siteAuditsOf(before, after, by, h.audits.clock.Now()) {
		a.record = firstAuditRecord + after.NextID("audit message")
		h.audits.add(a.at, a)
	}
}
