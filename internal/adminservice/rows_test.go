package adminservice

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestRows(t *testing.T) {
	for body, want := range map[string]int{
		`{"value":[]}`: 0, `{"value":[{},{}]}`: 2, `{"ID":1}`: 1, `{}`: 1, `{"@odata.context":"x", "value" : [{"ID":1}]}`: 1,
		`null`: -1, `{"value":null}`: -1, `[]`: -1, `1`: -1, `"x"`: -1, ``: -1, `{"value":{}}`: -1, `{"value":1}`: -1, `{"value":[1}`: -1, `{"value":[]}x`: -1,
	} {
		got, _, err := rows([]byte(body))
		if want < 0 && err == nil || want >= 0 && (err != nil || len(got) != want) {
			t.Errorf("%s: got %s, %v", body, got, err)
		}
	}
}

// FuzzDecode: any answer decodes to rows, or is an error that does not show a value of the answer.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"value":[{"ID":"7","Name":"n","SecretKeyExpiry":"2027-06-30T20:55:06Z","AssociatedAADWebApplications":[1,"2"]}]}`, `{"ID":7}`, `{"value":null}`, `{"value":[null]}`, `null`,
		`{"value":[{"Props":[{"PropertyName":"OfflineMode","Value":"1"},{"PropertyName":7},null]}]}`, `{"value":[{"ID":"hu5h"}]}`, `{"@odata.nextLink":1}`, ``, `[`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		check(t, body, decodeAs[tenantRow])
		check(t, body, decodeAs[applicationRow])
		check(t, body, decodeAs[serviceRow])
		check(t, body, decodeAs[systemRoleRow])
	})
}

func decodeAs[T any](body []byte) (int, error) {
	list, _, err := decode[T](body)
	return len(list), err
}

func check(t *testing.T, body []byte, decode func([]byte) (int, error)) {
	t.Helper()
	n, err := decode(body)
	switch {
	case err == nil && (!json.Valid(body) || n > len(body)):
		t.Errorf("%q: got %d rows", body, n)
	case err != nil && strings.Contains(err.Error(), "hu5h"):
		t.Errorf("%q: %v", body, err)
	}
}
