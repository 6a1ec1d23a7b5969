package realservers

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// statusClient reads the status page of a front. Each time it opens a new connection, which leaves no worker waiting.
func statusClient(ca []byte) *http.Client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}}}
}

// scoreboard is what Apache's workers are doing: a letter for each.
func (f *Front) scoreboard(ctx context.Context) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.root()+f.status+"?auto", nil)
	if err != nil {
		return "", fmt.Errorf("reading the status of the front: %w", err)
	}
	res, err := f.client.Do(req)
	if err != nil {
		return "", fmt.Errorf("reading the status of the front: %w", err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		return "", fmt.Errorf("reading the status of the front: %w", err)
	}
	for line := range strings.Lines(string(page)) {
		if workers, ok := strings.CutPrefix(line, "Scoreboard: "); ok && res.StatusCode == http.StatusOK {
			return strings.TrimSpace(workers), nil
		}
	}
	return "", errors.New("the status page of the front has no scoreboard")
}
