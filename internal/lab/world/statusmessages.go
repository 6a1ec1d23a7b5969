package world

import "time"

const (
	statusMessageClass = "SMS_StatusMessage"
	insStringClass     = "SMS_StatMsgInsStrings"
)

// StatusMessage is one that a component of a site raises.
type StatusMessage struct {
	// ID is the number of the message, such as 11410, Severity its severity as the class has it.
	ID, Severity int64
	Component    string
	Machine      string
	Time         time.Time
	// Texts are its insertion strings. What the messages of the service connection point hold is not published: what the
	// lab's tests put there is made up.
	Texts []string
}

// Raise adds a status message, as the site does.
func (t *Tenant) Raise(m StatusMessage) error {
	return t.Hierarchy.Update(func(tables *Tables) error {
		record := tables.NextID(statusMessageClass)
		tables.Rows[statusMessageClass] = append(tables.Rows[statusMessageClass], Row{
			"RecordID": record, "MessageID": m.ID, "Severity": m.Severity, "Component": m.Component, "MachineName": m.Machine, "Time": stamp(m.Time),
			"SiteCode": t.Hierarchy.Profile.SiteCode, "TopLevelSiteCode": t.Hierarchy.Profile.SiteCode, "ModuleName": "SMS Server", "MessageType": int64(256),
		})
		for i, text := range m.Texts {
			tables.Rows[insStringClass] = append(tables.Rows[insStringClass], Row{"RecordID": record, "InsStrIndex": int64(i), "InsStrValue": text})
		}
		return nil
	})
}
