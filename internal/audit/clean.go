package audit

import (
	"strings"
	"unicode"
)

// longestText is how many characters of a text are shown.
const longestText = 200

// Clean makes a text fit to be shown in a terminal: it may come from anybody who can give an object a name. What is no
// printed character, such as an escape sequence, a line break or a mark that turns the direction of writing, is replaced,
// and what is too long is cut.
func Clean(text string) string {
	shown := []rune(printed(text))
	if len(shown) > longestText {
		return string(shown[:longestText]) + "…"
	}
	return string(shown)
}

// printed replaces what is no printed character.
func printed(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
