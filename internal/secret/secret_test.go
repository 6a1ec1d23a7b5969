package secret

import (
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestSecretDoesNotPrint, wherever it is: fmt calls no method of a value in an unexported field.
func TestSecretDoesNotPrint(t *testing.T) {
	const hush = "hu5h"
	secret := New(hush)
	type exported struct{ Secret Secret }
	type hiding struct {
		secret Secret
		list   []Secret
	}
	for name, v := range map[string]any{
		"secret": secret, "pointer": &secret, "exported": exported{secret}, "pointer to exported": &exported{secret},
		"unexported": hiding{secret, []Secret{secret}}, "pointer to unexported": &hiding{secret, nil},
		"list": []Secret{secret}, "map": map[string]Secret{"k": secret}, "key": map[Secret]int{secret: 1},
	} {
		t.Run(name, func(t *testing.T) { wiretest.CheckHidden(t, v, hush) })
	}
	if secret.String() != Hidden || secret.GoString() != Hidden {
		t.Error("it prints itself")
	}
}

// TestReveal is the one way to the text; that there is no secret is not that it is empty.
func TestReveal(t *testing.T) {
	for name, tt := range map[string]struct {
		secret Secret
		text   string
		none   bool
	}{
		"text": {New("hu5h"), "hu5h", false}, "empty text": {New(""), "", false}, "none": {Secret{}, "", true},
	} {
		if got := tt.secret.Reveal(); got != tt.text || tt.secret.IsZero() != tt.none {
			t.Errorf("%s: got %q, none: %v", name, got, tt.secret.IsZero())
		}
	}
}
