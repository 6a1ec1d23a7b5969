package adminservice

import (
	"net/http"
	"strings"
	"testing"
)

// TestNew: the forms of the address that are known (AdminService notes §1.1), and what is none.
func TestNew(t *testing.T) {
	for address, good := range map[string]bool{
		"https://cm01.corp.contoso.com/AdminService":                                  true,
		"https://cm01.corp.contoso.com/AdminService/":                                 true,
		"https://cm01.corp.contoso.com:8443/adminservice":                             true,
		"https://cm01.corp.contoso.com/AdminService_TokenAuth":                        true,
		"https://cmg.contoso.com/CCM_Proxy_ServerAuth/72057594037927941/AdminService": true,
		"https://cmg.contoso.com/CCM_Proxy_MutualAuth/72057594037927941/AdminService": true,
		"https://cm01.corp.contoso.com/AdminService/wmi":                              false,
		"https://cm01.corp.contoso.com/AdminService/v1.0":                             false,
		"https://cm01.corp.contoso.com":                                               false,
		"http://cm01.corp.contoso.com/AdminService":                                   false,
		"https:///AdminService":                                                       false,
		"https://cm01/AdminService?x=1":                                               false,
		"https://cm01/AdminService#x":                                                 false,
		"https://user:hush@cm01/AdminService":                                         false,
		"cm01/AdminService":                                                           false,
		"https://\x7f/AdminService":                                                   false,
		"":                                                                            false,
	} {
		c, err := New(Options{BaseURL: address})
		if (err == nil) != good || err != nil && (strings.Contains(err.Error(), "hush") || !strings.Contains(err.Error(), "https://<FQDN of the SMS Provider>/AdminService")) {
			t.Errorf("%q: %v", address, err)
		}
		if good && (c.base != strings.TrimRight(address, "/") || c.options.Clock == nil || c.options.Transport == nil) {
			t.Errorf("%q: %+v", address, c)
		}
	}
}

// TestDefaultTransport: no proxy, which the service does not work through, and no redirect is followed.
func TestDefaultTransport(t *testing.T) {
	client, isClient := defaultTransport().(*http.Client)
	if !isClient {
		t.Fatal("it is another one")
	}
	if transport, is := client.Transport.(*http.Transport); !is || transport.Proxy != nil {
		t.Error("it may use a proxy")
	}
	if err := client.CheckRedirect(nil, nil); err != http.ErrUseLastResponse { //nolint:errorlint // by its contract
		t.Errorf("got %v", err)
	}
}
