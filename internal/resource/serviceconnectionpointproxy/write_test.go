package serviceconnectionpointproxy

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// rowOf is the text of a row with a proxy without an account, and the name of one that is not used.
func rowOf(server, account string) string {
	return fmt.Sprintf(`{"FileType":2,"ItemName":"i","ItemType":"t","NetworkOSPath":"\\\\cm01","RoleName":"SMS Site System","SiteCode":"P01","Props":[`+
		`{"PropertyName":"UseProxy","Value":1},{"PropertyName":"ProxyName","Value2":%q},{"PropertyName":"AnonymousProxyAccess","Value":1},{"PropertyName":"ProxyUserName","Value2":%q}]}`, server, account)
}

func parse(t *testing.T, text string) adminservice.SystemRow {
	t.Helper()
	var r adminservice.SystemRow
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// written sends a row to a service that answers so, and shows another one afterwards.
func written(t *testing.T, before, edited string, answer, after wiretest.Reply) (diag.Diagnostics, error) {
	t.Helper()
	s := wiretest.NewScript(t, answer, after)
	defer s.Done()
	c, err := adminservice.New(adminservice.Options{BaseURL: s.URL + "/AdminService", Transport: s.Client(), Clock: wiretest.NewClock()})
	if err != nil {
		t.Fatal(err)
	}
	var diags diag.Diagnostics
	err = write(t.Context(), c, parse(t, before), parse(t, edited), &diags)
	return diags, err
}

// TestWriteOutcome: what a write came to follows from its answer and from what the site shows afterwards.
func TestWriteOutcome(t *testing.T) {
	const done, refused, unsure = "done", "refused", "unsure"
	old, set := rowOf("old.example", ""), rowOf("new.example", "")
	other := rowOf("other.example", "")
	unused, spelled := rowOf("old.example", "left"), rowOf("OLD.example", "")
	answers := map[string]wiretest.Reply{"204": {Status: http.StatusNoContent}, "lost": {Lost: true}}
	for _, status := range []int{403, 500, 502, 503, 504} {
		answers[fmt.Sprint(status)] = wiretest.Reply{Status: status, Body: `{"error":{"message":"no"}}`}
	}
	for _, tt := range []struct {
		name, before, edited, after string
		want                        map[string]string
	}{
		{"it is there", old, set, set, map[string]string{"204": done, "lost": done, "403": done, "500": done, "504": done}},
		{"as before", old, set, old, map[string]string{"204": unsure, "lost": unsure, "403": refused, "500": refused, "502": unsure, "503": unsure, "504": unsure}},
		{"another", old, set, other, map[string]string{"204": unsure, "lost": unsure, "403": unsure}},
		{"an unused name, as before", old, unused, old, map[string]string{"204": done, "lost": unsure, "403": refused, "500": refused, "504": unsure}},
		{"an unused name is there", old, unused, unused, map[string]string{"204": done, "lost": done, "500": done}},
		{"spelled otherwise, as before", old, spelled, old, map[string]string{"204": done, "lost": unsure, "403": refused, "500": refused}},
		{"spelled otherwise is there", old, spelled, spelled, map[string]string{"204": done, "lost": done}},
	} {
		for answer, want := range tt.want {
			diags, err := written(t, tt.before, tt.edited, answers[answer], wiretest.OK(tt.after))
			got := refused
			var open *unsureError
			switch {
			case err == nil:
				got = done
			case errors.As(err, &open):
				got = unsure
			}
			if got != want || len(diags) != 0 {
				t.Errorf("%s, %s: got %s (%v), %v", tt.name, answer, got, err, diags)
			}
			if got == unsure && tt.after == tt.before && !strings.Contains(err.Error(), "Whether the proxy of cm01 was written is not known") {
				t.Errorf("%s, %s: got %v", tt.name, answer, err)
			}
		}
	}
}

// TestWriteUnseen: what cannot be looked up is not known.
func TestWriteUnseen(t *testing.T) {
	_, err := written(t, rowOf("old.example", ""), rowOf("new.example", ""), wiretest.Reply{Status: http.StatusNoContent}, wiretest.Reply{Status: http.StatusInternalServerError})
	var open *unsureError
	if !errors.As(err, &open) || !strings.Contains(err.Error(), "is not known") {
		t.Errorf("got %v", err)
	}
}
