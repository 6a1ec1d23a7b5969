package graph

import (
	"context"
	"errors"
	"testing"
)

// TestSteady: what is returned is what several reads in a row have shown, not what a replica that lags showed in between.
func TestSteady(t *testing.T) {
	tests := map[string]struct {
		reads []string
		want  string
		asked int
	}{
		"agree at once":     {[]string{"a", "a", "a"}, "a", 3},
		"one that lags":     {[]string{"old", "new", "new", "new"}, "new", 4},
		"one in between":    {[]string{"new", "new", "old", "new", "new", "new"}, "new", 6},
		"nothing, steadily": {[]string{"", "", ""}, "", 3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, _ := newScript(t).client()
			asked := 0
			got, err := Steady(t.Context(), c, "it", func(context.Context) (string, error) {
				asked++
				return tt.reads[asked-1], nil
			})
			if err != nil || got != tt.want || asked != tt.asked {
				t.Errorf("%q after %d reads, %v; want %q after %d", got, asked, err, tt.want, tt.asked)
			}
		})
	}
	c, _ := newScript(t).client()
	broken := errors.New("broken")
	if _, err := Steady(t.Context(), c, "it", func(context.Context) (string, error) { return "", broken }); !errors.Is(err, broken) {
		t.Errorf("an error of the read became %v", err)
	}
}

// TestRecognised: the refusals that are told by their text, and their neighbours that are not.
func TestRecognised(t *testing.T) {
	taken, unknown := "Another object with the same value for property uniqueName already exists.", "No password credential found with keyId 1."
	tests := map[string]struct {
		err            error
		taken, unknown bool
	}{
		"name taken":         {&Error{Status: 400, Message: taken}, true, false},
		"other property":     {&Error{Status: 400, Message: "Another object with the same value for property identifierUris already exists."}, false, false},
		"taken, other code":  {&Error{Status: 409, Message: taken}, false, false},
		"unknown key":        {&Error{Status: 400, Message: unknown}, false, true},
		"unknown, other":     {&Error{Status: 403, Message: unknown}, false, false},
		"another bad answer": {&Error{Status: 400, Message: "Invalid value"}, false, false},
		"no answer":          {errors.New(taken + unknown), false, false},
	}
	for name, tt := range tests {
		if got := IsNameTaken(tt.err); got != tt.taken {
			t.Errorf("%s: name taken %t", name, got)
		}
		if got := IsUnknownReference(tt.err); got != tt.unknown {
			t.Errorf("%s: unknown reference %t", name, got)
		}
	}
}
