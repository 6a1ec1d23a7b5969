package adminservice

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// integer is a number as the service sends it: uint32 as Edm.Int64, in places as a string, null when unset
// (AdminService notes §1.5, §4).
type integer int64

// UnmarshalJSON implements json.Unmarshaler.
func (n *integer) UnmarshalJSON(data []byte) error {
	data = bytes.Trim(data, `"`)
	if len(data) == 0 || string(data) == "null" {
		*n = 0
		return nil
	}
	v, err := strconv.ParseInt(string(data), 10, 64)
	if err != nil {
		return fmt.Errorf("a number is not a whole number")
	}
	*n = integer(v)
	return nil
}

// moment is a time as the service sends it; what counts as "unset" there (1970 and 1980) is the zero time.
type moment time.Time

// UnmarshalJSON implements json.Unmarshaler.
func (m *moment) UnmarshalJSON(data []byte) error {
	var s *string
	if err := json.Unmarshal(data, &s); err != nil || s == nil || *s == "" {
		*m = moment{}
		return nil
	}
	t, err := time.Parse(time.RFC3339, *s)
	if err != nil {
		return fmt.Errorf("a time is not RFC 3339")
	}
	if t = t.UTC(); t.Year() == 1970 || t.Year() == 1980 {
		t = time.Time{}
	}
	*m = moment(t)
	return nil
}

// flag is a boolean; null is false.
type flag bool

// UnmarshalJSON implements json.Unmarshaler.
func (f *flag) UnmarshalJSON(data []byte) error {
	v, err := strconv.ParseBool(string(bytes.Trim(data, `"`)))
	*f = flag(err == nil && v)
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
