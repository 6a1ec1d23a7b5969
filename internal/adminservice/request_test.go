package adminservice

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestListPages: pages are read until one is not full. A service that does not page sends all rows at once, and one
// that sends less than was asked for says so (AdminService notes §1.2).
func TestListPages(t *testing.T) {
	page := func(first, n int, next string) reply {
		rows := make([]string, n)
		for i := range rows {
			rows[i] = fmt.Sprintf(`{"ID":%d,"EnvironmentName":"x"}`, first+i)
		}
		r := wiretest.List(rows...)
		r.Body = strings.TrimSuffix(r.Body, "}") + next + "}"
		return r
	}
	tests := map[string]struct {
		pages []reply
		skips []int
		rows  int
	}{
		"short":             {[]reply{page(0, 3, "")}, []int{0}, 3},
		"full, then short":  {[]reply{page(0, 1000, ""), page(1000, 1000, ""), page(2000, 1, "")}, []int{0, 1000, 2000}, 2001},
		"full, then empty":  {[]reply{page(0, 1000, ""), page(0, 0, "")}, []int{0, 1000}, 1000},
		"not paged":         {[]reply{page(0, 1500, "")}, []int{0}, 1500},
		"smaller pages":     {[]reply{page(0, 400, `,"@odata.nextLink":"https://elsewhere/x"`), page(400, 2, "")}, []int{0, 400}, 402},
		"a link to nothing": {[]reply{page(0, 2, `,"@odata.nextLink":"x"`), page(0, 0, `,"@odata.nextLink":"x"`)}, []int{0, 2}, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.pages...)
			c, _ := s.client()
			got, err := c.Environments(t.Context())
			if err != nil || len(got) != tt.rows || got[len(got)-1].ID != tt.rows-1 {
				t.Errorf("got %d rows, %v", len(got), err)
			}
			want := []string{}
			for _, skip := range tt.skips {
				want = append(want, fmt.Sprintf("GET SMS_AzureEnvironments?$select=ID,EnvironmentName&$skip=%d&$top=1000", skip))
			}
			s.checkURIs(want...)
		})
	}
	t.Run("half a list is none", func(t *testing.T) {
		s := newScript(t, page(0, 1000, ""), refusal(500, "500", "WMI failed"))
		c, _ := s.client()
		if got, err := c.Environments(t.Context()); err == nil || len(got) != 0 {
			t.Errorf("got %d rows, %v", len(got), err)
		}
		s.Done()
	})
}

// TestOneInstance: a keyed read answers an array of one, or the bare entity (AdminService notes §1.3).
func TestOneInstance(t *testing.T) {
	row := `{"@odata.etag":"XYZ00014","CollectionID":"XYZ00014","Name":"All","CollectionType":"2","MemberCount":7,"IsBuiltIn":true,"__LAZYPROPERTIES":["CollectionRules"],"CollectionRules":null}`
	want := Collection{ID: "XYZ00014", Name: "All", Type: CollectionDevice, MemberCount: 7, BuiltIn: true}
	for name, body := range map[string]string{
		"array of one":        `{"@odata.context":"x","value":[` + row + `]}`,
		"bare entity":         row,
		"array without space": `{"value":[` + row + `]}`,
	} {
		s := newScript(t, wiretest.OK(body))
		c, _ := s.client()
		if got, err := c.Collection(t.Context(), "XYZ00014"); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
		s.checkURIs("GET SMS_Collection('XYZ00014')")
	}
}

// TestKeys: a key is quoted for OData and escaped for the URL.
func TestKeys(t *testing.T) {
	for key, want := range map[string]string{
		"XYZ00014":     "'XYZ00014'",
		"O'Brien":      "'O%27%27Brien'",
		"a/b?c#d%e f":  "'a%2Fb%3Fc%23d%25e%20f'",
		"') or ('x":    "'%27%27%29%20or%20%28%27%27x'",
		"Größe":        "'Gr%C3%B6%C3%9Fe'",
		"":             "''",
		"a&$filter=1+": "'a&$filter=1+'",
	} {
		s := newScript(t, absent, proof)
		c, _ := s.client()
		if _, err := c.Collection(t.Context(), key); !IsNotFound(err) {
			t.Errorf("%q: %v", key, err)
		}
		s.checkURIs("GET SMS_Collection("+want+")", probeURI)
	}
}

