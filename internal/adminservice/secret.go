package adminservice

import (
	"fmt"
	"maps"
	"strings"
)

// Secret is the text of a client secret on its way to the site. It never prints itself and does not encode itself: only
// the request that writes it to the site takes the text out. The text is behind a pointer: fmt calls no method of a value
// in an unexported field, but shows a pointer there as an address.
type Secret struct{ text *string }

const hidden = "(secret)"

// NewSecret wraps a text.
func NewSecret(text string) Secret { return Secret{&text} }

// opened is a row with the text of its secret in it, for the wire, and that text, to be kept out of errors.
func opened(body any) (open any, secret string) {
	row, _ := body.(map[string]any)
	for name, v := range row {
		if s, ok := v.(Secret); ok && s.text != nil {
			row = maps.Clone(row)
			row[name] = *s.text
			return row, *s.text
		}
	}
	return body, ""
}

// redacted takes a secret out of an answer: what a service says of a body that it does not like may quote it.
func redacted(e *Error, secret string) *Error {
	if secret != "" {
		e.Message, e.Code = strings.ReplaceAll(e.Message, secret, hidden), strings.ReplaceAll(e.Code, secret, hidden)
	}
	return e
}

// String implements fmt.Stringer.
func (s Secret) String() string { return hidden }

// GoString implements fmt.GoStringer.
func (s Secret) GoString() string { return hidden }

// Format implements fmt.Formatter for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText implements encoding.TextMarshaler, and so keeps the text out of JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
