package acceptance

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

// TestSignInCodes: Entra's answer with each code that the guide about symptoms has, for a tenant of its own, is told with what
// to do about it.
func TestSignInCodes(t *testing.T) {
	t.Parallel()
	federated, again, consent := "Add a federated identity credential", "run az login again", "Expose an API, add it as an authorized client application"
	advice := map[string]string{
		"AADSTS7000215": "Set client_secret (ARM_CLIENT_SECRET) to the value of the secret", "AADSTS7000222": "The client secret has ended: make a new one",
		"AADSTS700016": "Check client_id and tenant_id", "AADSTS90002": "Check tenant_id, and that environment is the cloud", "AADSTS700027": "Upload the certificate to the application",
		"AADSTS700213": federated, "AADSTS70021": federated, "AADSTS700211": federated, "AADSTS700212": federated, "AADSTS700024": "not valid at this time",
		"AADSTS7000112": "Somebody has disabled the application", "AADSTS500011": "no application with this App ID URI", "AADSTS65001": consent, "AADSTS650057": consent,
		"AADSTS50076": again, "AADSTS50079": again, "AADSTS50173": again, "AADSTS70043": again, "AADSTS700082": again,
	}
	page, err := os.ReadFile("../../docs/guides/troubleshooting.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "## The provider's sign-in to Entra")
	table, _, _ = strings.Cut(table, "\n## ")
	codes := slices.Sorted(maps.Keys(advice))
	if shown := slices.Compact(slices.Sorted(slices.Values(regexp.MustCompile(`AADSTS\d+`).FindAllString(table, -1)))); !slices.Equal(shown, codes) {
		t.Errorf("the guide has %v, and this test %v", shown, codes)
	}
	e, entries, refused := New(t), "", map[string]refusal{}
	code := map[string]string{} // by client id
	for i, c := range codes {
		id := fmt.Sprintf("0c0de000-0000-4000-8000-%012d", i)
		code[id] = c
		entries += "    " + c + " = " + object(e.SignIn("admin").With(e.Where("contoso"), Attrs{"client_id": Q(id)})) + "\n"
		refused[c] = refusal{"data site", Attrs{"tenant": Q(c)}, advice[c]}
	}
	e.Fault(wire.Fault{Kind: wire.KindEntra, Method: "POST", Path: "/token$", Rewrite: func(w http.ResponseWriter, req *http.Request, _ *httptest.ResponseRecorder) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = fmt.Fprintf(w, `{"error":"invalid_client","error_description":"%s: As the lab was told. Trace ID: 0 Correlation ID: 0 Timestamp: 0"}`, code[req.PostFormValue("client_id")])
	}})
	refuses(t, e.Provider("admin", Attrs{"tenants": "{\n" + entries + "  }"}), refused)
}
