package smsprovider

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// condition decides about a row.
type condition func(world.Row) bool

// maxDepth is how deep parentheses may go.
const maxDepth = 50

// filterParser reads $filter, as far as it was seen to work (AdminService notes §1.2): eq, ne, gt, lt, ge, le, and, or,
// startswith, endswith, contains, and any(x: x eq 'text') on arrays.
type filterParser struct {
	class  *class
	tokens []lexeme
	depth  int
}

func parseFilter(c *class, text string) (condition, error) {
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &filterParser{class: c, tokens: tokens}
	where, err := p.or()
	if err != nil {
		return nil, err
	}
	if next := p.peek(); next.kind != lexEnd {
		return nil, p.unexpected(next)
	}
	return where, nil
}

func (p *filterParser) peek() lexeme { return p.tokens[0] }

func (p *filterParser) next() lexeme {
	t := p.tokens[0]
	if t.kind != lexEnd {
		p.tokens = p.tokens[1:]
	}
	return t
}

func (p *filterParser) unexpected(t lexeme) error {
	return invalidQuery("$filter: %q is not expected", t.text)
}

// want takes the next lexeme, which must be that sign.
func (p *filterParser) want(sign string) error {
	if t := p.next(); t.kind != lexSign || t.text != sign {
		return p.unexpected(t)
	}
	return nil
}

func (p *filterParser) or() (condition, error) {
	return p.chain("or", p.and, func(a, b condition) condition {
		return func(row world.Row) bool { return a(row) || b(row) }
	})
}

func (p *filterParser) and() (condition, error) {
	return p.chain("and", p.primary, func(a, b condition) condition {
		return func(row world.Row) bool { return a(row) && b(row) }
	})
}

func (p *filterParser) chain(word string, part func() (condition, error), join func(a, b condition) condition) (condition, error) {
	all, err := part()
	for err == nil && p.peek() == (lexeme{lexWord, word}) {
		p.next()
		var more condition
		if more, err = part(); err == nil {
			all = join(all, more)
		}
	}
	return all, err
}

func (p *filterParser) primary() (condition, error) {
	t := p.next()
	switch {
	case t == lexeme{lexSign, "("}:
		return p.parenthesis()
	case t.kind != lexWord:
		return nil, p.unexpected(t)
	case p.peek() == lexeme{lexSign, "("}:
		return p.function(t)
	case p.peek() == lexeme{lexSign, "/"}:
		return p.any(t)
	default:
		return p.comparison(t)
	}
}

func (p *filterParser) parenthesis() (condition, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, invalidQuery("$filter: too deep")
	}
	inner, err := p.or()
	if err != nil {
		return nil, err
	}
	p.depth--
	return inner, p.want(")")
}

// function is name(Property,'text').
func (p *filterParser) function(name lexeme) (condition, error) {
	test, ok := textFunction(name.text)
	if !ok {
		return nil, p.unexpected(name)
	}
	p.next() // the parenthesis
	of, err := comparableProperty(p.class, p.next().text)
	if err != nil {
		return nil, err
	}
	if err := p.want(","); err != nil {
		return nil, err
	}
	argument := p.next()
	if argument.kind != lexText || of.kind != kindText {
		return nil, invalidQuery("$filter: %s takes texts", name.text)
	}
	where := func(row world.Row) bool {
		text, ok := of.value(row).(string)
		return ok && test(text, argument.text)
	}
	return where, p.want(")")
}

func textFunction(name string) (func(text, part string) bool, bool) {
	switch name {
	case "startswith":
		return strings.HasPrefix, true
	case "endswith":
		return strings.HasSuffix, true
	case "contains":
		return strings.Contains, true
	default:
		return nil, false
	}
}

// comparison is Property op literal.
func (p *filterParser) comparison(name lexeme) (condition, error) {
	of, err := comparableProperty(p.class, name.text)
	if err != nil {
		return nil, err
	}
	test, err := p.test(of.kind)
	if err != nil {
		return nil, err
	}
	return func(row world.Row) bool { return test(of.value(row)) }, nil
}

// any is Property/any(x: x op literal), for arrays of texts and of numbers.
func (p *filterParser) any(name lexeme) (condition, error) {
	of, ok := p.class.property(name.text)
	if !ok || of.lazy || of.kind != kindTexts && of.kind != kindUint32s {
		return nil, invalidQuery("$filter: %q is no array of %s", name.text, p.class.name)
	}
	p.next() // the slash
	if t := p.next(); t != (lexeme{lexWord, "any"}) {
		return nil, p.unexpected(t)
	}
	if err := p.want("("); err != nil {
		return nil, err
	}
	variable := p.next()
	if variable.kind != lexWord {
		return nil, p.unexpected(variable)
	}
	if err := p.want(":"); err != nil {
		return nil, err
	}
	if t := p.next(); t != variable {
		return nil, p.unexpected(t)
	}
	element := property{kind: kindText}
	if of.kind == kindUint32s {
		element.kind = kindUint32
	}
	test, err := p.test(element.kind)
	if err != nil {
		return nil, err
	}
	where := func(row world.Row) bool {
		list, _ := of.stored(row).([]any)
		return slices.ContainsFunc(list, func(v any) bool { return test(element.value(world.Row{"": v})) })
	}
	return where, p.want(")")
}

// test reads an operator and a literal that fits the type.
func (p *filterParser) test(k kind) (func(any) bool, error) {
	operator := p.next()
	decide, ok := decision(operator)
	if !ok {
		return nil, p.unexpected(operator)
	}
	literal := p.next()
	want, err := literal.value(k)
	if err != nil {
		return nil, err
	}
	equality := operator.text == "eq" || operator.text == "ne"
	if _, isBool := want.(bool); (isBool || want == nil) && !equality {
		return nil, p.unexpected(operator)
	}
	return func(have any) bool {
		if want == nil || have == nil {
			return equality && (have == nil && want == nil) == (operator.text == "eq")
		}
		n, ok := compareValues(have, want)
		return ok && decide(n)
	}, nil
}

func decision(operator lexeme) (func(int) bool, bool) {
	if operator.kind != lexWord {
		return nil, false
	}
	switch operator.text {
	case "eq":
		return func(n int) bool { return n == 0 }, true
	case "ne":
		return func(n int) bool { return n != 0 }, true
	case "gt":
		return func(n int) bool { return n > 0 }, true
	case "ge":
		return func(n int) bool { return n >= 0 }, true
	case "lt":
		return func(n int) bool { return n < 0 }, true
	case "le":
		return func(n int) bool { return n <= 0 }, true
	default:
		return nil, false
	}
}

// value is a literal as a value of the type: one of another type is refused.
func (t lexeme) value(k kind) (any, error) {
	wrong := invalidQuery("$filter: %q is of another type", t.text)
	switch {
	case t == lexeme{lexWord, "null"}:
		return nil, nil
	case k == kindText && t.kind == lexText:
		return t.text, nil
	case k == kindBool && t.kind == lexWord && (t.text == "true" || t.text == "false"):
		return t.text == "true", nil
	case (k == kindUint32 || k == kindSint32) && t.kind == lexNumber:
		n, err := strconv.ParseInt(t.text, 10, 64)
		if err != nil {
			return nil, wrong
		}
		return n, nil
	case k == kindTime && t.kind == lexNumber:
		at, err := time.Parse(time.RFC3339, t.text)
		if err != nil {
			return nil, wrong
		}
		return at, nil
	default:
		return nil, wrong
	}
}
