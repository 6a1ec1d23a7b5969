package keyed

import (
	"strings"
	"testing"
)

type part struct {
	ID   int    `json:"id" key:"yes"`
	Name string `json:"name"`
}

type whole struct {
	Key   string `json:"theKey,omitempty" key:"yes"`
	Parts []part
	One   *part
	Texts []string
}

// TestCheck: a key that is missing is named, wherever it is.
func TestCheck(t *testing.T) {
	for want, v := range map[string]any{
		"":       whole{"k", []part{{1, ""}}, &part{2, ""}, []string{""}},
		"theKey": []whole{{"", nil, nil, nil}},
		"id":     &whole{"k", []part{{1, ""}, {0, "n"}}, nil, nil},
	} {
		err := Check(v)
		if (err != nil) != (want != "") || err != nil && !strings.HasPrefix(err.Error(), want+" is missing") {
			t.Errorf("%+v: got %v", v, err)
		}
	}
	if err := Check(whole{"k", nil, &part{}, nil}); err == nil {
		t.Error("a key behind a pointer is missing")
	}
	if err := Check(nil); err != nil {
		t.Error(err)
	}
}
