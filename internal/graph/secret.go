package graph

import "fmt"

// Secret is the text of a client secret. It never prints itself; Reveal is the one way to it. The text is behind a
// pointer: fmt calls no method of a value in an unexported field, but shows a pointer there as an address.
type Secret struct{ text *string }

const hidden = "(secret)"

// Reveal returns the text, to be handed over in memory.
func (s Secret) Reveal() string { return text(s.text) }

// String implements fmt.Stringer.
func (s Secret) String() string { return hidden }

// GoString implements fmt.GoStringer.
func (s Secret) GoString() string { return hidden }

// Format implements fmt.Formatter for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// MarshalText implements encoding.TextMarshaler, and so keeps the text out of JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }
