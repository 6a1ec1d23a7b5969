package adminservice

import (
	"errors"
	"io"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// maxAnswer is how many bytes an answer may have.
const maxAnswer = 64 << 20

var errTooLarge = errors.New("the answer is too large")

// bounded is a transport whose answers end with an error beyond the limit.
type bounded struct {
	next  policy.Transporter
	limit int64
}

// Do implements policy.Transporter.
func (b bounded) Do(req *http.Request) (*http.Response, error) {
	res, err := b.next.Do(req)
	if res != nil && res.Body != nil {
		res.Body = &boundedBody{res.Body, b.limit}
	}
	return res, err
}

type boundedBody struct {
	io.ReadCloser
	left int64
}

// Read implements io.Reader.
func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}
