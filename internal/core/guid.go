package core

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

var guid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// IsGUID reports whether a text is a GUID, without braces, in capitals or not.
func IsGUID(text string) bool { return guid.MatchString(text) }

// MustBeGUID takes nothing but a GUID; rule says so in an error.
func MustBeGUID(rule string) validator.String { return stringvalidator.RegexMatches(guid, rule) }
