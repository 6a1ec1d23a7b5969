// Package bounded reads what others have written, and gives up beyond a limit: an answer or a file that never ends must
// not take the memory of a process that serves hundreds of tenants. The linter lets nothing else read to the end.
package bounded

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
)

// MaxFile is how many bytes a file may have that the configuration names: a certificate, a token, a keytab. The bundle of
// all authorities that a system trusts has about 200 KB.
const MaxFile = 4 << 20

// ErrTooLarge says that there is more than the limit.
var ErrTooLarge = errors.New("the answer is too large")

// Read reads to the end, which must come within the limit.
func Read(r io.Reader, limit int64) ([]byte, error) {
	return io.ReadAll(Body(io.NopCloser(r), limit)) //nolint:forbidigo // this is the one
}

// File reads a file. A device or a pipe is none: it may never end, or never begin.
func File(name string) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no regular file", name)
	case info.Size() > MaxFile:
		return nil, tooLong(name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	data, err := Read(file, MaxFile) // a file of /proc has no size
	if errors.Is(err, ErrTooLarge) {
		return nil, tooLong(name)
	}
	return data, err
}

func tooLong(name string) error {
	return fmt.Errorf("%s is longer than %d bytes, which is the most that is read of a file", name, MaxFile)
}

// Body is a body that ends with ErrTooLarge beyond the limit.
func Body(body io.ReadCloser, limit int64) io.ReadCloser {
	return &limited{body, limit}
}

type limited struct {
	io.ReadCloser
	left int64
}

// Read implements io.Reader.
func (l *limited) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}

// Doer sends a request: an http.Client, or what azcore calls a transporter.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Client is a client whose answers end with ErrTooLarge beyond the limit.
type Client struct {
	Next  Doer
	Limit int64
}

// Do implements Doer.
func (c Client) Do(req *http.Request) (*http.Response, error) {
	res, err := c.Next.Do(req)
	if res != nil && res.Body != nil {
		res.Body = Body(res.Body, c.Limit)
	}
	return res, err
}
