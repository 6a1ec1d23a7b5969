package smsprovider

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

// answer is what is sent back.
type answer struct {
	status      int
	contentType string
	allow       string
	body        []byte
}

func jsonAnswer(status int, body []byte) answer {
	return answer{status: status, contentType: "application/json; odata.metadata=minimal", body: body}
}

func (a answer) send(w http.ResponseWriter) {
	w.Header().Set("OData-Version", "4.0")
	if a.contentType != "" {
		w.Header().Set("Content-Type", a.contentType)
	}
	if a.allow != "" {
		w.Header().Set("Allow", a.allow)
	}
	w.WriteHeader(a.status)
	if len(a.body) > 0 {
		_, _ = w.Write(a.body) // fails when the client has gone
	}
}

// object writes a JSON object whose fields have an order, which the shapes of the service have (AdminService notes §4).
type object struct{ buffer bytes.Buffer }

func (o *object) set(name string, value any) { o.raw(name, marshal(value)) }

func (o *object) raw(name string, value []byte) {
	if o.buffer.Len() > 0 {
		o.buffer.WriteByte(',')
	}
	o.buffer.Write(marshal(name))
	o.buffer.WriteByte(':')
	o.buffer.Write(value)
}

func (o *object) bytes() []byte { return []byte("{" + o.buffer.String() + "}") }

// marshal writes a value that comes from the tables or from the code: those are all plain, so nothing can fail but a
// number that JSON does not have.
func marshal(value any) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return []byte("null")
	}
	return []byte(strings.TrimSuffix(out.String(), "\n"))
}

func array(elements [][]byte) []byte {
	return append(append([]byte("["), bytes.Join(elements, []byte(","))...), ']')
}
