package wiretest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// CheckHidden checks that a text in v, which must encode to JSON, is not shown by any verb of fmt, in JSON, or in a log.
func CheckHidden(t testing.TB, v any, text string) {
	t.Helper()
	shows := func(s string) bool {
		return strings.Contains(s, text) || strings.Contains(strings.ToLower(s), fmt.Sprintf("%x", text))
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p"} {
		if got := fmt.Sprintf(verb, v); shows(got) {
			t.Errorf("%T with %s: %s", v, verb, got)
		}
	}
	encoded, err := json.Marshal(v)
	if err != nil || shows(string(encoded)) {
		t.Errorf("%T in JSON: %s, %v", v, encoded, err)
	}
	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "v", v)
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "v", v)
	if shows(logged.String()) {
		t.Errorf("%T in a log: %s", v, logged.String())
	}
}
