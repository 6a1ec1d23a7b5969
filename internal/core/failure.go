package core

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// Fail adds an error: doing completes the sentence "Cannot …", err says what was tried, what came back and what to do.
// The clients' errors are written for people; this is the one place that adds what only Terraform knows.
func Fail(diags *diag.Diagnostics, doing string, err error) {
	detail := err.Error()
	if errors.Is(err, context.DeadlineExceeded) {
		detail += "\n\nThe time set in the argument timeouts ran out. Apply again to go on from here, with a longer one if the service is slow."
	}
	if errors.Is(err, context.Canceled) {
		detail += "\n\nThe run was interrupted. Apply again to go on from here."
	}
	diags.AddError("Cannot "+doing, detail)
}
