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
	statusMessageClass = "SMS_StatusMessage"
	insStringClass     = "SMS_StatMsgInsStrings"
)

// ConnectorComponent is the component that reports what the service connection point finds: the page on the service
// connection point, Validate internet access, names it. Its workers have names that go on after it (AdminService notes
// §2.5).
const ConnectorComponent = "SMS_SERVICE_CONNECTOR"

// The messages of the service connection point about what it can reach. The first three end a round of checks (the page on
// the service connection point, Validate internet access); the last says that a required endpoint of a cloud service could
// not be reached (the page on internet access requirements).
const (
	MessageChecksPassed   = 11410 // all checks are successful
	MessageChecksWarned   = 11411 // one or more non-critical failures
	MessageChecksFailed   = 11412 // one or more critical failures
	MessageNotConnectable = 11488 // a required endpoint cannot be reached: critical
)

// ConnectivityMessages are the ids of all of them.
func ConnectivityMessages() []int64 {
	return []int64{MessageChecksPassed, MessageChecksWarned, MessageChecksFailed, MessageNotConnectable}
}

// StatusMessage is one status message with the texts that it was raised with.
type StatusMessage struct {
	RecordID, MessageID int64
	Component           string
	Machine, SiteCode   string
	// Time is when it was raised, in UTC; zero if the site does not say.
	Time time.Time
	// Severity is the number that the class has; see SeverityName.
	Severity int64
	// Texts are its insertion strings, in their order. The sentence around them is in a DLL of the site, so it is not known
	// here.
	Texts []string
	// Unread is why they could not be read; empty if they were.
	Unread string
}

// SeverityName names a severity. The numbers are those of the SDK documentation of SMS_StatusMessage.
func SeverityName(n int64) string {
	switch n {
	case 0x40000000:
		return "informational"
	case 0x80000000:
		return "warning"
	case 0xC0000000:
		return "error"
	default:
		return fmt.Sprintf("unknown (%d)", n)
	}
}

type statusMessageRow struct {
	RecordID    integer `json:"RecordID"`
	MessageID   integer `json:"MessageID"`
	Component   string  `json:"Component"`
	MachineName string  `json:"MachineName"`
	SiteCode    string  `json:"SiteCode"`
	Time        moment  `json:"Time"`
	Severity    integer `json:"Severity"`
}

func (r statusMessageRow) message() StatusMessage {
	return StatusMessage{
		RecordID: int64(r.RecordID), MessageID: int64(r.MessageID), Component: r.Component, Machine: strings.Trim(r.MachineName, `\`),
		SiteCode: r.SiteCode, Time: time.Time(r.Time), Severity: int64(r.Severity),
	}
}

type insStringRow struct {
	RecordID    integer `json:"RecordID"`
	InsStrIndex integer `json:"InsStrIndex"`
	InsStrValue string  `json:"InsStrValue"`
}

// Bounds of a read: a site may hold millions of messages.
const (
	maxPages       = 5  // of pageSize rows; a site with more messages of these ids than that shows the newest
	recordsAtATime = 20 // whose texts are asked for in one address, so that it stays short
)

// ConnectorMessages are the newest status messages of the service connection point about what it can reach, newest first
// and at most limit of them. They are filtered by their numbers at the service; the component is compared here, since a
// filter for a text was answered with 404 at one site (AdminService notes §1.2). It must be compared: clients raise messages
// with numbers of the same range.
func (c *Client) ConnectorMessages(ctx context.Context, limit int) ([]StatusMessage, error) {
	const op = "read the status messages of the service connection point"
	rows, err := filtered[statusMessageRow](ctx, c, op, statusMessageClass, anyOf("MessageID", ConnectivityMessages()), "Time desc")
	if err != nil {
		return nil, err
	}
	out := []StatusMessage{}
	for _, r := range rows {
		if strings.HasPrefix(strings.ToUpper(r.Component), ConnectorComponent) && slices.Contains(ConnectivityMessages(), int64(r.MessageID)) {
			out = append(out, r.message())
		}
	}
	slices.SortStableFunc(out, func(a, b StatusMessage) int {
		return cmp.Or(b.Time.Compare(a.Time), cmp.Compare(b.RecordID, a.RecordID))
	})
	out = out[:min(limit, len(out))]
	return out, c.addTexts(ctx, out)
}

// addTexts reads the insertion strings of messages. A site that does not give them is no error.
func (c *Client) addTexts(ctx context.Context, messages []StatusMessage) error {
	const op = "read the texts of the status messages"
	for chunk := range slices.Chunk(messages, recordsAtATime) {
		ids := []int64{}
		for _, m := range chunk {
			ids = append(ids, m.RecordID)
		}
		rows, err := filtered[insStringRow](ctx, c, op, insStringClass, anyOf("RecordID", ids), "")
		var refused *Error
		if errors.As(err, &refused) { // how this class is read is inferred: the messages are worth having without it
			for i := range chunk {
				chunk[i].Unread = refused.Error()
			}
			continue
		}
		if err != nil {
			return err
		}
		slices.SortStableFunc(rows, func(a, b insStringRow) int { return cmp.Compare(a.InsStrIndex, b.InsStrIndex) })
		for i := range chunk {
			for _, r := range rows {
				if int64(r.RecordID) == chunk[i].RecordID {
					chunk[i].Texts = append(chunk[i].Texts, r.InsStrValue)
				}
			}
		}
	}
	return nil
}

// anyOf is a filter for one of several numbers.
func anyOf(name string, numbers []int64) string {
	parts := []string{}
	for _, n := range numbers {
		parts = append(parts, name+" eq "+number(n))
	}
	return strings.Join(parts, " or ")
}

// filtered reads the rows that a filter takes, page by page, at most maxPages. It is not cached: what is asked for changes.
// An empty answer is nothing there, or nothing that the account may see; that it may read at all is proven once.
func filtered[T any](ctx context.Context, c *Client, op, class, filter, order string) ([]T, error) {
	out := []T{}
	for range maxPages {
		query := url.Values{"$filter": {filter}, "$select": {strings.Join(fields(class), ",")}, "$top": {number(pageSize)}, "$skip": {number(int64(len(out)))}}
		if order != "" {
			query.Set("$orderby", order)
		}
		body, err := c.call(ctx, op, http.MethodGet, class, query, nil)
		if err != nil {
			return nil, c.proveAccess(ctx, err)
		}
		decoded, more, err := decode[T](body)
		if err != nil {
			return nil, c.unreadable(op, class, err)
		}
		if out = append(out, decoded...); len(decoded) == 0 || len(decoded) != pageSize && !more {
			break
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	return out, c.probe(ctx)
}
