package wiretest

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// recorder is a test whose failures are looked at.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

// TestScript: replies come in their order and as they are described, and requests are kept as they came.
func TestScript(t *testing.T) {
	s := NewScript(t, Reply{Status: http.StatusCreated, Header: map[string]string{"X-A": "b", "Date": ""}, Body: "made"})
	s.Add(List("1", "2"), Reply{Status: http.StatusOK, Body: "half", Cut: true}, Reply{Lost: true})
	send := func(method, path, body string) (int, http.Header, string, error) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		res, err := s.Client().Do(req)
		if err != nil {
			return 0, nil, "", err
		}
		defer res.Body.Close()
		answer, err := io.ReadAll(res.Body)
		return res.StatusCode, res.Header, string(answer), err
	}
	status, header, body, err := send(http.MethodPost, "/a?b=%20", "sent")
	if err != nil || status != http.StatusCreated || body != "made" || header.Get("X-A") != "b" || header.Values("Date") != nil || header.Get("Content-Type") != "application/json" {
		t.Errorf("got %d, %v, %q, %v", status, header, body, err)
	}
	if status, _, body, err := send(http.MethodGet, "/b", ""); err != nil || status != http.StatusOK || body != `{"value":[1,2]}` {
		t.Errorf("got %d, %q, %v", status, body, err)
	}
	if _, _, body, err := send(http.MethodPut, "/c", "x"); err == nil || body != "half" {
		t.Errorf("cut off: got %q, %v", body, err)
	}
	if status, _, _, err := send(http.MethodPut, "/d", "x"); err == nil {
		t.Errorf("lost: got %d", status)
	}
	got := s.Done()
	if len(got) != 4 || got[0].Method != http.MethodPost || got[0].URI != "/a?b=%20" || got[0].Body != "sent" || got[0].Length != 4 || got[0].Header.Get("User-Agent") == "" || got[3].URI != "/d" {
		t.Errorf("kept %+v", got)
	}
}

// TestScriptFails: a request too many and one too few each fail the test.
func TestScriptFails(t *testing.T) {
	r := &recorder{TB: t}
	s := NewScript(r)
	res, err := s.Client().Get(s.URL + "/surplus")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	s.Done()
	s.Add(OK(""))
	s.Done()
	if len(r.failures) != 2 || !strings.Contains(r.failures[0], "unexpected request: GET /surplus") || !strings.Contains(r.failures[1], "1 of the replies were not asked for") {
		t.Errorf("failed with %q", r.failures)
	}
}
