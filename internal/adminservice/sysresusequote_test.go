package adminservice

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestSystemRowHidden: a row does not print, and of a refusal that quotes it, or a part of it, the status is left.
func TestSystemRowHidden(t *testing.T) {
	const hush, long = `hu5h\and"more`, "hu5hMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\r\nAgEAAoIBAQC7VJTUt9Us8cKj"
	r := row(t, rowText(`"Certificate":`+quoted(hush)+`,"Pin":"hu5h","Short":"hu-5h",`, proxyText+","+propText("Key", 0, long)+`,{"PropertyName":"Nested","Value2":{"x":[`+quoted(hush)+`]}}`))
	wiretest.CheckHidden(t, r, "hu5h")
	wiretest.CheckHidden(t, &r, "hu5h")
	for said, keeps := range map[string]bool{
		"the value " + hush + " is wrong":                        false,
		"the value " + quoted(hush) + " is wrong":                false,
		"the value " + long[:12] + "... is wrong":                false,
		"the value ..." + long[len(long)-14:] + " is wrong":      false,
		"the value " + strings.ToUpper(long[4:20]):               false,
		"lines ASCBKcwggSjAgEAAoIB are wrong":                    false,
		"the value 'hu5h' is wrong":                              false,
		"the value hu-5hs is wrong":                              false,
		"the value " + strings.Repeat("x", 50) + quoted(long):    false,
		"the property SMS Site System of P01 is wrong":           true,
		"the property Key, of which (MIIEvQIBADA) came, is none": true, // eleven
		"": true,
	} {
		err := refuse(t, r, refusal(400, "42", said))
		if got := err.Error(); strings.Contains(got, messageLeftOut) == keeps || keeps && !strings.Contains(got, said) || !strings.Contains(got, "answered 400 Bad Request, code 42") {
			t.Errorf("%s: got %v", said, err)
		}
	}
	if err := refuse(t, r, refusal(400, hush, "no")); strings.Contains(err.Error(), "hu5h") || !strings.Contains(err.Error(), "answered 400 Bad Request: no") {
		t.Errorf("got %v", err)
	}
	if err := refuse(t, r, refusal(404, "404", "Access denied to "+hush)); !IsAccessDenied(err) || strings.Contains(err.Error(), "hu5h") {
		t.Errorf("got %v", err)
	}
}

// refuse is the error of a write of a row that is answered so.
func refuse(t *testing.T, r SystemRow, answer reply) error {
	t.Helper()
	s := newScript(t, answer)
	defer s.Done()
	c, _ := s.client()
	err := c.UpdateSystemRow(t.Context(), r)
	if err == nil {
		t.Fatal("the write was not refused")
	}
	return err
}

// TestRefused: only an answer of the service itself says that a write will not be done.
func TestRefused(t *testing.T) {
	r := row(t, rowText("", proxyText))
	for status, want := range map[int]bool{400: true, 403: true, 429: true, 500: true, 502: false, 503: false, 504: false} {
		if err := refuse(t, r, refusal(status, "x", "no")); Refused(err) != want {
			t.Errorf("%d: %t", status, !want)
		}
	}
	if err := refuse(t, r, reply{Status: http.StatusOK, Lost: true}); Refused(err) {
		t.Errorf("a lost answer: %v", err)
	}
	if Refused(nil) || Refused(context.DeadlineExceeded) || Refused(errors.New("x")) {
		t.Error("what is no answer is taken for one")
	}
}
