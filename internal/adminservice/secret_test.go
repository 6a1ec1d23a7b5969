package adminservice

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// TestSecretDoesNotPrint, wherever it is: fmt calls no method of a value in an unexported field.
func TestSecretDoesNotPrint(t *testing.T) {
	const hush = "hu5h"
	secret := NewSecret(hush)
	type hiding struct {
		secret Secret
		list   []Secret
	}
	write := ApplicationWrite{Secret: secret, SecretExpiry: time.Unix(1<<31, 0)}
	values := map[string]any{
		"secret": secret, "pointer": &secret, "write": write, "pointer to write": &write, "body": write.body(), "unexported": hiding{secret, []Secret{secret}},
		"pointer to unexported": &hiding{secret, nil}, "list": []Secret{secret}, "key": map[Secret]int{secret: 1},
	}
	for name, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p"} {
			got := fmt.Sprintf(verb, v)
			if strings.Contains(got, hush) || strings.Contains(strings.ToLower(got), fmt.Sprintf("%x", hush)) {
				t.Errorf("%s with %s: %s", name, verb, got)
			}
		}
		var logged bytes.Buffer
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "v", v)
		slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "v", v)
		encoded, err := json.Marshal(v)
		if err != nil && name != "key" {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(logged.String()+string(encoded), hush) {
			t.Errorf("%s: %s, %s", name, logged.String(), encoded)
		}
	}
	if secret.String() != hidden || secret.GoString() != hidden {
		t.Error("it prints itself")
	}
}
