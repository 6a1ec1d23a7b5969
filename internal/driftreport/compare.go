package driftreport

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// views are the three views of one object: what the state held, what was found, and what apply would set.
type views struct {
	was, is, will any
	// unknowns says what of will is known only after apply.
	unknowns any
	mask     *mask
	secrets  *secrets
}

// comparison collects what differs.
type comparison struct {
	all   []Difference
	more  int
	kinds map[Kind]bool
}

// compare finds the attributes in which three views of a resource differ.
func compare(v views) comparison {
	c := comparison{kinds: map[Kind]bool{}}
	c.walk("", v)
	return c
}

// walk compares one part, and goes into it where the views are of the same kind.
func (c *comparison) walk(path string, v views) {
	before := len(c.all) + c.more
	switch {
	case v.unknowns == true || v.hidden():
		c.leaf(path, v)
	case v.areObjects():
		c.objects(path, v)
		if path != "" && len(c.all)+c.more == before {
			c.leaf(path, v) // null and empty differ in nothing that is in them
		}
	case v.areLists():
		for i := range v.length() {
			c.walk(path+"["+strconv.Itoa(i)+"]", v.element(i))
		}
	default:
		c.leaf(path, v)
	}
}

func (c *comparison) objects(path string, v views) {
	names := map[string]bool{}
	for _, view := range []any{v.was, v.is, v.will, v.unknowns} {
		object, _ := view.(map[string]any)
		for name := range object {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		c.walk(join(path, v.secrets.redact(name)), v.key(name))
	}
}

// join adds an attribute to a path, in the words of Terraform.
func join(path, name string) string {
	switch {
	case !isIdentifier(name):
		return path + "[" + quote(cut(name, maxText)) + "]"
	case path == "":
		return name
	default:
		return path + "." + name
	}
}

func isIdentifier(name string) bool {
	for i, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		if !letter && (i == 0 || (r < '0' || r > '9') && r != '-') {
			return false
		}
	}
	return name != "" && len(name) <= maxText
}

// leaf notes a part that is compared as a whole, if it differs.
func (c *comparison) leaf(path string, v views) {
	kind, differs := v.kind()
	if !differs {
		return
	}
	c.kinds[kind] = true
	if len(c.all) == maxDifferences {
		c.more++
		return
	}
	if path == "" {
		path = "value"
	}
	c.all = append(c.all, Difference{
		Path: cut(path, maxText), Kind: kind,
		Was: valueText(v.was, v.mask, v.secrets, nil), Is: valueText(v.is, v.mask, v.secrets, nil), Will: valueText(v.will, v.mask, v.secrets, v.unknowns),
	})
}

// kind says what it means that the views differ, if they do.
func (v views) kind() (Kind, bool) {
	drifted, open := !equal(v.was, v.is), hasUnknown(v.unknowns)
	changes := open || !equal(v.is, v.will)
	switch {
	case !drifted && !changes:
		return 0, false
	case !changes:
		return KindLeft, true
	case !drifted && v.unknowns == true:
		return KindFollows, true
	case !drifted:
		return KindPending, true
	case v.unknowns == true || !open && equal(v.was, v.will):
		return KindRepaired, true
	default:
		return KindChanged, true
	}
}

func (v views) hidden() bool {
	return v.mask != nil && (v.mask.all || v.mask.hides(v.was) || v.mask.hides(v.is) || v.mask.hides(v.will))
}

// areObjects: every view is an object or null, and one is an object.
func (v views) areObjects() bool {
	some := false
	for _, view := range []any{v.was, v.is, v.will} {
		_, object := view.(map[string]any)
		if !object && view != nil {
			return false
		}
		some = some || object
	}
	return some
}

// areLists: all views are lists of one length, with objects in them. Other lists are better shown as a whole.
func (v views) areLists() bool {
	objects := false
	for _, view := range []any{v.was, v.is, v.will} {
		list, ok := view.([]any)
		if !ok || len(list) != v.length() {
			return false
		}
		objects = objects || slices.ContainsFunc(list, func(element any) bool { _, ok := element.(map[string]any); return ok })
	}
	return objects
}

func (v views) length() int {
	list, _ := v.was.([]any)
	return len(list)
}

func (v views) key(name string) views {
	get := func(view any) any {
		object, _ := view.(map[string]any)
		return object[name]
	}
	return views{was: get(v.was), is: get(v.is), will: get(v.will), unknowns: get(v.unknowns), mask: v.mask.key(name), secrets: v.secrets}
}

func (v views) element(i int) views {
	get := func(view any) any {
		if list, _ := view.([]any); i < len(list) {
			return list[i]
		}
		return nil
	}
	return views{was: get(v.was), is: get(v.is), will: get(v.will), unknowns: get(v.unknowns), mask: v.mask.element(), secrets: v.secrets}
}

// MoreText says how many differences are not listed.
func (f Finding) MoreText() string { return fmt.Sprintf("… and %d more attributes", f.More) }
