package adminservice

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	attributeClass = "SMS_StatMsgAttributes"
	// auditType is the MessageType of audit messages (SDK documentation of SMS_StatusMessage).
	auditType = 768
	// userAttribute is the AttributeID of a user's name (SDK documentation of SMS_StatMsgAttributes).
	userAttribute = 403
	// auditsAtOnce is how many audit messages are asked for in one request: the newest.
	auditsAtOnce = 20
	// auditPages is how many pages of them are read at most.
	auditPages = 5
)

// The components that raise the audit messages of administrators: published queries for all actions in the console name
// both. That the second is PowerShell is inferred from its name.
const (
	componentConsole    = "Microsoft.ConfigurationManagement.exe"
	componentPowerShell = "AdminUI.PS.Provider.dll"
)

// CollectionAudits are the audit messages about collections: created, modified, deleted. These and the others here are by
// published status message queries.
func CollectionAudits() []int64 { return []int64{30015, 30016, 30017} }

// SystemRoleAudits are those about the roles of site systems.
func SystemRoleAudits() []int64 { return []int64{30036, 30037, 30038} }

// CloudServiceAudits are those about Azure services and co-management. Which of them is about what is not published.
func CloudServiceAudits() []int64 {
	return []int64{53001, 53002, 53003, 53004, 53005, 53401, 53402, 53403, 53501, 53502, 53503}
}

// AuditMessage is a status message about what an administrator did. Unread says of its attributes, too, that they could not
// be read.
type AuditMessage struct {
	StatusMessage
	// User is who did it, as DOMAIN\name; empty if the message does not say.
	User string
	// Values are the attributes of the message, such as the id of a collection.
	Values []string
}

// Via is what it was done with, as far as the component tells.
func (m AuditMessage) Via() string {
	switch {
	case strings.EqualFold(m.Component, componentConsole):
		return "console"
	case strings.EqualFold(m.Component, componentPowerShell):
		return "PowerShell"
	case m.Component == "":
		return "component not known"
	default:
		return "component " + m.Component
	}
}

type attributeRow struct {
	RecordID       integer `json:"RecordID"`
	AttributeID    integer `json:"AttributeID"`
	AttributeValue string  `json:"AttributeValue"`
}

// Audits are the newest audit messages, newest first.
type Audits struct {
	Messages []AuditMessage
	// More says that the site has, or may have, older ones that were not read.
	More bool
}

// AuditMessages are the newest audit messages of these ids since a time: page by page, until found says that those read so
// far have what is looked for. A page costs one request for the messages, and one each for the texts and the attributes of
// those that there are.
func (c *Client) AuditMessages(ctx context.Context, since time.Time, ids []int64, found func([]AuditMessage) bool) (Audits, error) {
	filter := fmt.Sprintf("MessageType eq %d and (%s) and Time ge %s", auditType, anyOf("MessageID", ids), since.UTC().Format("2006-01-02T15:04:05.000Z"))
	out, read := Audits{}, 0
	for range auditPages {
		rows, linked, err := c.auditPage(ctx, filter, read)
		if err != nil {
			return Audits{}, err
		}
		read += len(rows)
		// A message that was raised meanwhile moves those before it on to the next page.
		page := slices.DeleteFunc(rows, func(r statusMessageRow) bool {
			return slices.ContainsFunc(out.Messages, func(m AuditMessage) bool { return m.RecordID == int64(r.RecordID) })
		})
		messages, err := c.audited(ctx, page)
		if err != nil {
			return Audits{}, err
		}
		out.Messages, out.More = append(out.Messages, messages...), linked || len(rows) >= auditsAtOnce
		if len(rows) == 0 || !out.More || found(out.Messages) {
			break
		}
	}
	if read == 0 { // nothing there, or nothing that the account may see: that it may read at all is proven once
		return out, c.probe(ctx)
	}
	slices.SortStableFunc(out.Messages, func(a, b AuditMessage) int {
		return cmp.Or(b.Time.Compare(a.Time), cmp.Compare(b.RecordID, a.RecordID))
	})
	return out, nil
}

// auditPage reads the next rows after those that were read; linked says that the site links to more.
func (c *Client) auditPage(ctx context.Context, filter string, read int) (rows []statusMessageRow, linked bool, err error) {
	const op = "read the audit status messages"
	query := url.Values{"$filter": {filter}, "$select": {strings.Join(fields(statusMessageClass), ",")}, "$orderby": {"Time desc"}, "$top": {number(auditsAtOnce)}}
	if read > 0 {
		query.Set("$skip", number(int64(read)))
	}
	body, err := c.call(ctx, op, http.MethodGet, statusMessageClass, query, nil)
	if err != nil {
		return nil, false, c.proveAccess(ctx, err)
	}
	if rows, linked, err = decode[statusMessageRow](body); err != nil {
		return nil, false, c.unreadable(op, statusMessageClass, err)
	}
	return rows, linked, nil
}

// audited are messages with their texts and attributes.
func (c *Client) audited(ctx context.Context, rows []statusMessageRow) ([]AuditMessage, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	messages := []StatusMessage{}
	for _, r := range rows {
		messages = append(messages, r.message())
	}
	if err := c.addTexts(ctx, messages); err != nil {
		return nil, err
	}
	out := []AuditMessage{}
	for _, m := range messages {
		out = append(out, AuditMessage{StatusMessage: m})
	}
	return out, c.addAttributes(ctx, out)
}

// addAttributes reads the attributes of messages, of which one is the user. A site that does not give them is no error, but
// said: then the user is the text that looks like one.
func (c *Client) addAttributes(ctx context.Context, messages []AuditMessage) error {
	ids := []int64{}
	for _, m := range messages {
		ids = append(ids, m.RecordID)
	}
	rows, err := filtered[attributeRow](ctx, c, "read the attributes of the status messages", attributeClass, anyOf("RecordID", ids), "")
	var refused *Error
	if err != nil && !errors.As(err, &refused) {
		return err
	}
	for i := range messages {
		m := &messages[i]
		for _, r := range rows {
			switch {
			case int64(r.RecordID) != m.RecordID:
			case r.AttributeID == userAttribute:
				m.User = r.AttributeValue
			default:
				m.Values = append(m.Values, r.AttributeValue)
			}
		}
		if at := slices.IndexFunc(m.Texts, isAccount); m.User == "" && at >= 0 {
			m.User = m.Texts[at]
		}
		if refused != nil {
			m.Unread = cmp.Or(m.Unread, refused.Error())
		}
		slices.Sort(m.Values)
	}
	return nil
}

// Said are the texts and attributes of the message without those that are accounts: whoever did it is not what it was done
// to.
func (m AuditMessage) Said() []string {
	_, name, _ := strings.Cut(m.User, `\`)
	return slices.DeleteFunc(slices.Concat(m.Texts, m.Values), func(text string) bool {
		return isAccount(text) || strings.EqualFold(text, m.User) || strings.EqualFold(text, name)
	})
}

// isAccount reports whether a text looks like an account: DOMAIN\name. Published scripts tell users so, too.
func isAccount(text string) bool {
	domain, name, ok := strings.Cut(text, `\`)
	return ok && domain != "" && name != "" && !strings.ContainsAny(name, `\/`)
}
