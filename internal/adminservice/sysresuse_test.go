package adminservice

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

func testKey() SystemRoleKey {
	return SystemRoleKey{FileType: 2, ItemName: `["Display=\\cm01\"]MSWNET:["SMS_SITE=P01"]\\cm01\,SMS Site System's`, ItemType: "System Resource Usage", SiteCode: "P01"}
}

// rowText is a row with the key of testKey; more are further members, before Props.
func rowText(more, props string) string {
	key := testKey()
	return fmt.Sprintf(`{"@odata.etag":"x","__LAZYPROPERTIES":["ServiceWindows"],"FileType":2,"ItemName":%s,"ItemType":%q,"NALType":null,"NetworkOSPath":"\\\\cm01","RoleName":"SMS Site System","SiteCode":"P01",%s"Props":[%s],"__PATH":"p","ServiceWindows":[]}`,
		quoted(key.ItemName), key.ItemType, more, props)
}

func quoted(text string) string {
	data, _ := json.Marshal(text)
	return string(data)
}

func propText(name string, value any, text string) string {
	return fmt.Sprintf(`{"PropertyName":%q,"Value":%v,"Value1":"","Value2":%s}`, name, value, quoted(text))
}

const proxyText = `{"PropertyName":"UseProxy","Value":0,"Value1":"","Value2":""},{"PropertyName":"ProxyName","Value":0,"Value1":"","Value2":""},` +
	`{"PropertyName":"ProxyServerPort","Value":80,"Value1":"","Value2":""},{"PropertyName":"AnonymousProxyAccess","Value":1,"Value1":"","Value2":""},` +
	`{"PropertyName":"ProxyUserName","Value":0,"Value1":"","Value2":""}`

func row(t *testing.T, text string) SystemRow {
	t.Helper()
	var r SystemRow
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSystemRow reads a row by its keys and writes it back: what belongs to the service and what is empty is left out, all
// else is sent as it came.
func TestSystemRow(t *testing.T) {
	const address = `SMS_SCI_SysResUse(FileType=2,ItemName='%5B%22Display=%5C%5Ccm01%5C%22%5DMSWNET:%5B%22SMS_SITE=P01%22%5D%5C%5Ccm01%5C%2CSMS%20Site%20System%27%27s',ItemType='System%20Resource%20Usage',SiteCode='P01')`
	const more = `"Unknown":{"x": 1.50, "y":[1e3,"\u00e9"]},`
	s := newScript(t, wiretest.List(rowText(more, proxyText)), reply{Status: http.StatusNoContent}, wiretest.OK(rowText(more, proxyText)))
	c, _ := s.client()
	before, err := c.SystemRow(t.Context(), testKey())
	if err != nil {
		t.Fatal(err)
	}
	edited, err := before.WithProxy(Proxy{On: true, Server: "proxy.example", Port: 8080, Account: `CORP\proxy`})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.UpdateSystemRow(t.Context(), edited); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SystemRow(t.Context(), testKey()); err != nil {
		t.Errorf("a bare entity, not from the cache: %v", err)
	}
	sent := s.Done()
	for i, method := range []string{"GET", "PUT", "GET"} {
		if got := strings.TrimPrefix(sent[i].URI, "/AdminService/wmi/"); sent[i].Method != method || strings.ReplaceAll(got, "%27", "'") != strings.ReplaceAll(address, "%27", "'") {
			t.Errorf("sent %s %s", sent[i].Method, got)
		}
	}
	want := fmt.Sprintf(`{"FileType":2,"ItemName":%s,"ItemType":"System Resource Usage","NetworkOSPath":"\\\\cm01","RoleName":"SMS Site System","SiteCode":"P01","Unknown":{"x":1.50,"y":[1e3,"\u00e9"]},"Props":[`+
		`{"PropertyName":"UseProxy","Value":1,"Value1":"","Value2":""},{"PropertyName":"ProxyName","Value":0,"Value1":"","Value2":"proxy.example"},`+
		`{"PropertyName":"ProxyServerPort","Value":8080,"Value1":"","Value2":""},{"PropertyName":"AnonymousProxyAccess","Value":0,"Value1":"","Value2":""},`+
		`{"PropertyName":"ProxyUserName","Value":0,"Value1":"","Value2":"CORP\\proxy"}]}`, quoted(testKey().ItemName))
	if sent[1].Body != want {
		t.Errorf("sent %s\nwant %s", sent[1].Body, want)
	}
}

// TestSystemRowOther: an answer that is not the one row with these keys is never taken for it.
func TestSystemRowOther(t *testing.T) {
	other := strings.Replace(rowText("", proxyText), `"SiteCode":"P01"`, `"SiteCode":"P02"`, 1)
	for name, tt := range map[string]struct {
		replies []reply
		refused bool // the form of the keys is
	}{
		"another row":     {[]reply{wiretest.List(other)}, true},
		"all rows":        {[]reply{wiretest.List(rowText("", proxyText), other)}, true},
		"no row":          {[]reply{wiretest.List()}, true},
		"not found":       {[]reply{absent, proof}, true},
		"bad request":     {[]reply{refusal(400, "400", "bad")}, true},
		"not allowed":     {[]reply{refusal(405, "405", "no")}, true},
		"denied":          {[]reply{denied}, false},
		"not provable":    {[]reply{absent, denied}, false},
		"failure":         {[]reply{refusal(500, "500", "failed")}, false},
		"not JSON":        {[]reply{wiretest.OK("hush")}, false},
		"Props is a text": {[]reply{wiretest.List(`{"Props":"hush"}`)}, false},
	} {
		s := newScript(t, tt.replies...)
		c, _ := s.client()
		err := c.CheckSystemRow(t.Context(), testKey())
		var missing *MissingCapability
		if err == nil || errors.As(err, &missing) != tt.refused || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: got %v", name, err)
		}
		if tt.refused && (!strings.Contains(err.Error(), "tab Proxy") || !strings.Contains(err.Error(), "terraform import tenantattach_service_connection_point_proxy.NAME")) {
			t.Errorf("%s: does not say what to do: %v", name, err)
		}
		s.Done()
	}
}

