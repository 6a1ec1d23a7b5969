package msgraph

import (
	"slices"
	"strings"
)

// comparison is "property eq literal", or "property/any(x:x eq literal)" of a collection.
type comparison struct {
	property string
	each     bool
	literal  literal
}

type literal struct {
	text   string
	quoted bool
	null   bool
}

// parseFilter reads the filters that are emulated: comparisons with eq, joined by and.
func parseFilter(res resource, text string) ([]comparison, error) {
	tokens, ok := tokenize(text)
	if !ok || len(tokens) == 0 {
		return nil, badRequest("Invalid filter clause: Syntax error in '" + text + "'.")
	}
	p := &parser{tokens: tokens, res: res}
	var out []comparison
	for {
		one, err := p.comparison()
		if err != nil {
			return nil, err
		}
		out = append(out, one)
		if len(p.tokens) == 0 {
			return out, nil
		}
		if err := p.word("and"); err != nil {
			return nil, err
		}
	}
}

// lexeme is a word, a mark such as a parenthesis, or a string literal without its quotes.
type lexeme struct {
	text   string
	quoted bool
}

const marks = "():,"

func tokenize(text string) ([]lexeme, bool) {
	var out []lexeme
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		switch {
		case text[0] == '\'':
			value, rest, ok := cutLiteral(text)
			if !ok {
				return nil, false
			}
			out, text = append(out, lexeme{text: value, quoted: true}), rest
		case strings.ContainsRune(marks, rune(text[0])):
			out, text = append(out, lexeme{text: text[:1]}), text[1:]
		default:
			end := strings.IndexAny(text, " '"+marks)
			if end < 0 {
				end = len(text)
			}
			out, text = append(out, lexeme{text: text[:end]}), text[end:]
		}
	}
	return out, true
}

type parser struct {
	tokens []lexeme
	res    resource
}

func (p *parser) next() lexeme {
	if len(p.tokens) == 0 {
		return lexeme{}
	}
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t
}

func (p *parser) word(want string) error {
	if t := p.next(); t.quoted || t.text != want {
		return p.unsupported("")
	}
	return nil
}

func (p *parser) comparison() (comparison, error) {
	name := p.next()
	property, lambda := strings.CutSuffix(name.text, "/any")
	if name.quoted || !slices.Contains(p.res.filters, property) {
		return comparison{}, p.unsupported(property)
	}
	if !lambda {
		if err := p.word("eq"); err != nil {
			return comparison{}, p.unsupported(property)
		}
		l, err := p.literal(property)
		return comparison{property: property, literal: l}, err
	}
	l, err := p.lambda(property)
	return comparison{property: property, each: true, literal: l}, err
}

// lambda reads what follows any: (x:x eq 'literal').
func (p *parser) lambda(property string) (literal, error) {
	if err := p.word("("); err != nil {
		return literal{}, p.unsupported(property)
	}
	variable := p.next().text
	for _, want := range []string{":", variable, "eq"} {
		if err := p.word(want); err != nil {
			return literal{}, p.unsupported(property)
		}
	}
	l, err := p.literal(property)
	if err != nil {
		return literal{}, err
	}
	return l, p.word(")")
}

// literal reads a string, a GUID without quotes, or null. The type has to be that of the property.
func (p *parser) literal(property string) (literal, error) {
	t := p.next()
	isGUIDProperty := slices.Contains(p.res.guids, property)
	switch {
	case !t.quoted && t.text == "null":
		return literal{null: true}, nil
	case t.quoted && isGUIDProperty, !t.quoted && isGUID(t.text) && !isGUIDProperty:
		return literal{}, badRequest("Invalid filter clause: A binary operator with incompatible types was detected. Found operand types 'Edm.Guid' and 'Edm.String' for operator kind 'Equal'.")
	case t.quoted, isGUID(t.text):
		return literal{text: t.text, quoted: t.quoted}, nil
	default:
		return literal{}, p.unsupported(property)
	}
}

func (p *parser) unsupported(property string) error {
	return refuse(codeUnsupported, "Unsupported or invalid query filter clause specified for property '%s' of resource '%s'.", property, p.res.name)
}

// holds reports whether an object meets all comparisons.
func holds(filter []comparison, view map[string]any) bool {
	for _, c := range filter {
		if !c.holds(view[c.property]) {
			return false
		}
	}
	return true
}

func (c comparison) holds(value any) bool {
	if list, ok := value.([]any); ok {
		return c.each && slices.ContainsFunc(list, c.literal.equals)
	}
	return !c.each && c.literal.equals(value)
}

// equals compares like the directory does: strings without regard to case (inferred from its search for names).
func (l literal) equals(value any) bool {
	if l.null {
		return value == nil
	}
	s, ok := value.(string)
	return ok && strings.EqualFold(s, l.text)
}