// TestHeaders: each attempt is signed anew, since the service does not keep a connection authenticated.
func TestHeaders(t *testing.T) {
	s := newScript(t, reply{Status: 503}, reply{Lost: true}, wiretest.List(`{"ID":1}`), wiretest.OK(smallMetadata), method(""))
	c, _ := s.client()
	if _, err := c.Environments(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := c.Capabilities(t.Context()); err != nil {
		t.Error(err)
	}
	if err := c.RemoveCollectionMapping(t.Context(), testTenant); err != nil {
		t.Error(err)
	}
	for i, r := range s.Done() {
		if got := r.Header.Get("Authorization"); got != "Bearer t0ken for "+testScope {
			t.Errorf("request %d: Authorization %q", i, got)
		}
		want := "application/json"
		if strings.Contains(r.URI, "$metadata") {
			want = "application/xml"
		}
		if got := r.Header.Get("Accept"); got != want {
			t.Errorf("request %d: Accept %q", i, got)
		}
		if got := r.Header.Get("Content-Type"); r.Method == http.MethodPost && got != "application/json" || r.Method == http.MethodGet && got != "" {
			t.Errorf("request %d: Content-Type %q", i, got)
		}
	}
}

// TestStrangeAnswers: what is not an answer of the service is an error that does not show what came.
func TestStrangeAnswers(t *testing.T) {
	for name, body := range map[string]string{
		"page of a proxy": "<html>hush</html>", "nothing": "", "null": "null", "null rows": `{"value":null}`, "list": `["hush"]`, "text": `"hush"`, "cut off": `{"value":[{"ID":1`,
		"value is text": `{"value":"hush"}`, "row is text": `{"value":["hush"]}`, "row is null": `{"value":[null]}`,
		"number is text": `{"value":[{"ID":"hush"}]}`, "number is a list": `{"value":[{"ID":["hush"]}]}`, "number is a fraction": `{"value":[{"ID":1.5}]}`, "text is a number": `{"value":[{"ID":1,"EnvironmentName":4711}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, wiretest.OK(body))
			c, _ := s.client()
			got, err := c.Environments(t.Context())
			if err == nil || len(got) != 0 || strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "4711") || !strings.Contains(err.Error(), "could not list the Azure clouds") {
				t.Errorf("got %v, %v", got, err)
			}
			if strings.HasPrefix(name, "number is a f") && !strings.Contains(err.Error(), "not a whole number") || strings.HasPrefix(name, "text is") && !strings.Contains(err.Error(), "field EnvironmentName") {
				t.Errorf("says %v", err)
			}
			s.Done()
		})
	}
}

// TestRowsWithoutKeys: a row that lacks what it is known by is an error that names it, and never another row.
func TestRowsWithoutKeys(t *testing.T) {
	for row, want := range map[string]string{`{"ID":1,"Name":"n"}`: "TenantID is missing", `{"TenantID":"t"}`: "ID is missing", `{}`: "ID is missing", "\xff": "not UTF-8"} {
		s := newScript(t, wiretest.OK(`{"value":[`+row+`]}`))
		c, _ := s.client()
		if got, err := c.Tenants(t.Context()); err == nil || len(got) != 0 || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, %v", row, got, err)
		}
		s.Done()
	}
}

// samePage is a site that gives the same page for ever, as one that skips nothing.
type samePage struct {
	body string
	sent int
}

// Do implements policy.Transporter.
func (s *samePage) Do(req *http.Request) (*http.Response, error) {
	s.sent++
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(s.body)), Request: req}, nil
}

// TestEndlessPages: a list whose pages never end is given up, by its rows or by its bytes.
func TestEndlessPages(t *testing.T) {
	page := func(row string) string {
		return `{"value":[` + strings.TrimSuffix(strings.Repeat(row+",", pageSize), ",") + `]}`
	}
	for name, tt := range map[string]struct {
		row  string
		most int
	}{
		"rows": {`{"ID":1}`, maxRows/pageSize + 1}, "bytes": {`{"Name":"` + strings.Repeat("x", maxAnswer/pageSize/4) + `"}`, 4},
	} {
		site := &samePage{body: page(tt.row)}
		c, _ := newScript(t).client(func(o *Options) { o.Transport = site })
		if _, err := c.Environments(t.Context()); err == nil || !strings.Contains(err.Error(), "too large") || site.sent != tt.most {
			t.Errorf("%s: got %v after %d pages", name, err, site.sent)
		}
	}
}
