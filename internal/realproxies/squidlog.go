package realproxies

import (
	"errors"
	"os"
	"strconv"
	"strings"
)

// Access is one request to a Squid, as it logged it. A tunnel is logged when it has ended.
type Access struct {
	// Method, and URL as Squid writes it: host:port for CONNECT.
	Method, URL string
	Status      int
	// Result is Squid's own word, such as TCP_DENIED or TCP_TUNNEL.
	Result string
	// User is who was signed in; empty when nobody was.
	User string
}

// AccessLog are the requests so far, in the order in which they ended.
func (s *Squid) AccessLog() []Access {
	s.t.Helper()
	data, err := os.ReadFile(s.dir.file("access.log"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		s.t.Fatalf("reading the access log: %v", err)
	}
	all := []Access{}
	for line := range strings.Lines(string(data)) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		const fields = 5
		if len(parts) != fields {
			continue // a line that is being written
		}
		status, err := strconv.Atoi(parts[2])
		if err != nil {
			s.t.Fatalf("reading the access log: %q: %v", line, err)
		}
		all = append(all, Access{Method: parts[0], URL: parts[1], Status: status, Result: parts[3], User: strings.TrimPrefix(parts[4], "-")})
	}
	return all
}
