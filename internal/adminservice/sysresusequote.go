package adminservice

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode"
)

const (
	// quotedPart is how many bytes of a text make a part of it that is not shown: a service may cut what it quotes.
	quotedPart = 12
	// shortText is how many bytes a text must have to be looked for within words too: a shorter one is in many.
	shortText = 5

	messageLeftOut = "the message is left out, since it quotes what the row holds"
	deniedLeftOut  = "Access denied; " + messageLeftOut
)

// withoutQuotes takes message and code out of a refusal that quote what the row holds. That access was denied is still said.
func (r SystemRow) withoutQuotes(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	quiet, texts := *e, r.unshown()
	if quotesAny(e.Code, texts) {
		quiet.Code = ""
	}
	if quotesAny(e.Message, texts) {
		quiet.Message = messageLeftOut
		if e.saysDenied() {
			quiet.Message = deniedLeftOut
		}
	}
	return &quiet
}

func quotesAny(said string, texts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return quotes(said, text) })
}

// quotes reports whether something that is said holds a part of a text, or the whole of a short one.
func quotes(said, text string) bool {
	if len(text) < shortText {
		return slices.Contains(strings.FieldsFunc(said, notInWords), text)
	}
	said, text = bare(said), bare(text)
	size := min(quotedPart, len(text))
	if size == 0 {
		return false
	}
	parts := map[string]bool{}
	for at := range len(text) - size + 1 {
		parts[text[at:at+size]] = true
	}
	for at := range len(said) - size + 1 {
		if parts[said[at:at+size]] {
			return true
		}
	}
	return false
}

func notInWords(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("\\/\"'`()[]{}<>,;:=.", r)
}

// bare is a text without what its way into a message may change: case, spaces, line breaks, and the backslashes of JSON.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\\' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

// unshown are the texts in the row that are not known to be harmless.
func (r SystemRow) unshown() []string {
	var row any
	if err := json.Unmarshal([]byte(r.text.Reveal()), &row); err != nil {
		return nil
	}
	known := []string{"", r.Role.RoleName, r.Role.Server, r.Role.SiteCode, r.Role.Key.ItemName, r.Role.Key.ItemType}
	for _, p := range r.Role.props {
		known = append(known, p.Value1, p.Value2)
	}
	return slices.DeleteFunc(texts(row), func(text string) bool { return slices.Contains(known, text) })
}

// texts are all texts in a value, but for names of properties.
func texts(value any) []string {
	out := []string{}
	switch v := value.(type) {
	case string:
		out = append(out, v)
	case []any:
		for _, element := range v {
			out = append(out, texts(element)...)
		}
	case map[string]any:
		for name, field := range v {
			if name != "PropertyName" {
				out = append(out, texts(field)...)
			}
		}
	}
	return out
}
