package msgraph

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// call is one operation that is being done.
type call struct {
	server  *server
	request request
	caller  *caller
	keys    []key // of the path, in its order

	// replica is the one that answers this request; another request may meet another one (Graph notes §2.1). Writes are
	// checked against it and applied to the primary.
	replica *world.Snapshot
}

func (c *call) now() time.Time { return c.server.World.Clock.Now().UTC() }

// stamp is the time as the directory keeps it.
func (c *call) stamp() time.Time { return c.now().Truncate(time.Second) }

func (c *call) update(change func(*world.Snapshot) error) error {
	return c.caller.tenant.Directory.UpdateBy(c.caller.actor(), change)
}

// prefers reports whether the request has a preference (RFC 7240).
func (c *call) prefers(preference string) bool {
	for _, line := range c.request.header.Values("Prefer") {
		for one := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(one), preference) {
				return true
			}
		}
	}
	return false
}

// object reads the body: a JSON object of the given type.
func (c *call) object(typeName string) (body, error) {
	if len(c.request.body) == 0 {
		return nil, badRequest("Empty Payload. JSON content expected.")
	}
	media, _, _ := strings.Cut(c.request.header.Get("Content-Type"), ";")
	if !strings.EqualFold(strings.TrimSpace(media), "application/json") {
		return nil, badRequest("Write requests (excluding DELETE) must contain the Content-Type header declaration.")
	}
	var b body
	if err := json.Unmarshal(c.request.body, &b); err != nil || b == nil {
		return nil, badRequest("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.")
	}
	return b, b.checkType(typeName)
}

// entity answers with one object, under $select.
func (c *call) entity(status int, res resource, view map[string]any, also ...string) (*answer, error) {
	o, err := c.options(res, false)
	if err != nil {
		return nil, err
	}
	fields := res.defaults
	if o.fields != nil {
		fields = o.fields
	}
	out := pick(view, append(fields[:len(fields):len(fields)], also...))
	out["@odata.context"] = c.server.base() + "/$metadata#" + res.set + o.projection() + "/$entity"
	return &answer{status: status, body: out}, nil
}

// created answers with an object that was made. Options in the query are not for writes.
func (c *call) created(res resource, view map[string]any, also ...string) (*answer, error) {
	c.request.query = ""
	return c.entity(http.StatusCreated, res, view, also...)
}

// id is the object id that the path gives by its nth key.
func (c *call) id(n int) (string, error) {
	if !isGUID(c.keys[n].value) {
		return "", refuse(codeBadRequest, "Invalid object identifier '%s'.", c.keys[n].value)
	}
	return strings.ToLower(c.keys[n].value), nil
}

// isGUID accepts the one form that Graph writes: Parse alone takes braces and URNs, too.
func isGUID(text string) bool {
	id, err := uuid.Parse(text)
	return err == nil && len(text) == len(id.String())
}

func sameID(a, b string) bool { return strings.EqualFold(a, b) }
