package adminservice

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
)

// TestErrorAnswers: what is taken from an answer that is not a success, and what each status was seen to mean.
func TestErrorAnswers(t *testing.T) {
	tests := map[string]struct {
		reply         reply
		code, message string
		says          []string
	}{
		"OData":          {refusal(400, "BadRequest", "The query is wrong."), "BadRequest", "The query is wrong.", []string{"answered 400 Bad Request, code BadRequest: The query is wrong"}},
		"code as number": {reply{Status: 404, Body: `{"error":{"code":404,"message":"Access denied  WMI QUERY: "}}`}, "404", "Access denied  WMI QUERY: ", []string{"answered 404 Not Found: Access denied", "Read-only Analyst"}},
		"code as text":   {denied, "404", "Access denied  WMI QUERY: ", []string{"answered 404 Not Found: Access denied", "no administrative user"}},
		"page":           {reply{Status: 401, Body: "<html>hush</html>"}, "", "", []string{"answered 401 Unauthorized", "/AdminService takes Windows sign-in only", "/AdminService_TokenAuth"}},
		"nothing":        {reply{Status: 500}, "", "", []string{"AdminService.log"}},
		"forbidden":      {reply{Status: 403}, "", "", []string{"documented cause", "Windows Hello for Business"}},
		"not running":    {reply{Status: 503, Header: map[string]string{"Retry-After": "3600"}}, "", "", []string{"SMS_REST_PROVIDER"}},
		"redirect":       {reply{Status: 302, Header: map[string]string{"Location": "https://elsewhere"}}, "", "", []string{"A redirect is not followed", "admin_service.url"}},
		"cut off":        {reply{Status: 400, Body: `{"error":{"code":"x","message":"hush`}, "", "", []string{"answered 400"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.reply)
			c, _ := s.client()
			_, err := c.Environments(t.Context())
			e, isError := err.(*Error) //nolint:errorlint // nothing is to be wrapped around it
			if !isError || e.Status != tt.reply.Status || e.Code != tt.code || e.Message != tt.message || e.Op != "list the Azure clouds" || e.Method != http.MethodGet ||
				e.Path != "/AdminService/wmi/SMS_AzureEnvironments" || e.Host != strings.TrimPrefix(s.URL, "https://") || e.TenantID != testTenant {
				t.Fatalf("got %+v: %v", e, err)
			}
			text := err.Error()
			for _, part := range append(tt.says, "could not list the Azure clouds at the hierarchy of tenant "+testTenant+": GET /AdminService/wmi/SMS_AzureEnvironments on "+e.Host) {
				if !strings.Contains(text, part) {
					t.Errorf("%q is not in: %s", part, text)
				}
			}
			if strings.Contains(text, "hush") || strings.Contains(text, "select") {
				t.Errorf("says too much: %s", text)
			}
			s.Done()
		})
	}
}

// TestTokenRefused: where tokens are taken, a 401 is about the token; at a site's /AdminService it is about the address.
func TestTokenRefused(t *testing.T) {
	for base, windows := range map[string]bool{"/AdminService": true, "/AdminService_TokenAuth": false, "/CCM_Proxy_ServerAuth/7/AdminService": false} {
		s := newScript(t, reply{Status: http.StatusUnauthorized})
		c, _ := s.client(func(o *Options) { o.BaseURL = s.URL + base })
		_, err := c.Environments(t.Context())
		if err == nil || strings.Contains(err.Error(), "Windows sign-in only") != windows || strings.Contains(err.Error(), "Microsoft documents user tokens only") == windows {
			t.Errorf("%s: got %v", base, err)
		}
		s.Done()
	}
}

// TestNoSecretInErrors: a service may quote the body that it does not like.
func TestNoSecretInErrors(t *testing.T) {
	const hush = `hu5h"\x`
	quoting := refusal(400, "code "+hush, "Cannot convert '"+hush+"' to Edm.Binary")
	w := ApplicationWrite{RowID: 1, Secret: secret.New(hush), SecretExpiry: time.Unix(1<<31, 0)}
	for name, replies := range map[string][]reply{
		"quoted":                  {quoting},
		"quoted, and no proof":    {refusal(404, "404", "no "+hush), denied},
		"answered with the row":   {{Status: 201, Body: `{"ID":"` + "hu5h" + `"}`}},
		"answered with something": {{Status: 201, Body: `hu5h`}},
		"lost":                    {{Lost: true}},
	} {
		for op, write := range map[string]func(*Client) error{
			"create": func(c *Client) error { _, err := c.CreateApplication(t.Context(), w); return err },
			"update": func(c *Client) error { return c.UpdateApplication(t.Context(), w) },
		} {
			t.Run(op+" "+name, func(t *testing.T) {
				s := newScript(t, replies...)
				c, _ := s.client()
				err := write(c)
				if err == nil && op == "create" || err != nil && strings.Contains(err.Error(), "hu5h") {
					t.Errorf("got %v", err)
				}
				if sent := s.Done()[0].Body; !strings.Contains(sent, `"SecretKey":"hu5h\"\\x"`) {
					t.Errorf("sent %s", sent)
				}
			})
		}
	}
}
