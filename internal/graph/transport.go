package graph

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
)

const (
	// maxBody bounds what is read of an error answer, in bytes, maxAnswer what may be of any other: the longest that is
	// known is a $batch of twenty parts, far below.
	maxBody   = 4 << 20
	maxAnswer = 32 << 20
)

// pipeline is the way of every request, outermost first. The order is fixed and nothing compresses: the SDK's default
// middleware comes in random order, and a retry outside the compression sends a broken body (Graph notes §4.1).
func (o Options) pipeline(root *url.URL, wrote func()) http.RoundTripper {
	var next = o.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	next = &authorize{next: next, host: root.Host, credential: o.Credential, scope: o.scope(), userAgent: o.UserAgent, tenantID: o.TenantID}
	next = &classify{next: next, tenantID: o.TenantID}
	next = &paced{next: next, paceOf: o.paceOf, tenantID: o.TenantID}
	next = &retry{next: next, clock: o.Clock, paceOf: o.paceOf, lag: o.Lag}
	next = &noting{next: next, wrote: wrote}
	if o.ReadOnly {
		next = &readOnly{next: next, tenantID: o.TenantID}
	}
	return next
}

// scope is that of the tokens: all that the identity may do with Graph.
func (o Options) scope() string { return strings.TrimRight(o.Root, "/") + "/.default" }

// authorize adds the token, to requests for the one configured host only.
type authorize struct {
	next       http.RoundTripper
	host       string
	credential azcore.TokenCredential
	scope      string
	userAgent  string
	tenantID   string
}

// RoundTrip implements http.RoundTripper.
func (a *authorize) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme != "https" || !strings.EqualFold(req.URL.Host, a.host) {
		return nil, &ForeignHostError{Host: req.URL.Host, Endpoint: a.host, TenantID: a.tenantID}
	}
	token, err := a.credential.GetToken(req.Context(), policy.TokenRequestOptions{Scopes: []string{a.scope}})
	if err != nil {
		return nil, &SignInError{TenantID: a.tenantID, Err: err}
	}
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", "Bearer "+token.Token)
	req.Header.Set("User-Agent", a.userAgent)
	return a.next.RoundTrip(req)
}

// classify turns every answer that is not a success into an *Error, so that one type says what came back, whatever the
// SDK would have made of it. It reads the bodies: one that breaks off is an answer that was lost, and is asked for again.
type classify struct {
	next     http.RoundTripper
	tenantID string
}