// TestRoleProxy: what the five properties mean together.
func TestRoleProxy(t *testing.T) {
	for name, tt := range map[string]struct {
		props string
		want  Proxy
		words string
	}{
		"off":              {proxyText, Proxy{Port: 80, Anonymous: true}, "no proxy"},
		"none at all":      {"", Proxy{Port: 80, Anonymous: true}, "no proxy"},
		"anonymous":        {propText("UseProxy", 1, "") + "," + propText("ProxyName", 0, "p") + "," + propText("AnonymousProxyAccess", 1, ""), Proxy{On: true, Server: "p", Port: 80, Anonymous: true}, "the proxy p:80 without an account"},
		"with account":     {propText("UseProxy", 1, "") + "," + propText("ProxyName", 0, "p") + "," + propText("ProxyServerPort", `"3128"`, "") + "," + propText("ProxyUserName", 0, `C\u`), Proxy{On: true, Server: "p", Port: 3128, Account: `C\u`}, `the proxy p:3128 with the account C\u`},
		"account not used": {propText("AnonymousProxyAccess", 1, "") + "," + propText("ProxyUserName", 0, "u"), Proxy{Port: 80, Anonymous: true, Account: "u"}, "no proxy"},
		"no account named": {propText("AnonymousProxyAccess", 0, ""), Proxy{Port: 80}, "no proxy"},
	} {
		if got := row(t, rowText("", tt.props)).Role.Proxy(); got != tt.want || got.String() != tt.words {
			t.Errorf("%s: got %+v, %s", name, got, got)
		}
	}
	same := Proxy{On: true, Server: "Proxy.example", Port: 80, Anonymous: true, Account: "x"}
	if !same.Same(Proxy{On: true, Server: "proxy.EXAMPLE", Port: 80, Anonymous: true}) || same.Same(Proxy{On: true, Server: "proxy.example", Port: 80, Account: "x"}) {
		t.Error("what is the same is not known")
	}
}

