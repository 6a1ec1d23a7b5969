package audit

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A name that is shorter is taken for none: in a longer text it may be any word.
const (
	shortestWhole = 4 // as the whole text
	shortestPart  = 6 // in a text
)

// names reports whether any of the texts is one of the names, or has it in it as a whole word, whatever the case.
func names(texts, wanted []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool {
		return slices.ContainsFunc(wanted, func(name string) bool { return says(strings.ToLower(text), strings.ToLower(name)) })
	})
}

func says(text, name string) bool {
	length := utf8.RuneCountInString(name)
	if length >= shortestWhole && strings.Trim(text, `\ `) == name {
		return true
	}
	if length < shortestPart {
		return false
	}
	for at := 0; ; at++ {
		next := strings.Index(text[at:], name)
		if next < 0 {
			return false
		}
		at += next
		if isWord(text[:at], text[at+len(name):]) {
			return true
		}
	}
}

// isWord reports whether what is between two texts is a word of its own: no part of a longer word, of a domain name, or of
// the name of an account. A server is one after the two backslashes of a path.
func isWord(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, size := utf8.DecodeRuneInString(after)
	second, _ := utf8.DecodeRuneInString(after[size:])
	server := strings.HasSuffix(before, `\\`)
	if before != "" && !server && (isLetter(last) || joins(last)) {
		return false
	}
	switch {
	case after == "":
		return true
	case first == '\\' && server:
		return true
	case joins(first): // a full stop, for one, may end the sentence
		return size == len(after) || !isLetter(second)
	default:
		return !isLetter(first)
	}
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// joins reports whether a character joins words to a name.
func joins(r rune) bool { return strings.ContainsRune(`._-@\`, r) }

// has reports whether any of the texts has any of the parts in it, whatever the case: the names of activities, properties
// and types are words that are written together.
func has(texts, parts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool {
		return slices.ContainsFunc(parts, func(part string) bool {
			return part != "" && strings.Contains(strings.ToLower(text), strings.ToLower(part))
		})
	})
}
