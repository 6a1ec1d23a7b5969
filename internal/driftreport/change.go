package driftreport

import (
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

// change is an entry of resource_changes or resource_drift. The library does not know all of it.
type change struct {
	tfjson.ResourceChange
	ActionReason string `json:"action_reason"`
}

func (c *change) key() string { return c.Address + "\x00" + c.DeposedKey }

// quiet reports whether apply would do nothing: an import or a move without a change is something.
func (c *change) quiet() bool {
	return c.Change.Actions.NoOp() && c.Change.Importing == nil && (c.PreviousAddress == "" || c.PreviousAddress == c.Address)
}

// mask hides what is sensitive before or after.
func (c *change) mask() *mask {
	if c == nil {
		return nil
	}
	return newMask(c.Change.BeforeSensitive, c.Change.Before).with(newMask(c.Change.AfterSensitive, c.Change.After))
}

func (c *change) display() string {
	if c.DeposedKey != "" {
		return c.Address + " (deposed " + c.DeposedKey + ")"
	}
	return c.Address
}

// action is what apply would do, in a word.
func (c *change) action() string {
	words := []string{}
	switch a := c.Change.Actions; {
	case a.Replace():
		words = append(words, "replace")
	case !a.NoOp():
		for _, one := range a {
			words = append(words, printable(string(one)))
		}
	}
	if c.Change.Importing != nil {
		words = append(words, "import")
	}
	if c.PreviousAddress != "" && c.PreviousAddress != c.Address {
		words = append(words, "move from "+printable(c.PreviousAddress))
	}
	return strings.Join(words, ", ")
}
