package adminservice

import (
	"maps"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
)

// opened is a row with the text of its secret in it, for the wire, and that text, to be kept out of errors. Nothing else
// takes the text out.
func opened(body any) (open any, text string) {
	row, _ := body.(map[string]any)
	for name, v := range row {
		if s, ok := v.(secret.Secret); ok && !s.IsZero() {
			row = maps.Clone(row)
			row[name] = s.Reveal()
			return row, s.Reveal()
		}
	}
	return body, ""
}

// redacted takes the text of a secret out of an answer: what a service says of a body that it does not like may quote it.
func redacted(e *Error, text string) *Error {
	if text != "" {
		e.Message, e.Code = strings.ReplaceAll(e.Message, text, secret.Hidden), strings.ReplaceAll(e.Code, text, secret.Hidden)
	}
	return e
}
