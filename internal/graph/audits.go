package graph

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	abstractions "github.com/microsoft/kiota-abstractions-go"
)

// AuditRecord is one entry of an audit log: who did what, when, and to what.
type AuditRecord struct {
	// Time is when it was done, in UTC.
	Time time.Time
	// Activity is what was done, such as "Update application"; Service is who has logged it.
	Activity, Service string
	// Failed says that it was tried only.
	Failed bool
	// User is the name by which a user signs in. App and AppID are the application that did it, or by which the user did.
	User, App, AppID string
	// AppObjectID is the id of its service principal: some entries have nothing else of it.
	AppObjectID string
	// Targets are what it was done to.
	Targets []AuditTarget
}

// AuditTarget is an object that an entry is about. Changed are the names of its properties that were changed; their values
// are not kept.
type AuditTarget struct {
	ID, Name, Type string
	Changed        []string
}

// Audits are the newest entries of an audit log, newest first.
type Audits struct {
	Records []AuditRecord
	// More says that the log has, or may have, older entries that were not read.
	More bool
}

const (
	// auditsAtOnce is how many entries are asked for in one request: the newest.
	auditsAtOnce = 50
	// auditPages is how many pages are read at most.
	auditPages = 5
)

// The audit logs by the names that they are paced by: each is throttled apart (learn, Microsoft Graph throttling limits,
// identity and access reports, and Intune).
const (
	directoryAuditLog = "auditLogs/directoryAudits"
	intuneAuditLog    = "deviceManagement/auditEvents"
)

// DirectoryAudits reads the newest entries of the audit log of Microsoft Entra about any of some objects: page by page, until
// found says that those read so far have what is looked for. That the log can be filtered by the id of a target is not in the
// table of the reference, but in wide use; so are several ids joined by or (learn, directoryAudit; published scripts).
func (c *Client) DirectoryAudits(ctx context.Context, since time.Time, found func([]AuditRecord) bool, objectIDs ...string) (Audits, error) {
	targets := []string{}
	for _, id := range objectIDs {
		targets = append(targets, "targetResources/any(t:t/id eq '"+strings.ReplaceAll(id, "'", "''")+"')")
	}
	filter := "activityDateTime ge " + auditTime(since) + " and (" + strings.Join(targets, " or ") + ")"
	return readAuditLog[wireDirectoryAudit](during(ctx, readAudits()), c, directoryAuditLog, filter, found)
}

// IntuneAudits reads the newest entries of the audit log of Intune, as DirectoryAudits does those of Entra's. They are not
// filtered by their object: a filter for resources is said to be unreliable there (published scripts).
func (c *Client) IntuneAudits(ctx context.Context, since time.Time, found func([]AuditRecord) bool) (Audits, error) {
	return readAuditLog[wireIntuneAudit](during(ctx, readIntuneAudits()), c, intuneAuditLog, "activityDateTime ge "+auditTime(since), found)
}

func auditTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// wireAudit is an entry of an audit log on the wire.
type wireAudit interface{ record() AuditRecord }

// readAuditLog reads an audit log from its newest entries on: until found, to its end, or for auditPages pages. The SDK's
// request builders for it would bring their models along.
func readAuditLog[T wireAudit](ctx context.Context, c *Client, log, filter string, found func([]AuditRecord) bool) (Audits, error) {
	query := url.Values{"$filter": {filter}, "$orderby": {"activityDateTime desc"}, "$top": {fmt.Sprint(auditsAtOnce)}}
	next, out := c.base+"/"+log+"?"+strings.ReplaceAll(query.Encode(), "+", "%20"), Audits{}
	for range auditPages {
		page, err := auditPage[T](asAudit(ctx, log), c, next)
		if err != nil {
			return Audits{}, err
		}
		for _, e := range page.Value {
			out.Records = append(out.Records, e.record())
		}
		// A full page without a link may be all that $top lets through.
		next, out.More = page.Next, page.Next != "" || len(page.Value) >= auditsAtOnce
		if next == "" || found(out.Records) {
			break
		}
	}
	return out, nil
}

func auditPage[T any](ctx context.Context, c *Client, link string) (listPage[T], error) {
	var page listPage[T]
	uri, err := url.Parse(link)
	if err != nil {
		return page, fmt.Errorf("could not %s: %w", operationOf(ctx).text, err)
	}
	return page, c.raw(ctx, abstractions.GET, uri, nil, &page)
}
