package graph

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// canned answers every request alike, without a network.
type canned string

func (c canned) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(c))), ContentLength: int64(len(c))}, nil
}

// BenchmarkPicture is the client's share of one refresh of an application: no network, five parts.
func BenchmarkPicture(b *testing.B) {
	body := canned(answers(partOK(0, fullApp), partOK(1, spJSON), partOK(2, `{"value":[`+roleJSON+`,`+roleJSON+`]}`), partOK(3, `{"value":[`+grantJSON+`]}`), partOK(4, microJSON)))
	c, err := New(Options{Root: "https://graph.example", Credential: wiretest.Token("t"), Transport: body})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if p, err := c.Picture(b.Context(), testApp, microApp); err != nil || p.Application == nil {
			b.Fatal(err)
		}
	}
}
