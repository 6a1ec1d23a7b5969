package wiretest

import "net/http"

// Broken is a transport that fails with an error before there is an answer.
type Broken struct{ Err error }

// RoundTrip implements http.RoundTripper.
func (b Broken) RoundTrip(*http.Request) (*http.Response, error) { return nil, b.Err }

// Do implements policy.Transporter of azcore.
func (b Broken) Do(*http.Request) (*http.Response, error) { return nil, b.Err }
