package poll

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longestTold bounds what a service may ask for. No operation waits a day: a longer wait ends it just the same.
const longestTold = 24 * time.Hour

// RetryAfter is how long a service wants to be left alone, by the headers of its answer: seconds, also fractional, or a
// date (RFC 9110 §10.2.3). A date is reckoned from the answer's own Date, since our clock may be off; now stands in where
// that is missing. It is zero when the service does not say, or says what is neither.
func RetryAfter(header http.Header, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	if strings.Trim(value, "0123456789.") == "" {
		seconds, _ := strconv.ParseFloat(value, 64) // 0 for what is no number, infinite for one that is out of range
		return time.Duration(min(seconds, longestTold.Seconds()) * float64(time.Second))
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	return min(max(until.Sub(now), 0), longestTold)
}
