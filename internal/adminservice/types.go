package adminservice

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
)

// formError says what is wrong with a value, without the value.
type formError string

// Error implements error.
func (e formError) Error() string { return string(e) }

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
		return formError("a number is not a whole number")
	}
	*n = integer(v)
	return nil
}

// moment is a time as the service sends it. What counts as "unset" there, the first of 1970 or 1980, is the zero time,
// and so is everything before: a time zone may put it into the year before (AdminService notes §1.5).
type moment time.Time

// UnmarshalJSON implements json.Unmarshaler.
func (m *moment) UnmarshalJSON(data []byte) error {
	var s string // stays empty for null
	if err := json.Unmarshal(data, &s); err != nil {
		return formError("a time is not a text")
	}
	*m = moment{}
	if s == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return formError("a time is not RFC 3339")
	}
	if t = t.UTC(); t.Year() > 1980 {
		*m = moment(t)
	}
	return nil
}

// flag is a boolean; null is false.
type flag bool

// UnmarshalJSON implements json.Unmarshaler.
func (f *flag) UnmarshalJSON(data []byte) error {
	data = bytes.Trim(data, `"`)
	if *f = false; len(data) == 0 || string(data) == "null" {
		return nil
	}
	v, err := strconv.ParseBool(string(data))
	if err != nil {
		return formError("a flag is neither true nor false")
	}
	*f = flag(v)
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// orZero is the number of one that may be missing.
func (i *integer) orZero() int64 {
	if i == nil {
		return 0
	}
	return int64(*i)
}
