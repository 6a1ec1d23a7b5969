// Package winauth signs requests in to a Windows service, as the administration service of a site is: by Kerberos, by
// NTLM, or on Windows as the current user through SSPI. Each is an http.RoundTripper; nothing is contacted before the
// first request.
//
// HTTP.SYS does not keep a connection authenticated (AdminService notes §1.8), so every request is signed in anew.
package winauth

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// Names of the ways to sign in, for messages.
const (
	Kerberos  = "Kerberos"
	NTLM      = "NTLM"
	Negotiate = "Negotiate"
)

// hosts are those that may be signed in to, each with its port. Whatever asks for another, or for plain http, gets
// nothing: neither a ticket, nor an answer to a challenge, nor the request.
type hosts []string

func (h hosts) check(req *http.Request) error {
	if req.URL.Scheme == "https" && slices.ContainsFunc(h, func(host string) bool { return strings.EqualFold(host, req.URL.Host) }) {
		return nil
	}
	return &ForeignHostError{Scheme: req.URL.Scheme, Host: req.URL.Host, Allowed: h}
}

// ForeignHostError says that a sign-in to another host than the configured ones, or over plain http, was refused.
// Nothing was sent.
type ForeignHostError struct {
	Scheme, Host string
	Allowed      []string
}

// Error implements error.
func (e *ForeignHostError) Error() string {
	return fmt.Sprintf("refused to sign in to %s://%s: the administration service is configured at https://%s. Nothing was sent", e.Scheme, e.Host, strings.Join(e.Allowed, ", https://"))
}

// repeatable returns a function that makes copies of a request that can be sent one after the other. They may be: the
// service refuses what is not signed in before it looks at it.
func repeatable(req *http.Request) (func() *http.Request, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return func() *http.Request { return req.Clone(req.Context()) }, nil
	}
	body, err := io.ReadAll(req.Body) //nolint:forbidigo // our own
	if closeErr := req.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, fmt.Errorf("reading the body of a request: %w", err)
	}
	return func() *http.Request {
		attempt := req.Clone(req.Context())
		attempt.Body = io.NopCloser(bytes.NewReader(body))
		attempt.ContentLength = int64(len(body))
		// Without GetBody net/http sends a request once only, even when an idle connection turns out to be closed.
		attempt.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		return attempt
	}, nil
}

// maxDrained bounds what is read of an answer that is thrown away, in bytes.
const maxDrained = 1 << 20

// discard reads an answer to its end, so that its connection can be used again.
func discard(res *http.Response) {
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxDrained))
	_ = res.Body.Close()
}

// Challenges are the schemes that an answer 401 offers, such as Negotiate and NTLM, without their parameters.
func Challenges(header http.Header) []string {
	schemes := []string{}
	for _, value := range header.Values("WWW-Authenticate") {
		// Several challenges may stand in one value; a parameter has a = in it, and base64 no space.
		for part := range strings.SplitSeq(value, ",") {
			scheme, _, _ := strings.Cut(strings.TrimSpace(part), " ")
			if scheme != "" && !strings.Contains(scheme, "=") && !slices.ContainsFunc(schemes, func(s string) bool { return strings.EqualFold(s, scheme) }) {
				schemes = append(schemes, scheme)
			}
		}
	}
	return schemes
}

func offers(header http.Header, scheme string) bool {
	return slices.ContainsFunc(Challenges(header), func(s string) bool { return strings.EqualFold(s, scheme) })
}

// answerTo is the token that comes with a challenge of a scheme, in base64; empty when there is none.
func answerTo(header http.Header, scheme string) string {
	for _, value := range header.Values("WWW-Authenticate") {
		name, token, _ := strings.Cut(strings.TrimSpace(value), " ")
		if strings.EqualFold(name, scheme) && token != "" {
			return strings.TrimSpace(token)
		}
	}
	return ""
}
