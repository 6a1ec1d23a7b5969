package realservers

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

// Access is one request to a front, as Apache logged it.
type Access struct {
	// Connection is the client's port, which tells connections apart; KeepAlive is 0 for the first request of one, and
	// counts up.
	Connection, KeepAlive int
	// Path is as it was sent, with the query.
	Method, Path string
	Status       int
	// User is who was signed in; empty when nobody was.
	User string
	// Scheme is that of the Authorization header, such as Negotiate; empty for a request without one.
	Scheme string
}

// AccessLog are the requests so far, in the order in which they began. Requests that are being answered are waited for.
func (f *Front) AccessLog() []Access {
	f.t.Helper()
	if f.apache != nil {
		if err := f.quiet(); err != nil {
			f.t.Fatalf("waiting for the access log: %v", err)
		}
	}
	data, err := os.ReadFile(f.path("access.log"))
	if err != nil {
		f.t.Fatalf("reading the access log: %v", err)
	}
	all, err := parseAccessLog(string(data))
	if err != nil {
		f.t.Fatalf("reading the access log: %v", err)
	}
	return all
}

// parseAccessLog reads lines in the format of apache.conf.tmpl.
func parseAccessLog(log string) ([]Access, error) {
	lines := []accessLine{}
	for line := range strings.Lines(log) {
		l, err := parseAccess(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	// Apache logs requests in the order in which they ended, and those of two connections not even quite in that.
	slices.SortStableFunc(lines, func(a, b accessLine) int { return cmp.Compare(a.began, b.began) })
	all, requests := make([]Access, len(lines)), map[int]int{}
	for i, l := range lines {
		if l.first {
			requests[l.Connection] = 0
		}
		all[i] = l.Access
		all[i].KeepAlive = requests[l.Connection]
		requests[l.Connection]++
	}
	return all, nil
}

// noCredentials is the scheme that the front itself gives a request that has none (apache.conf.tmpl).
const noCredentials = "None"

// accessLine is a line of the access log.
type accessLine struct {
	Access
	began int // microseconds
	// first says that a connection certainly begins here: Apache counts the requests of a connection, but forgets the last
	// of one that it closes.
	first bool
}

func parseAccess(line string) (accessLine, error) {
	const fields = 8
	parts := strings.Split(line, "\t")
	if len(parts) != fields {
		return accessLine{}, fmt.Errorf("a line has %d fields: %q", len(parts), line)
	}
	for i, part := range parts {
		var err error
		if parts[i], err = logged(part); err != nil {
			return accessLine{}, fmt.Errorf("in %q: %w", line, err)
		}
	}
	l := accessLine{Access: Access{User: parts[5], Scheme: parts[6]}, first: parts[2] == "0" && parts[3] == "+"}
	if l.Scheme == noCredentials {
		l.Scheme = ""
	}
	l.Method, l.Path, _ = strings.Cut(parts[7], " ")
	l.Path, _, _ = strings.Cut(l.Path, " ")
	for i, number := range map[int]*int{0: &l.began, 1: &l.Connection, 4: &l.Status} {
		var err error
		if *number, err = strconv.Atoi(parts[i]); err != nil {
			return accessLine{}, fmt.Errorf("in %q: %w", line, err)
		}
	}
	return l, nil
}

// logged is a text as it was before Apache escaped it, and empty for what was not there.
func logged(text string) (string, error) {
	if text == "-" {
		return "", nil
	}
	return strconv.Unquote(`"` + text + `"`)
}

// quiet waits until no request is being answered: Apache logs one after the client has the answer.
func (f *Front) quiet() error {
	ctx, cancel := context.WithTimeout(context.Background(), child.StartTime)
	defer cancel()
	return poll.Until(ctx, poll.Options{Interval: child.PollInterval, Max: child.PollMax, What: "the end of all requests"}, func(ctx context.Context) (bool, error) {
		workers, err := f.scoreboard(ctx)
		// W answers a request, which one worker does that shows the page; L logs one.
		return strings.Count(workers, "W") <= 1 && !strings.Contains(workers, "L"), err
	})
}
