package msgraph

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

// maxParts is how many requests a batch takes (Graph notes §2.2).
const maxParts = 20

// part is one request of a batch.
type part struct {
	ID        string            `json:"id"`
	Method    string            `json:"method"`
	URL       string            `json:"url"`
	Headers   map[string]string `json:"headers"`
	Body      json.RawMessage   `json:"body"`
	DependsOn []string          `json:"dependsOn"`
}

// batch does the requests of a $batch, each throttled, authorized and answered by a replica on its own. A batch that
// can be read is a 200, whatever becomes of its parts (Graph notes §2.2, S23). Its parts are of its own version; that every
// path of the beta can be a part is inferred.
func (s *server) batch(req *http.Request, who *caller, r request) *answer {
	if r.method != http.MethodPost {
		return s.failure(r, &apiError{status: http.StatusMethodNotAllowed, code: codeBadRequest, message: "Specified HTTP method is not allowed for the request target."})
	}
	parts, err := readParts(&call{request: r})
	if err != nil {
		return s.failure(r, err)
	}
	status := map[string]int{}
	responses := []any{}
	for _, p := range parts {
		a := s.doPart(who, r, p, status)
		status[p.name()] = a.status
		wire.Note(req, func(e *wire.Entry) { e.Parts = append(e.Parts, fmt.Sprintf("%s %s %d", p.Method, p.URL, a.status)) })
		responses = append(responses, p.response(a))
	}
	slices.Reverse(responses) // they may come in any order (S23), so the lab never keeps that of the requests
	return &answer{status: http.StatusOK, body: map[string]any{"responses": responses}}
}

// name is the id for comparison: ids are not case-sensitive (S23).
func (p part) name() string { return strings.ToLower(p.ID) }

// readParts reads a batch and puts the parts into an order in which none comes before what it depends on.
func readParts(c *call) ([]part, error) {
	b, err := c.object("")
	if err != nil {
		return nil, err
	}
	var parts []part
	if err := json.Unmarshal(b["requests"], &parts); err != nil || len(parts) == 0 {
		return nil, badRequest("Invalid batch payload format.")
	}
	if len(parts) > maxParts {
		return nil, refuse("MaximumValueExceeded", "Number of batch request steps exceeds the maximum value of %d.", maxParts)
	}
	ids := map[string]bool{}
	for _, p := range parts {
		if err := p.check(); err != nil {
			return nil, err
		}
		if ids[p.name()] {
			return nil, badRequest("Request Id has to be unique in a batch: " + p.ID)
		}
		ids[p.name()] = true
	}
	return inOrder(parts)
}

func (p part) check() error {
	hasBody := len(p.Body) > 0 && string(p.Body) != "null"
	switch {
	case p.ID == "" || p.Method == "" || p.URL == "":
		return badRequest("Invalid batch payload format.")
	case p.Method == http.MethodGet, p.Method == http.MethodDelete: // SDKs add an empty body
		return nil
	case !hasBody || p.header().Get("Content-Type") == "":
		// Also what needs no body has to have one in a batch: {} will do (S23).
		return badRequest("Write request id : " + p.ID + " does not contain Content-Type header or body.")
	default:
		return nil
	}
}

func inOrder(parts []part) ([]part, error) {
	out := make([]part, 0, len(parts))
	done := map[string]bool{}
	for len(out) < len(parts) {
		before := len(out)
		for _, p := range parts {
			ready := !slices.ContainsFunc(p.DependsOn, func(id string) bool { return !done[strings.ToLower(id)] })
			if ready && !done[p.name()] {
				out = append(out, p)
				done[p.name()] = true
			}
		}
		if len(out) == before {
			return nil, badRequest("Invalid batch payload: dependsOn names a request that is not there, or goes in a circle.")
		}
	}
	return out, nil
}

func (p part) header() http.Header {
	header := http.Header{}
	for name, value := range p.Headers {
		header.Set(name, value)
	}
	return header
}

// doPart does one part, or refuses it because one that it depends on has failed.
func (s *server) doPart(who *caller, outer request, p part, status map[string]int) *answer {
	r := request{method: p.Method, header: p.header(), body: p.Body, beta: outer.beta, id: outer.id, clientID: outer.clientID}
	if id := r.header.Get("client-request-id"); id != "" {
		r.clientID = id
	}
	for _, id := range p.DependsOn {
		if status[strings.ToLower(id)] >= http.StatusBadRequest {
			return s.failure(r, &apiError{status: http.StatusFailedDependency, code: "FailedDependency", message: "The request '" + id + "', which this one depends on, has failed."})
		}
	}
	r.path, r.query, _ = strings.Cut(strings.TrimPrefix(p.URL, "/"), "?")
	return s.dispatch(who, r)
}

func (p part) response(a *answer) map[string]any {
	headers := map[string]string{"Cache-Control": "no-cache"}
	for name := range a.header {
		headers[name] = a.header.Get(name)
	}
	out := map[string]any{"id": p.ID, "status": a.status, "headers": headers}
	if a.body != nil {
		headers["Content-Type"] = jsonType
		out["body"] = a.body
	}
	return out
}
