package driftreport

import (
	"fmt"
	"io"
)

// maxValue is how many bytes one resource, or one text of what is skipped, may have. A plan itself may be as long as it is:
// of most of it nothing is kept.
const maxValue = 64 << 20

// longValueError says that a value is longer than so many bytes.
type longValueError int64

// Error implements error.
func (e longValueError) Error() string {
	return fmt.Sprintf("a value of it is longer than %d bytes", int64(e))
}

// sparing is the input of a decoder that must not be made to keep more than the limit: what it has read and not used yet.
type sparing struct {
	from        io.Reader
	limit, read int64
	used        func() int64
}

// Read implements io.Reader.
func (s *sparing) Read(p []byte) (int, error) {
	if s.read-s.used() > s.limit {
		return 0, longValueError(s.limit)
	}
	n, err := s.from.Read(p)
	s.read += int64(n)
	return n, err
}
