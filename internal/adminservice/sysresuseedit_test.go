package adminservice

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rowGenerator makes rows as no site would send them: unknown members, odd numbers, escapes, spaces, and properties in any
// order, with more or fewer fields than they should have.
type rowGenerator struct{ *rand.Rand }

func (g rowGenerator) pick(list ...string) string { return list[g.IntN(len(list))] }

func (g rowGenerator) space() string { return g.pick("", "", "", " ", "\n\t ") }

// value is the text of any JSON value.
func (g rowGenerator) value(depth int) string {
	if depth == 0 {
		return g.pick("0", "-0", "1.0", "1e3", "18446744073709551616", "0.10", "null", "true", `""`, `"x"`, `"\u00e9\\\""`, `"\ud83d\ude00"`, `"]}, {["`, `"UseProxy"`)
	}
	parts := []string{}
	for range g.IntN(4) {
		parts = append(parts, g.space()+g.value(depth-1)+g.space())
	}
	if g.IntN(2) == 0 {
		return "[" + strings.Join(parts, ",") + "]"
	}
	for i := range parts {
		parts[i] = g.space() + g.pick(`"a"`, `"\u0062"`, `"Value"`, `"Props"`, `""`) + g.space() + ":" + parts[i]
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// element is one of Props. Of the proxy's it is split where the value stands, if it has one.
type element struct {
	name                 string // of the proxy's property; empty for others
	before, token, after string
}

func (e element) text() string { return e.before + e.token + e.after }

// property is one of the five; token is its value, or empty for a property without the field.
func (g rowGenerator) property(name, token string) element {
	fields := map[string]string{`"PropertyName"`: quoted(name), `"Value"`: g.pick("0", "7", "null", `"0"`), `"Value1"`: g.pick(`""`, `"x"`, "null"), `"Value2"`: g.pick(`""`, `"y"`, "null")}
	own := quoted(proxyFields()[name])
	delete(fields, own)
	if g.IntN(3) == 0 {
		fields[`"Value3"`] = g.value(2)
	}
	parts := []string{}
	for _, n := range slices.Sorted(maps.Keys(fields)) {
		parts = append(parts, n+":"+fields[n])
	}
	g.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	if token == "" {
		return element{name: name, before: "{" + strings.Join(parts, ",") + "}"}
	}
	at := g.IntN(len(parts) + 1)
	e := element{name: name, before: "{" + strings.Join(append(slices.Clone(parts[:at]), own+":"), ","), token: token}
	e.after = strings.Join(append([]string{""}, parts[at:]...), ",") + "}"
	return e
}

// generated is a row in parts, so that its text after an edit can be told beforehand.
type generated struct {
	before, after []string // members around Props
	props         []element
}

func (g rowGenerator) row() generated {
	var r generated
	for range g.IntN(5) {
		r.before = append(r.before, g.pick(`"NALPath"`, `"Unknown"`, `"\u0058"`)+":"+g.value(g.IntN(4)))
		r.after = append(r.after, g.pick(`"Type"`, `"ServiceWindows"`, `"__PATH"`)+":"+g.value(g.IntN(4)))
	}
	for _, name := range proxyNames() {
		if g.IntN(6) == 0 { // the row does not have it
			continue
		}
		token := g.pick("", "0", "1", "80", "8080", "null", `"1"`)
		if proxyFields()[name] == fieldText {
			token = g.pick("", `""`, `"proxy.example"`, `"a\u0026b"`, "null")
		}
		r.props = append(r.props, g.property(name, token))
	}
	for range g.IntN(5) {
		text := g.value(g.IntN(3))
		if g.IntN(2) == 0 {
			text = `{"PropertyName":` + g.pick(`"Certificate"`, `"useproxy"`, `"A.B"`, "7") + `,"Value2":` + g.value(2) + `}`
		}
		r.props = append(r.props, element{before: text})
	}
	g.Shuffle(len(r.props), func(i, j int) { r.props[i], r.props[j] = r.props[j], r.props[i] })
	return r
}

func (r generated) text() string {
	elements := []string{}
	for _, e := range r.props {
		elements = append(elements, e.text())
	}
	return "{" + strings.Join(slices.Concat(r.before, []string{`"Props":[` + strings.Join(elements, ",") + `]`}, r.after), ",") + "}"
}

// defaults are the values of properties that a row does not have. That an account is used follows from its name.
func (r generated) defaults() map[string]string {
	named := slices.ContainsFunc(r.props, func(e element) bool {
		return e.name == propAccount && !slices.Contains([]string{"", `""`, "null"}, e.token)
	})
	tokens := map[string]string{propUse: "0", propServer: `""`, propPort: "80", propAnonymous: "1", propAccount: `""`}
	if named {
		tokens[propAnonymous] = "0"
	}
	return tokens
}

// with is the row with these values of the five properties; one without a value stays as it is.
func (r generated) with(tokens map[string]string) generated {
	out := generated{before: r.before, after: r.after}
	missing := proxyNames()
	for _, e := range r.props {
		field := proxyFields()[e.name]
		missing = slices.DeleteFunc(missing, func(name string) bool { return name == e.name })
		switch token := tokens[e.name]; {
		case e.name == "", token == "", sameToken(e.token, token):
		case e.token == "": // without the field: it is added at the end
			e.before = strings.TrimSuffix(e.before, "}") + `,"` + field + `":` + token + "}"
		case field == fieldNumber && e.token[0] == '"':
			e.token = quoted(token)
		default:
			e.token = token
		}
		out.props = append(out.props, e)
	}
	for _, name := range missing {
		if token := tokens[name]; token == "" || token == r.defaults()[name] {
			continue
		}
		fields := map[string]string{fieldNumber: "0", fieldText: `""`}
		fields[proxyFields()[name]] = tokens[name]
		out.props = append(out.props, element{name: name, before: `{"PropertyName":"` + name + `","Value":` + fields[fieldNumber] + `,"Value1":"","Value2":` + fields[fieldText] + `}`})
	}
	return out
}

// sameToken says whether a value says already what it should: a number may stand in a text, and null is nothing.
func sameToken(is, want string) bool {
	return is == want || is == quoted(want) || is == "null" && (want == "0" || want == `""`)
}

// TestEditKeepsEverythingElse: an edit leaves the text of a row as it was, but for the fields of the five properties; and
// what was found can be put back.
func TestEditKeepsEverythingElse(t *testing.T) {
	wanted := map[Proxy]map[string]string{
		{On: true, Server: "proxy.example", Port: 8080, Account: `CORP\proxy`}: {propUse: "1", propServer: `"proxy.example"`, propPort: "8080", propAnonymous: "0", propAccount: `"CORP\\proxy"`},
		{On: true, Server: "other.example", Port: 80, Anonymous: true}:         {propUse: "1", propServer: `"other.example"`, propPort: "80", propAnonymous: "1"},
	}
	for seed := range uint64(2000) {
		for proxy, tokens := range wanted {
			generated := rowGenerator{rand.New(rand.NewPCG(seed, 1))}.row()
			before := row(t, generated.text())
			edited, err := before.WithProxy(proxy)
			if err != nil {
				t.Fatalf("%d: %s: %v", seed, generated.text(), err)
			}
			if got, want := compact([]byte(edited.text.Reveal())), compact([]byte(generated.with(tokens).text())); got != want {
				t.Fatalf("%d: before %s\n got %s\nwant %s", seed, generated.text(), got, want)
			}
			if got := edited.Role.Proxy(); !got.Same(proxy) || len(before.Differs(edited)) != 0 {
				t.Fatalf("%d: got %s, differs in %v", seed, got, before.Differs(edited))
			}
			requirePutBack(t, before, edited)
		}
	}
}

// requirePutBack requires that what was found before an edit, kept as JSON meanwhile, brings the row back as it was.
func requirePutBack(t *testing.T, before, edited SystemRow) {
	t.Helper()
	found, err := before.FoundProxy()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	var again FoundProxy
	if err := json.Unmarshal(kept, &again); err != nil {
		t.Fatal(err)
	}
	back, err := edited.WithFound(again)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := compact([]byte(back.text.Reveal())), compact([]byte(before.text.Reveal())); got != want {
		t.Fatalf("found %s\n got %s\nwant %s", kept, got, want)
	}
	if got, want := again.Proxy(), before.Role.Proxy(); !got.Same(want) {
		t.Fatalf("found %s, which is %s, not %s", kept, got, want)
	}
}

// TestWithProxyKeepsUnused: without an account, a name that is left over stays, and what is missing and goes without saying
// is not added.
func TestWithProxyKeepsUnused(t *testing.T) {
	const on = `{"PropertyName":"UseProxy","Value":1},{"PropertyName":"ProxyName","Value2":"proxy.example"},{"PropertyName":"ProxyServerPort","Value":8080}`
	for name, props := range map[string]string{
		"a name is left over":       on + "," + propText("AnonymousProxyAccess", 1, "") + "," + propText("ProxyUserName", 0, `CONTOSO\old`),
		"no account was ever named": on,
	} {
		before := row(t, rowText("", props))
		for _, port := range []int64{8080, 81} {
			edited, err := before.WithProxy(Proxy{On: true, Server: "proxy.example", Port: port, Anonymous: true})
			want := strings.Replace(before.text.Reveal(), "8080", strconv.FormatInt(port, 10), 1)
			if err != nil || compact([]byte(edited.text.Reveal())) != compact([]byte(want)) || before.Equal(edited) != (port == 8080) {
				t.Errorf("%s: got %s, %v", name, edited.text.Reveal(), err)
			}
		}
	}
	left := row(t, rowText("", on+","+propText("ProxyUserName", 0, "old")))
	edited, err := left.WithProxy(Proxy{On: true, Server: "proxy.example", Port: 8080, Anonymous: true})
	if p := edited.Role.Proxy(); err != nil || !p.Anonymous || p.Account != "old" {
		t.Errorf("a name that counts is not put out of use: %+v, %v", p, err)
	}
}

// TestWithoutProxy switches off, and leaves the rest of the proxy.
func TestWithoutProxy(t *testing.T) {
	before := row(t, rowText("", propText("ProxyName", 0, "p")+`,{"Value": "1","PropertyName":"UseProxy"}`))
	off, err := before.WithoutProxy()
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(before.text.Reveal(), `"Value": "1"`, `"Value":"0"`, 1); compact([]byte(off.text.Reveal())) != compact([]byte(want)) {
		t.Errorf("got %s", off.text.Reveal())
	}
	none, err := row(t, rowText("", "")).WithoutProxy()
	if err != nil || compact([]byte(none.text.Reveal())) != compact([]byte(rowText("", ""))) {
		t.Errorf("got %s, %v", none.text.Reveal(), err)
	}
}

// TestFoundProxyOfLater: a property that was not kept is left as it is.
func TestFoundProxyOfLater(t *testing.T) {
	before := row(t, rowText("", proxyText))
	back, err := before.WithFound(FoundProxy{propPort: {}})
	if want := strings.Replace(before.text.Reveal(), `{"PropertyName":"ProxyServerPort","Value":80,"Value1":"","Value2":""},`, "", 1); err != nil || back.text.Reveal() != want {
		t.Errorf("got %s, %v", back.text.Reveal(), err)
	}
}

// FuzzEditRow: of any text that is a row, an edit keeps all but the proxy, or is refused; it is never a text that is no row.
func FuzzEditRow(f *testing.F) {
	for seed := range uint64(5) {
		f.Add(rowGenerator{rand.New(rand.NewPCG(seed, 2))}.row().text(), "proxy.example", int64(8080), `CORP\proxy`)
	}
	f.Add(rowText("", proxyText), "", int64(-1), "\x00<&>")
	f.Add(`{"Props":[{"PropertyName":"UseProxy"},{"PropertyName":"UseProxy"}]}`, "x", int64(0), "")
	f.Add(`{"Props":[{"PropertyName":"UseProxy","Value":1,"value":2}],"PROPS":[]}`, "x", int64(1), "")
	f.Fuzz(func(t *testing.T, text, server string, port int64, account string) {
		var before SystemRow
		if json.Unmarshal([]byte(text), &before) != nil || before.text.IsZero() {
			return
		}
		edited, err := before.WithProxy(Proxy{On: true, Server: server, Port: port, Anonymous: account == "", Account: account})
		if err != nil {
			return
		}
		if differs := before.Differs(edited); len(differs) != 0 {
			t.Errorf("%s: differs in %v", text, differs)
		}
		if _, err := edited.body(); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		requirePutBack(t, before, edited)
	})
}
