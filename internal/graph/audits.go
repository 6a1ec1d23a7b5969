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
	// Targets are what it was done to.
	Targets []AuditTarget
}

// AuditTarget is an object that an entry is about. Changed are the names of its properties that were changed; their values
// are not kept.
type AuditTarget struct {
	ID, Name, Type string
	Changed        []string
}

// auditsAtOnce is how many entries are asked for: the newest, in one page and one request.
const auditsAtOnce = 50

// DirectoryAudits reads the newest entries of the audit log of Microsoft Entra about any of some objects, newest first, in
// one request. That the log can be filtered by the id of a target is not in the table of the reference, but in wide use; so
// are several ids joined by or (learn, directoryAudit; published scripts).
func (c *Client) DirectoryAudits(ctx context.Context, since time.Time, objectIDs ...string) ([]AuditRecord, error) {
	targets := []string{}
	for _, id := range objectIDs {
		targets = append(targets, "targetResources/any(t:t/id eq '"+strings.ReplaceAll(id, "'", "''")+"')")
	}
	filter := "activityDateTime ge " + auditTime(since) + " and (" + strings.Join(targets, " or ") + ")"
	entries, err := auditPage[wireDirectoryAudit](during(ctx, readAudits()), c, "auditLogs/directoryAudits", filter)
	out := []AuditRecord{}
	for _, e := range entries {
		out = append(out, e.record())
	}
	return out, err
}

// IntuneAudits reads the newest entries of the audit log of Intune, newest first, in one request. They are not filtered by
// their object: a filter for resources is said to be unreliable there (published scripts).
func (c *Client) IntuneAudits(ctx context.Context, since time.Time) ([]AuditRecord, error) {
	entries, err := auditPage[wireIntuneAudit](during(ctx, readIntuneAudits()), c, "deviceManagement/auditEvents", "activityDateTime ge "+auditTime(since))
	out := []AuditRecord{}
	for _, e := range entries {
		out = append(out, e.record())
	}
	return out, err
}

func auditTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// auditPage reads the first page of an audit log. The SDK's request builders for it would bring their models along.
func auditPage[T any](ctx context.Context, c *Client, path, filter string) ([]T, error) {
	query := url.Values{"$filter": {filter}, "$orderby": {"activityDateTime desc"}, "$top": {fmt.Sprint(auditsAtOnce)}}
	uri, err := url.Parse(c.base + "/" + path + "?" + strings.ReplaceAll(query.Encode(), "+", "%20"))
	if err != nil {
		return nil, fmt.Errorf("could not %s: %w", operationOf(ctx).text, err)
	}
	var page struct {
		Value []T `json:"value"`
	}
	err = c.raw(asAudit(ctx), abstractions.GET, uri, nil, &page)
	return page.Value, err
}