// RoundTrip implements http.RoundTripper.
func (c *classify) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := c.next.RoundTrip(req)
	if err != nil {
		return nil, wireError(req, err, c.tenantID)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode >= http.StatusMultipleChoices {
		body, err := bounded.Read(res.Body, maxBody)
		if err != nil {
			body = nil // the status alone says enough
		}
		return nil, newError(req, res, body, c.tenantID)
	}
	body, err := bounded.Read(res.Body, maxAnswer)
	switch {
	case errors.Is(err, bounded.ErrTooLarge):
		return nil, fmt.Errorf("could not %s in tenant %s: the answer is longer than %d bytes", cmp.Or(operationOf(req.Context()).text, anyOp), c.tenantID, maxAnswer)
	case err != nil:
		return nil, wireError(req, err, c.tenantID)
	}
	if len(body) > 0 && (!json.Valid(body) || !utf8.Valid(body)) { // said here, where the request is known
		return nil, fmt.Errorf("could not %s in tenant %s: %s %s: the answer (%d) is not what Microsoft Graph answers: it is not JSON. A proxy or firewall may have sent it", cmp.Or(operationOf(req.Context()).text, anyOp), c.tenantID, req.Method, req.URL.Path, res.StatusCode)
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

// paced holds each attempt back as long as the service wants: outside of authorize, so that a token does not grow old
// meanwhile.
type paced struct {
	next     http.RoundTripper
	paceOf   func(context.Context) *Pace
	tenantID string
}

// RoundTrip implements http.RoundTripper.
func (p *paced) RoundTrip(req *http.Request) (*http.Response, error) {
	pace := p.paceOf(req.Context())
	if err := pace.wait(req.Context(), max(1, batchSize(req.Context()))); err != nil {
		return nil, p.unsent(req, err)
	}
	res, err := p.next.RoundTrip(req)
	var refusal *Error
	switch {
	case errors.As(err, &refusal):
		pace.heed(heading{refusal.Status, refusal.header})
	case err == nil && !isReadBatch(req.Context()): // of a $batch, the parts say it
		pace.heed(heading{res.StatusCode, res.Header})
	}
	return res, err
}

func (p *paced) unsent(req *http.Request, err error) error {
	var busy *BusyError
	if errors.As(err, &busy) {
		busy.Op, busy.TenantID = cmp.Or(operationOf(req.Context()).text, anyOp), p.tenantID
		return busy
	}
	return wireError(req, err, p.tenantID)
}

// readOnly refuses what is not a read. A $batch is a read when all of its parts are.
type readOnly struct {
	next     http.RoundTripper
	tenantID string
}

// RoundTrip implements http.RoundTripper.
func (r *readOnly) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet || isReadBatch(req.Context()) {
		return r.next.RoundTrip(req)
	}
	return nil, &ReadOnlyError{Method: req.Method, Path: req.URL.Path, TenantID: r.tenantID}
}

type contextKey int

const (
	expectingKey contextKey = iota
	ownAppKey
	readBatchKey
	repeatableKey
	operationKey
	advancedKey
	auditKey
	sharedKey
)

// asAudit marks a request to an audit log, which the services throttle apart from what they throttle else (learn, Microsoft
// Graph throttling limits, identity and access reports): one that is throttled must hold back neither the others nor another
// log.
func asAudit(ctx context.Context, log string) context.Context {
	return context.WithValue(ctx, auditKey, log)
}

// paceOf is the pace that a request goes at.
func (o Options) paceOf(ctx context.Context) *Pace {
	if log, ok := ctx.Value(auditKey).(string); ok {
		return o.AuditPace(log)
	}
	return o.Pace
}

// Expecting marks a context: the objects that its requests address are known to exist, so "not found" is a replica that
// lags and is asked again, for a limited time.
func Expecting(ctx context.Context) context.Context {
	return context.WithValue(ctx, expectingKey, true)
}

func isExpecting(ctx context.Context) bool { return ctx.Value(expectingKey) == true }

// ownApp marks a request whose refusal may be lag of an application that was just made here (Graph notes §2.1).
func ownApp(ctx context.Context) context.Context { return context.WithValue(ctx, ownAppKey, true) }

func isOwnApp(ctx context.Context) bool { return ctx.Value(ownAppKey) == true }

// repeatable marks a POST that sets a value: done twice, it comes to the same.
func repeatable(ctx context.Context) context.Context {
	return context.WithValue(ctx, repeatableKey, true)
}

func isRepeatable(ctx context.Context) bool { return ctx.Value(repeatableKey) == true }

// readBatch marks a $batch of so many parts that are all reads.
func readBatch(ctx context.Context, parts int) context.Context {
	return context.WithValue(ctx, readBatchKey, parts)
}

func isReadBatch(ctx context.Context) bool { return batchSize(ctx) > 0 }

// batchSize is how many parts a $batch has; 0 for any other request.
func batchSize(ctx context.Context) int {
	parts, _ := ctx.Value(readBatchKey).(int)
	return parts
}

// rewind returns a function that gives each attempt a body of its own. GetBody is what net/http needs to send a request
// again by itself that the service never saw, because it had closed the idle connection.
func rewind(req *http.Request) (func() *http.Request, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return func() *http.Request { return req.Clone(req.Context()) }, nil
	}
	defer func() { _ = req.Body.Close() }()
	body, err := io.ReadAll(req.Body) //nolint:forbidigo // our own
	if err != nil {
		return nil, fmt.Errorf("reading the body of a request: %w", err)
	}
	return func() *http.Request {
		attempt := req.Clone(req.Context())
		attempt.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		attempt.Body, _ = attempt.GetBody()
		attempt.ContentLength = int64(len(body))
		return attempt
	}, nil
}
