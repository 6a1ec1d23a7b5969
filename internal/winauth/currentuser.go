package winauth

import (
	"net/http"
	"net/url"
	"strings"
)

// CurrentUserOptions say where the user who runs the process signs in.
type CurrentUserOptions struct {
	// SPN is the service principal name, in place of HTTP/<host of the URL>.
	SPN string
	// Hosts are those that may be signed in to, each with its port as in a URL.
	Hosts []string
	// Connect makes a transport of its own for each request; Wrap is put around it, nil for nothing.
	Connect func() *http.Transport
	Wrap    func(http.RoundTripper) http.RoundTripper
}

// ServiceName is the service principal name of the service at a URL: spn when there is one, else HTTP/<host>, which
// Active Directory knows by the account that the service runs under (AdminService notes §1.8).
func ServiceName(spn string, u *url.URL) string {
	if spn != "" {
		return spn
	}
	return "HTTP/" + strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
}
