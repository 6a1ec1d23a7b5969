package core

import (
	"context"
	"regexp"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework-validators/helpers/validatordiag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Form is a regular expression that is compiled when a text is first compared with it: most processes of a provider only tell
// their schema, and the forms of all arguments would be a part of what that takes.
type Form func() *regexp.Regexp

// FormOf is the form that the expression says. One that is none panics on first use.
func FormOf(expression string) Form {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// GUID is the form of a GUID, without braces, in capitals or not.
var GUID = FormOf(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`) //nolint:gochecknoglobals // compiled once

// Matches reports whether a text has the form.
func (f Form) Matches(text string) bool { return f().MatchString(text) }

// Must is a validator that takes no text without the form; rule says in an error what the text must be.
func (f Form) Must(rule string) validator.String { return formed{f, rule} }

type formed struct {
	form Form
	rule string
}

// Description implements validator.Describer.
func (v formed) Description(context.Context) string { return v.rule }

// MarkdownDescription implements validator.Describer.
func (v formed) MarkdownDescription(context.Context) string { return v.rule }

// ValidateString implements validator.String.
func (v formed) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || v.form.Matches(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.Append(validatordiag.InvalidAttributeValueMatchDiagnostic(req.Path, v.rule, req.ConfigValue.ValueString()))
}
