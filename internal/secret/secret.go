// Package secret carries the text of a client secret from where it is made or given to the one request that hands it
// over, so that it cannot be printed on the way.
package secret

import "fmt"

// Hidden is what is shown instead of a secret.
const Hidden = "(secret)"

// Secret is the text of a client secret; the zero value is none. It never prints itself and does not encode itself:
// Reveal is the one way to the text. The text is behind a pointer: fmt calls no method of a value in an unexported field,
// but shows a pointer there as an address.
type Secret struct{ text *string }

// New wraps a text.
func New(text string) Secret { return Secret{&text} }

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s.text == nil }

// Reveal returns the text, to be put into the request that hands it over.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// String implements fmt.Stringer.
func (s Secret) String() string { return Hidden }

// GoString implements fmt.GoStringer.
func (s Secret) GoString() string { return Hidden }

// Format implements fmt.Formatter for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(Hidden)) }

// MarshalText implements encoding.TextMarshaler, and so keeps the text out of JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(Hidden), nil }
