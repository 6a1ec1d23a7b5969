package driftreport

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/restless"
)

// comparison collects what differs.
type comparison struct {
	all   []Difference
	more  int
	kinds map[Kind]bool
	// restless are the attributes at the top that change by themselves.
	restless []string
}

// compare finds the attributes in which three views of a resource of a type differ.
func compare(resourceType string, v views) comparison {
	c := comparison{kinds: map[Kind]bool{}, restless: restless.Attributes()[resourceType]}
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
		below := v.key(name)
		below.restless = v.restless || path == "" && slices.Contains(c.restless, name)
		c.walk(join(path, v.secrets.redact(name)), below)
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

// MoreText says how many differences are not listed.
func (f Finding) MoreText() string { return fmt.Sprintf("… and %d more attributes", f.More) }
