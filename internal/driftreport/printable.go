package driftreport

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// quote is a text of JSON with everything escaped that does not print, so that no terminal and no page can be told what to
// do by a value.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\t':
			b.WriteString(`\t`)
		default:
			writeRune(&b, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// printable is a text on one line with everything escaped that does not print, cut if it is long: for addresses, messages
// and names of files.
func printable(text string) string {
	whole := len(text)
	text = cut(text, maxText)
	var b strings.Builder
	for _, r := range text {
		if r == '\n' || r == '\r' || r == '\t' {
			r = ' '
		}
		writeRune(&b, r)
	}
	if len(text) < whole {
		b.WriteString(" … (cut)")
	}
	return b.String()
}

func writeRune(b *strings.Builder, r rune) {
	switch {
	case unicode.IsPrint(r):
		b.WriteRune(r)
	case r > 0xffff:
		fmt.Fprintf(b, `\U%08x`, r)
	default:
		fmt.Fprintf(b, `\u%04x`, r)
	}
}

// cut is at most so many bytes of a text, without half a character at its end.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}
