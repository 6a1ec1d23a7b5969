package adminservice

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"
)

func TestInteger(t *testing.T) {
	for data, want := range map[string]int64{`7`: 7, `-1`: -1, `"7"`: 7, `4294967295`: 4294967295, `"9223372036854775807"`: 9223372036854775807, `null`: 0, `""`: 0} {
		var n integer = 99
		if err := json.Unmarshal([]byte(data), &n); err != nil || int64(n) != want && data != "null" {
			t.Errorf("%s: got %d, %v", data, n, err)
		}
	}
	for _, data := range []string{`1.5`, `1e3`, `"x"`, `" 7"`, `true`, `[1]`, `{}`, `9223372036854775808`, `"0x10"`} {
		var n integer
		if err := json.Unmarshal([]byte(data), &n); err == nil {
			t.Errorf("%s: got %d", data, n)
		}
	}
}

// TestMoment: what the service has for "unset" is the zero time, in every time zone (AdminService notes §1.5).
func TestMoment(t *testing.T) {
	for data, want := range map[string]string{
		`"2027-06-30T20:55:06Z"`:          "2027-06-30T20:55:06Z",
		`"2027-06-30T20:55:06.123+02:00"`: "2027-06-30T18:55:06.123Z",
		`"1970-01-01T00:00:00Z"`:          "",
		`"1980-01-01T00:00:00Z"`:          "",
		`"1980-01-01T00:00:00+14:00"`:     "",
		`"1980-01-01T00:00:00-12:00"`:     "",
		`"0001-01-01T00:00:00Z"`:          "",
		`"1981-01-01T00:00:00Z"`:          "1981-01-01T00:00:00Z",
		`null`:                            "",
		`""`:                              "",
	} {
		var m moment
		err := json.Unmarshal([]byte(data), &m)
		got := ""
		if at := time.Time(m); !at.IsZero() {
			got = at.Format(time.RFC3339Nano)
		}
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v", data, got, err)
		}
	}
	for _, data := range []string{`"2027-06-30"`, `"soon"`, `1924905600`, `"2027-06-30T20:55:06"`, `{}`} {
		var m moment
		if err := json.Unmarshal([]byte(data), &m); err == nil {
			t.Errorf("%s: got %v", data, time.Time(m))
		}
	}
}

func TestFlag(t *testing.T) {
	for data, want := range map[string]bool{`true`: true, `"true"`: true, `"True"`: true, `1`: true, `false`: false, `"false"`: false, `0`: false, `null`: false, `""`: false} {
		f := flag(!want)
		if err := f.UnmarshalJSON([]byte(data)); err != nil || bool(f) != want {
			t.Errorf("%s: got %v, %v", data, f, err)
		}
	}
	for _, data := range []string{`"x"`, `7`, `[]`, `{}`} {
		if err := new(flag).UnmarshalJSON([]byte(data)); err == nil {
			t.Errorf("%s is a flag", data)
		}
	}
}

func TestStamp(t *testing.T) {
	if got := stamp(time.Date(2027, 6, 30, 22, 0, 0, 1, time.FixedZone("", 7200))); got != "2027-06-30T20:00:00Z" {
		t.Errorf("got %s", got)
	}
}

// FuzzInteger: a whole number is read as itself, as a text or not; everything else is an error or unset.
func FuzzInteger(f *testing.F) {
	for _, seed := range []string{`7`, `"7"`, `null`, `""`, `-`, `"`, `1e400`, `9223372036854775808`, `"null"`} {
		f.Add([]byte(seed), int64(len(seed)))
	}
	f.Fuzz(func(t *testing.T, data []byte, number int64) {
		var n integer
		if err := n.UnmarshalJSON(data); err != nil && n != 0 {
			t.Errorf("%q: got %d and %v", data, n, err)
		}
		text := strconv.FormatInt(number, 10)
		for _, form := range []string{text, `"` + text + `"`} {
			if err := json.Unmarshal([]byte(form), &n); err != nil || int64(n) != number {
				t.Errorf("%s: got %d, %v", form, n, err)
			}
		}
	})
}

// FuzzMoment: what is written is read back to the second; everything else is an error or the zero time.
func FuzzMoment(f *testing.F) {
	for _, seed := range []string{`"2027-06-30T20:55:06Z"`, `"1980-01-01T00:00:00+14:00"`, `null`, `7`, `"`, ``} {
		f.Add([]byte(seed), int64(len(seed))*1e9)
	}
	f.Fuzz(func(t *testing.T, data []byte, seconds int64) {
		var m moment
		if err := m.UnmarshalJSON(data); err != nil && !time.Time(m).IsZero() {
			t.Errorf("%q: got %v and %v", data, time.Time(m), err)
		}
		at := time.Unix(seconds%(1<<36), 0).UTC()
		if at.Year() < 1981 || at.Year() > 9999 {
			return
		}
		if err := m.UnmarshalJSON([]byte(`"` + stamp(at) + `"`)); err != nil || !time.Time(m).Equal(at) {
			t.Errorf("%s: got %v, %v", stamp(at), time.Time(m), err)
		}
	})
}

func FuzzFlag(f *testing.F) {
	for _, seed := range []string{`true`, `"True"`, `null`, `1`, `"`, ``} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var v flag
		if err := v.UnmarshalJSON(data); err != nil && bool(v) {
			t.Errorf("%q is true, and %v", data, err)
		}
	})
}
