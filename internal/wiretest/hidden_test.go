package wiretest

import (
	"fmt"
	"testing"
)

// TestCheckHidden: a text is found wherever it shows, whatever its form.
func TestCheckHidden(t *testing.T) {
	const hush = "hu5h"
	for name, tt := range map[string]struct {
		v     any
		shows bool
	}{
		"text": {hush, true}, "bytes": {[]byte(hush), true}, "field": {struct{ text string }{hush}, true}, "part": {map[string]any{"k": []string{"a " + hush}}, true},
		"only in JSON": {leak{json: hush}, true}, "not in JSON": {func() {}, true}, "other text": {"x", false}, "behind a pointer": {struct{ text *string }{new(hush)}, false},
	} {
		r := &recorder{TB: t}
		if CheckHidden(r, tt.v, hush); (len(r.failures) > 0) != tt.shows {
			t.Errorf("%s: failed with %q", name, r.failures)
		}
	}
}

// leak shows itself in JSON only.
type leak struct{ json string }

func (leak) Format(fmt.State, rune) {}

func (l leak) MarshalJSON() ([]byte, error) { return []byte(`"` + l.json + `"`), nil }
