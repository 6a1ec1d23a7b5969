package wiretest

import (
	"errors"
	"io"
	"net/http"
	"testing"
)

// TestBroken: either kind of client gets the error.
func TestBroken(t *testing.T) {
	b := Broken{io.ErrUnexpectedEOF}
	for name, send := range map[string]func(*http.Request) (*http.Response, error){"RoundTrip": b.RoundTrip, "Do": b.Do} {
		if _, err := send(nil); !errors.Is(err, b.Err) { //nolint:bodyclose // there is no answer
			t.Errorf("%s: got %v", name, err)
		}
	}
}
