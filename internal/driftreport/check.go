package driftreport

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
	tfjson "github.com/hashicorp/terraform-json"
)

// shapeError says that a part of a plan is not as Terraform writes it. It holds no value.
type shapeError struct{ where string }

func (e shapeError) Error() string { return e.where + " is not what Terraform writes there" }

// check holds the document to be a plan of a format that is known.
func (r *reader) check() *problem {
	plan := r.names["planned_values"] || r.names["resource_changes"] || r.names["resource_drift"] || r.names["configuration"]
	switch {
	case r.names["serial"] && r.names["lineage"]:
		return &problem{"this is a state file, not a plan", "Plan with `terraform plan -out=PLAN`, then: " + showJSON}
	case r.names["values"] && !plan:
		return &problem{"this is `terraform show -json` of a state, not of a plan", "Name the plan: " + showJSON}
	case r.names["@level"] || r.names["@message"]:
		return &problem{"this is the log of a command that ran with -json, not a plan", "Save the plan with -out=PLAN, then: " + showJSON}
	case !plan || r.format == "":
		return &problem{"this is JSON, but no plan", showJSON}
	}
	if err := (&tfjson.Plan{FormatVersion: r.format}).Validate(); err != nil {
		return &problem{"the plan is of format " + printable(r.format) + ", which this program does not know", "Use a newer version of this program, or an older Terraform."}
	}
	return nil
}

// explain says what is wrong with a document that could not be read to its end.
func (r *reader) explain(err error) *problem {
	var shape shapeError
	var syntax *jsontext.SyntacticError
	var long longValueError
	switch {
	case r.names["@level"]:
		return &problem{"this is the log of a command that ran with -json, not a plan", "Save the plan with -out=PLAN, then: " + showJSON}
	case errors.As(err, &long):
		return &problem{long.Error(), "See whether it is the plan that it should be: " + showJSON}
	case errors.As(err, &shape):
		return &problem{shape.Error(), "Make it again with an unchanged Terraform: " + showJSON}
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return &problem{fmt.Sprintf("the file ends in the middle of the plan, after %d bytes", r.decoder.InputOffset()), "The command that wrote it was cut short, or the disk is full. Make it again: " + showJSON}
	case errors.As(err, &syntax):
		return &problem{fmt.Sprintf("this is not valid JSON, at byte %d", syntax.ByteOffset), "Something else may have been written into the file. Make it again: " + showJSON}
	default:
		return &problem{"reading it failed: " + printable(err.Error()), "See whether the file can be read."}
	}
}
