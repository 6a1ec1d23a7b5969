package adminservice

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// providers are the SMS Providers of one hierarchy. Each answers for all of it, and one that is offline fails the calls
// that it gets (AdminService notes §1.10), so a read goes to the next one then. The one that answered last stays in use,
// and is the one that writes go to. That all of them are of the same hierarchy is the configuration's to see to.
type providers struct {
	bases   []*url.URL
	current atomic.Int32
	// reached says that one of them has ever answered. Before that a failure is likelier a wrong address or a closed
	// firewall than an outage, and is said soon; gaveUp says that it has been.
	reached atomic.Bool
	gaveUp  atomic.Bool
}

func newProviders(first string, others []string) (*providers, error) {
	p := &providers{}
	for _, address := range append([]string{first}, others...) {
		base, err := parseBase(address)
		if err != nil {
			return nil, err
		}
		p.bases = append(p.bases, base)
	}
	return p, nil
}

// inUse is the provider that answered last.
func (p *providers) inUse() int32 { return p.current.Load() }

// after is the provider to ask after a number of others have been asked in vain.
func (p *providers) after(first int32, others int) int32 {
	return (first + int32(others)) % int32(len(p.bases))
}

// answered takes down that a provider is well.
func (p *providers) answered(at int32) { p.current.Store(at) }

// address points a request, which is built for the first provider, at another.
func (p *providers) address(req *http.Request, at int32) error {
	if at == 0 {
		return nil
	}
	base := p.bases[at]
	escaped := base.EscapedPath() + strings.TrimPrefix(req.URL.EscapedPath(), p.bases[0].EscapedPath())
	path, err := url.PathUnescape(escaped)
	if err != nil {
		return err
	}
	target := *req.URL
	target.Host, target.Path, target.RawPath = base.Host, path, escaped
	req.URL, req.Host = &target, base.Host
	return nil
}

// hostOf is the provider that failed to answer, as far as the error knows it.
func hostOf(err error, otherwise string) string {
	var failed *url.Error
	if errors.As(err, &failed) {
		if u, parseErr := url.Parse(failed.URL); parseErr == nil && u.Host != "" {
			return u.Host
		}
	}
	return otherwise
}
