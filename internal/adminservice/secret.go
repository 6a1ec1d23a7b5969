package adminservice

import "fmt"

// Secret is the text of a client secret on its way to the site. It never prints itself and does not encode itself: only
// the row that is written to the site takes the text out.
type Secret struct{ text string }

const hidden = "(secret)"

// NewSecret wraps a text.
func NewSecret(text string) Secret { return Secret{text} }

// String implements fmt.Stringer.
func (s Secret) String() string { return hidden }

// GoString implements fmt.GoStringer.
func (s Secret) GoString() string { return hidden }

// Format implements fmt.Formatter for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText implements encoding.TextMarshaler, and so keeps the text out of JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