// TestProxyUnclear: a row in which it is not clear what counts is not edited.
func TestProxyUnclear(t *testing.T) {
	for name, text := range map[string]string{
		"a property twice":        rowText("", proxyText+","+propText("UseProxy", 1, "")),
		"a field in another case": rowText("", `{"PropertyName":"UseProxy","Value":0,"value":1}`),
		"Props in another case":   rowText(`"props":[],`, proxyText),
		"a field twice":           rowText("", `{"PropertyName":"UseProxy","Value":0,"Value":1}`),
		"Props twice":             rowText(`"Props":[],`, proxyText),
		"no Props":                `{"RoleName":"x"}`,
		"Props is null":           `{"Props":null}`,
	} {
		var r SystemRow
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			t.Fatal(name, err)
		}
		if _, err := r.WithProxy(Proxy{On: true}); err == nil {
			t.Errorf("%s: was edited", name)
		}
	}
}

// TestKeysOf: what $metadata says of the keys of a class, and what is made of it.
func TestKeysOf(t *testing.T) {
	document := func(names ...string) string {
		keys := ""
		for _, n := range names {
			keys += `<PropertyRef Name="` + n + `"/>`
		}
		return csdlOf(`<EntityType Name="Other"><Key><PropertyRef Name="x"/></Key></EntityType><EntityType Name="SMS_SCI_SysResUse"><Key>` + keys + `</Key><Property Name="Props" Type="y"/></EntityType>` +
			container(`<EntitySet Name="SMS_SCI_SysResUse" EntityType="AdminService.SMS_SCI_SysResUse"/>`))
	}
	for name, tt := range map[string]struct {
		document string
		ok       bool
	}{
		"the four":      {document("SiteCode", "FileType", "ItemName", "ItemType"), true},
		"none":          {document(), true}, // not described: it is tried
		"not described": {csdlOf(container(`<EntitySet Name="SMS_SCI_SysResUse" EntityType="x"/>`)), true},
		"three":         {document("SiteCode", "ItemName", "ItemType"), false},
		"others":        {document("ID"), false},
		"no set":        {csdlOf(container(tenantSet)), false},
	} {
		s := newScript(t, wiretest.OK(tt.document))
		c, _ := s.client()
		caps, err := c.Capabilities(t.Context())
		if err != nil {
			t.Fatal(name, err)
		}
		err = caps.Check(NeedProxyWrite()...)
		if (err == nil) != tt.ok {
			t.Errorf("%s: got %v", name, err)
		}
		if err != nil && !strings.Contains(err.Error(), "SMS_SCI_SysResUse (update, by the keys FileType, ItemName, ItemType, SiteCode)") {
			t.Errorf("%s: got %v", name, err)
		}
		s.Done()
	}
	if needs := NeedProxyWrite(); len(needs) != 1 || needs[0].Kind != KindUpdate || !slices.ContainsFunc(Evidence(), func(f Fact) bool { return f.Class == systemRoleClass && f.Kind == KindUpdate }) {
		t.Errorf("needs %+v", needs)
	}
}

// TestDiffers names what else changed in a row, without showing it.
func TestDiffers(t *testing.T) {
	base := row(t, rowText(`"SslState":0,`, proxyText+","+propText("A", 1, "hush")+","+propText("B", 1, "")))
	for want, other := range map[string]string{
		"":               rowText(` "SslState" : 0,`, propText("UseProxy", 1, "")+","+propText("A", 1, "hush")+" , "+propText("B", 1, "")),
		"Props: A":       rowText(`"SslState":0,`, propText("A", 1, "hu")+","+propText("B", 1, "")),
		"Props":          rowText(`"SslState":0,`, propText("B", 1, "")+","+propText("A", 1, "hush")),
		"SslState":       rowText(`"SslState":1,`, propText("A", 1, "hush")+","+propText("B", 1, "")),
		"New":            rowText(`"SslState":0,"New":7,`, propText("A", 1, "hush")+","+propText("B", 1, "")),
		"Props Props: B": rowText(`"SslState":0,`, propText("A", 1, "hush")),
	} {
		if got := strings.Join(base.Differs(row(t, other)), " "); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
