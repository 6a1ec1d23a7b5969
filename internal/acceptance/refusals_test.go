package acceptance

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// refusal is a block that Terraform refuses to plan, and the words for it.
type refusal struct {
	kind  string // output, or a data source or resource of the provider as "data site"
	attrs Attrs
	want  string
}

// refuses plans all the blocks in one configuration: each is refused in its words. Terraform stops at the stage of a plan that
// has found an error, so it plans again without what was refused, until nothing is.
func refuses(t *testing.T, config string, blocks map[string]refusal) {
	t.Helper()
	s, left := newSteps(t), maps.Clone(blocks)
	for len(left) > 0 {
		all := config
		for _, name := range slices.Sorted(maps.Keys(left)) {
			all += Block(left[name].head(name), left[name].attrs)
		}
		s.write("main.tf", all)
		_, _, err := s.terraform("plan")
		before := len(left)
		for name, r := range left {
			if text := blamed(err, r.head(name)); text != "" {
				delete(left, name)
				if !said(r.want).MatchString(text) {
					t.Errorf("%s: the error is not %q:\n%s", name, r.want, text)
				}
			}
		}
		if len(left) == before {
			t.Fatalf("%v are not refused, and Terraform says: %v", slices.Sorted(maps.Keys(left)), err)
		}
	}
}

// head is that of the block, as Terraform says where an error is.
func (r refusal) head(name string) string {
	mode, kind, typed := strings.Cut(r.kind, " ")
	if !typed {
		return mode + " " + Q(label(name))
	}
	return mode + " " + Q("tenantattach_"+kind) + " " + Q(label(name))
}

// label is the name of a case as that of a block.
func label(name string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return c
		}
		return '_'
	}, name)
}

// blamed is what an error of Terraform says of a block.
func blamed(err error, block string) string {
	if err == nil {
		return ""
	}
	var text strings.Builder
	for _, one := range strings.Split(err.Error(), "\nError: ") {
		if strings.Contains(one, ", in "+block+":") {
			text.WriteString(one + "\n")
		}
	}
	return text.String()
}
