package msgraph

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// The audit logs take the few options that a client of the lab sends, and refuse any other. That the log of the directory
// takes several ids joined by or is in published scripts; that the log of Intune takes no filter for resources is the stricter
// of two reports.
var (
	auditSince   = regexp.MustCompile(`^activityDateTime ge (\S+)$`)
	auditTargets = regexp.MustCompile(`^activityDateTime ge (\S+) and \((.+)\)$`)
	auditTarget  = regexp.MustCompile(`^targetResources/any\(t:t/id eq '([0-9A-Za-z-]+)'\)$`)
)

// auditQuery is what is asked of an audit log.
type auditQuery struct {
	since   time.Time
	targets []string // of one of which an entry must be; nil for any
	top     int
	skip    int // entries of the pages before
}

// largestAuditPage is that of the reference: a page has 1,000 entries at most.
const largestAuditPage = 1000

func (c *call) auditQuery(byTarget bool) (auditQuery, error) {
	values, err := url.ParseQuery(c.request.query)
	if err != nil {
		return auditQuery{}, badRequest("The query is not well-formed.")
	}
	q := auditQuery{top: largestAuditPage}
	for name := range values {
		value := values.Get(name)
		switch name {
		case "$filter":
			err = q.filter(value, byTarget)
		case "$orderby":
			if value != "activityDateTime desc" {
				err = refuse(codeUnsupported, "Unsupported order: '%s'.", value)
			}
		case "$top":
			if q.top, err = strconv.Atoi(value); err != nil || q.top < 1 || q.top > largestAuditPage {
				err = badRequest("Invalid page size specified: '" + value + "'.")
			}
		case "$skiptoken":
			if q.skip, err = strconv.Atoi(value); err != nil || q.skip < 0 {
				err = badRequest("Skip token is not valid.")
			}
		default:
			err = refuse(codeUnsupported, "The query option '%s' is not supported here.", name)
		}
		if err != nil {
			return auditQuery{}, err
		}
	}
	return q, nil
}

func (q *auditQuery) filter(text string, byTarget bool) (err error) {
	unsupported := refuse(codeUnsupported, "Unsupported or invalid query filter clause: '%s'.", text)
	parts := auditSince.FindStringSubmatch(text)
	if parts == nil && byTarget {
		parts = auditTargets.FindStringSubmatch(text)
	}
	if parts == nil {
		return unsupported
	}
	if q.since, err = time.Parse(time.RFC3339, parts[1]); err != nil {
		return unsupported
	}
	if len(parts) < 3 {
		return nil
	}
	for one := range strings.SplitSeq(parts[2], " or ") {
		target := auditTarget.FindStringSubmatch(one)
		if target == nil {
			return unsupported
		}
		q.targets = append(q.targets, target[1])
	}
	return nil
}

// newest are the entries of the page that is asked for, newest first; next is the token of the next page, if there is one.
func newest[E any](q auditQuery, entries []E, at func(E) time.Time, targets func(E) []string, view func(E) map[string]any) (page []any, next string) {
	page = []any{}
	seen := 0
	for _, e := range slices.Backward(entries) {
		about := q.targets == nil || slices.ContainsFunc(targets(e), func(id string) bool {
			return slices.ContainsFunc(q.targets, func(want string) bool { return sameID(id, want) })
		})
		if !about || at(e).Before(q.since) {
			continue
		}
		if seen++; seen <= q.skip {
			continue
		}
		if len(page) == q.top {
			return page, strconv.Itoa(q.skip + q.top)
		}
		page = append(page, view(e))
	}
	return page, ""
}

// audits is a page. The link to the next one repeats the options of the request; what the token in it looks like is made up.
func (c *call) audits(set string, page []any, next string) (*answer, error) {
	out := map[string]any{"@odata.context": c.server.base() + "/$metadata#" + set, "value": page}
	if next != "" {
		values, _ := url.ParseQuery(c.request.query) // was parsed before
		values.Set("$skiptoken", next)
		out["@odata.nextLink"] = c.server.base() + "/" + c.request.path + "?" + values.Encode()
	}
	return &answer{status: http.StatusOK, body: out}, nil
}

func listDirectoryAudits(c *call) (*answer, error) {
	q, err := c.auditQuery(true)
	if err != nil {
		return nil, err
	}
	ids := func(a world.DirectoryAudit) []string {
		out := []string{}
		for _, t := range a.Targets {
			out = append(out, t.ID)
		}
		return out
	}
	page, next := newest(q, c.caller.tenant.DirectoryAudits(), func(a world.DirectoryAudit) time.Time { return a.Time }, ids, viewDirectoryAudit)
	return c.audits("auditLogs/directoryAudits", page, next)
}

func viewDirectoryAudit(a world.DirectoryAudit) map[string]any {
	var user, app any
	if a.By.User != "" {
		user = map[string]any{"id": nil, "displayName": nil, "userPrincipalName": a.By.User, "ipAddress": "192.0.2.1"}
	}
	if a.By.App != "" || a.By.AppID != "" {
		app = map[string]any{"appId": a.By.AppID, "displayName": a.By.App, "servicePrincipalId": nil, "servicePrincipalName": nil}
	}
	targets := []any{}
	for _, t := range a.Targets {
		targets = append(targets, map[string]any{"id": t.ID, "displayName": t.Name, "type": t.Type, "modifiedProperties": viewModified(t.Changed)})
	}
	return map[string]any{
		"id": a.ID, "category": a.Category, "result": "success", "resultReason": "", "activityDisplayName": a.Activity, "activityDateTime": auditTime(a.Time), "loggedByService": a.Service,
		"operationType": a.Operation, "initiatedBy": map[string]any{"user": user, "app": app}, "targetResources": targets, "additionalDetails": []any{}, "correlationId": world.NewID(),
	}
}

func listIntuneAudits(c *call) (*answer, error) {
	q, err := c.auditQuery(false)
	if err != nil {
		return nil, err
	}
	page, next := newest(q, c.caller.tenant.IntuneAudits(), func(a world.IntuneAudit) time.Time { return a.Time }, nil, viewIntuneAudit)
	return c.audits("deviceManagement/auditEvents", page, next)
}

func viewIntuneAudit(a world.IntuneAudit) map[string]any {
	return map[string]any{
		"id": a.ID, "displayName": a.Activity, "componentName": a.Component, "activity": nil, "activityDateTime": auditTime(a.Time), "activityType": a.Activity, "activityOperationType": "Patch",
		"activityResult": "Success", "correlationId": world.NewID(), "category": a.Category,
		"actor":     map[string]any{"auditActorType": "ItPro", "userPrincipalName": a.By.User, "applicationDisplayName": a.By.App, "applicationId": a.By.AppID, "userPermissions": []any{}},
		"resources": []any{map[string]any{"resourceId": a.Resource.ID, "displayName": a.Resource.Name, "auditResourceType": a.Resource.Type, "modifiedProperties": viewModified(a.Resource.Changed)}},
	}
}

// viewModified: the values are hidden from the lab's clients, which must not need them.
func viewModified(names []string) []any {
	out := []any{}
	for _, name := range names {
		out = append(out, map[string]any{"displayName": name, "oldValue": "(hidden)", "newValue": "(hidden)"})
	}
	return out
}

func auditTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.0000000Z") }
