package driftreport

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// minSecret is how long a sensitive text must be to be looked for elsewhere: a shorter one is part of everything.
const minSecret = 4

// secrets are the sensitive texts of a plan. Terraform marks attributes, not texts: what a provider copies from a sensitive
// attribute to another one, as terraform_data does from input to output, has no mark. So a text that is sensitive in one
// place of a plan is hidden in all of it.
type secrets struct {
	texts    map[string]bool
	replacer *strings.Replacer
}

// collect takes up what is marked in a value. Other than the mask, it takes a mark in a list for the one element only: the
// others may be words that are everywhere.
func (s *secrets) collect(value, marks any) {
	switch value := value.(type) {
	case map[string]any:
		below, ok := marks.(map[string]any)
		for name, one := range value {
			if ok {
				s.collect(one, below[name])
			} else if parseMask(marks).any() {
				s.add(name)
				s.collect(one, true)
			}
		}
	case []any:
		below, ok := marks.([]any)
		for i, one := range value {
			switch {
			case ok && i < len(below):
				s.collect(one, below[i])
			case !ok && parseMask(marks).any():
				s.collect(one, true)
			}
		}
	case string:
		if parseMask(marks).any() {
			s.add(value)
		}
	case json.Number:
		if parseMask(marks).any() {
			s.add(value.String())
		}
	}
}

func (s *secrets) add(text string) {
	if len(text) < minSecret {
		return
	}
	if s.texts == nil {
		s.texts = map[string]bool{}
	}
	s.texts[text], s.replacer = true, nil
}

// addChange takes up what is sensitive before or after a change.
func (s *secrets) addChange(c *change) {
	s.collect(c.Change.Before, c.Change.BeforeSensitive)
	s.collect(c.Change.After, c.Change.AfterSensitive)
}

// in reports whether a text holds a sensitive one.
func (s *secrets) in(text string) bool {
	if s == nil || len(s.texts) == 0 || len(text) < minSecret {
		return false
	}
	if s.replacer == nil {
		all := slices.SortedFunc(maps.Keys(s.texts), func(a, b string) int { return cmp.Compare(len(a), len(b)) })
		pairs := make([]string, 0, 2*len(all))
		for _, text := range all {
			pairs = append(pairs, text, "")
		}
		s.replacer = strings.NewReplacer(pairs...)
	}
	return s.replacer.Replace(text) != text
}

// redact is a text that may be shown.
func (s *secrets) redact(text string) string {
	if s.in(text) {
		return hidden
	}
	return text
}
