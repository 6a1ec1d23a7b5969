package sweep

import (
	"strings"
	"testing"
	"time"
)

const (
	idA = "aaaaaaaa-1111-2222-3333-444444444444"
	idB = "bbbbbbbb-1111-2222-3333-444444444444"
	idC = "cccccccc-1111-2222-3333-444444444444"
)

// TestCanonical: two descriptions have the same text when, and only when, they say the same but for what is made anew.
func TestCanonical(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	c := canon{known: idsIn([]byte(strings.ToUpper(idC))), now: now, spared: []string{"spared"}}
	const consent = "svH2k6BW70iaC4BzVJsMnbGr0cLCTEVHjvUZsHZbjb8"
	tests := map[string]struct {
		one, other string
		same       bool
	}{
		"other ids":               {`{"id":"` + idA + `"}`, `{"id":"` + idB + `"}`, true},
		"an id that is known":     {`{"id":"` + idA + `"}`, `{"id":"` + idC + `"}`, false},
		"in another case":         {`{"id":"` + idC + `"}`, `{"id":"` + strings.ToUpper(idC) + `"}`, true},
		"other rows":              {`{"id":16777217}`, `{"id":16777350}`, true},
		"another number":          {`{"id":8080}`, `{"id":3128}`, false},
		"another consent":         {`{"id":"` + consent + `"}`, `{"id":"` + strings.ToLower(consent) + `"}`, true},
		"who refers to whom":      {`["` + idA + `",{"of":"` + idA + `"}]`, `["` + idA + `",{"of":"` + idB + `"}]`, false},
		"in another order":        {`[{"n":1,"id":"` + idA + `"},{"n":2,"id":"` + idB + `"}]`, `[{"n":2,"id":"` + idA + `"},{"n":1,"id":"` + idB + `"}]`, true},
		"once more":               {`["x"]`, `["x","x"]`, false},
		"a moment later":          {`"2026-05-01T12:00:00Z"`, `"2026-05-01T13:30:00.5+01:00"`, true},
		"a day later":             {`"2026-05-01T12:00:00Z"`, `"2026-05-02T12:00:00Z"`, false},
		"spared":                  {`{"spared":1}`, `{"spared":2}`, true},
		"an id in a text":         {`"api://` + idC + `/` + idA + `"`, `"api://` + idC + `/` + idB + `"`, true},
		"another text around one": {`"api://` + idA + `"`, `"http://` + idA + `"`, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			one, err := c.text([]byte(tt.one))
			if err != nil {
				t.Fatal(err)
			}
			other, err := c.text([]byte(tt.other))
			if err != nil {
				t.Fatal(err)
			}
			if (one == other) != tt.same {
				t.Errorf("%s and %s", one, other)
			}
		})
	}
	if _, err := c.text([]byte("{")); err == nil {
		t.Error("what is no JSON was read")
	}
}
