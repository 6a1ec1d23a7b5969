package poll

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	date := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	tests := map[string]struct {
		value, date string
		want        time.Duration
	}{
		"absent":                            {"", "", 0},
		"seconds":                           {"37", "", 37 * time.Second},
		"seconds, whatever the date":        {"37", date(time.Hour), 37 * time.Second},
		"fraction":                          {"1.5", "", 1500 * time.Millisecond},
		"zero":                              {"0", "", 0},
		"huge":                              {"9223372036854775807", "", longestTold},
		"out of range":                      {strings.Repeat("9", 400), "", longestTold},
		"negative":                          {"-5", "", 0},
		"signed":                            {"+5", "", 0},
		"exponent":                          {"1e300", "", 0},
		"hexadecimal":                       {"0x1p4", "", 0},
		"not a number":                      {"NaN", "", 0},
		"infinite":                          {"Inf", "", 0},
		"two points":                        {"1.2.3", "", 0},
		"a point":                           {".", "", 0},
		"with a unit":                       {"5s", "", 0},
		"junk":                              {"soon", "", 0},
		"date, by the service's clock":      {date(time.Hour + 42*time.Second), date(time.Hour), 42 * time.Second},
		"date, its clock behind":            {date(42*time.Second - time.Hour), date(-time.Hour), 42 * time.Second},
		"date, none to go by":               {date(42 * time.Second), "", 42 * time.Second},
		"date, junk to go by":               {date(42 * time.Second), "today", 42 * time.Second},
		"date in the old form":              {now.Add(42 * time.Second).Format(time.ANSIC), "", 42 * time.Second},
		"date that is over":                 {date(-time.Hour), date(0), 0},
		"date in a thousand years":          {"Fri, 01 May 3026 12:00:00 GMT", date(0), longestTold},
		"date in a zone that HTTP has not":  {"Fri, 01 May 2026 14:00:42 +0200", date(0), 0},
		"date in a form that is not HTTP's": {now.Add(time.Hour).Format(time.RFC3339), date(0), 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			header := http.Header{}
			if tt.value != "" {
				header.Set("Retry-After", tt.value)
			}
			if tt.date != "" {
				header.Set("Date", tt.date)
			}
			if got := RetryAfter(header, now); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
