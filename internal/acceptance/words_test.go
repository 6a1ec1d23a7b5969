package acceptance

import (
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// state is the state in the checks of a step.
type state = terraform.State

// path is a path in a plan or a state.
func path(attribute string) tfjsonpath.Path { return tfjsonpath.New(attribute) }

// said matches a text in Terraform's output, however it was wrapped there.
func said(text string) *regexp.Regexp {
	words := strings.Fields(text)
	for i := range words {
		words[i] = regexp.QuoteMeta(words[i])
	}
	return regexp.MustCompile(strings.Join(words, `[\s│]+`))
}

// sees requires that texts are in Terraform's output, however they are wrapped there.
func (e *Env) sees(out string, texts ...string) {
	e.t.Helper()
	for _, text := range texts {
		if !said(text).MatchString(out) {
			e.t.Errorf("the output does not say %q:\n%s", text, out)
		}
	}
}

// hides requires that texts are not in Terraform's output.
func (e *Env) hides(out string, texts ...string) {
	e.t.Helper()
	for _, text := range texts {
		if said(text).MatchString(out) {
			e.t.Errorf("the output says %q:\n%s", text, out)
		}
	}
}
