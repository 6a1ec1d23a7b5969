package smsprovider

import "strings"

type lexKind int

const (
	lexEnd    lexKind = iota
	lexWord           // name or operator
	lexText           // 'text', without its quotes
	lexNumber         // number or time
	lexSign           // ( ) , : /
)

// lexeme is a part of $filter.
type lexeme struct {
	kind lexKind
	text string
}

// lex splits $filter; the last lexeme is always the end.
func lex(text string) ([]lexeme, error) {
	tokens := []lexeme{}
	for i := 0; i < len(text); {
		t, length, err := lexOne(text[i:])
		if err != nil {
			return nil, err
		}
		if i += length; length > 0 && t.kind != lexEnd {
			tokens = append(tokens, t)
		}
	}
	return append(tokens, lexeme{}), nil
}

// lexOne reads the first lexeme and its length; a space is none, with a length.
func lexOne(text string) (lexeme, int, error) {
	switch c := text[0]; {
	case c == ' ':
		return lexeme{}, 1, nil
	case c == '\'':
		return lexQuoted(text)
	case strings.IndexByte("(),:/", c) >= 0:
		return lexeme{lexSign, text[:1]}, 1, nil
	case isDigit(c) || c == '-':
		n := span(text, func(c byte) bool { return isDigit(c) || isLetter(c) || strings.IndexByte("-+.:", c) >= 0 })
		return lexeme{lexNumber, text[:n]}, n, nil
	case isLetter(c):
		n := span(text, func(c byte) bool { return isDigit(c) || isLetter(c) })
		return lexeme{lexWord, text[:n]}, n, nil
	default:
		return lexeme{}, 0, invalidQuery("$filter: %q is not expected", text[:1])
	}
}

// lexQuoted reads a text; a quote in it is doubled.
func lexQuoted(text string) (lexeme, int, error) {
	var out strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] != '\'' {
			out.WriteByte(text[i])
			continue
		}
		if i+1 == len(text) || text[i+1] != '\'' {
			return lexeme{lexText, out.String()}, i + 1, nil
		}
		out.WriteByte('\'')
		i++
	}
	return lexeme{}, 0, invalidQuery("$filter: a text does not end")
}

func span(text string, in func(byte) bool) int {
	n := 0
	for n < len(text) && in(text[n]) {
		n++
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
