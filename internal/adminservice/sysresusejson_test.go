package adminservice

import (
	"strings"
	"testing"
)

// TestObject: members keep their order and their text, and a member that is there twice is not guessed at.
func TestObject(t *testing.T) {
	const text = ` { "a" : 1.0 , "\u0062":{"x": [1,  2]},"c":"\u00e9","a b":null } `
	o, err := parseObject([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ name, value, want string }{
		{"", "", `{"a":1.0,"\u0062":{"x": [1,  2]},"c":"\u00e9","a b":null}`},
		{"b", "7", `{"a":1.0,"\u0062":7,"c":"\u00e9","a b":null}`},
		{"new", `""`, `{"a":1.0,"\u0062":7,"c":"\u00e9","a b":null,"new":""}`},
		{"a", "", `{"\u0062":7,"c":"\u00e9","a b":null,"new":""}`},
		{"not there", "", `{"\u0062":7,"c":"\u00e9","a b":null,"new":""}`},
	} {
		var value []byte
		if step.value != "" {
			value = []byte(step.value)
		}
		if o, err = o.with(step.name, value); err != nil || string(o.bytes()) != step.want {
			t.Fatalf("%+v: got %s, %v", step, o.bytes(), err)
		}
	}
	twice, err := parseObject([]byte(`{"a":1,"a":2}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := twice.with("a", []byte("3")); err == nil || !strings.Contains(err.Error(), "a is there twice") {
		t.Errorf("got %v", err)
	}
	if _, err := twice.get("a"); err == nil {
		t.Error("one of two was taken")
	}
}

// TestNoObject: what is no object is an error that does not show it.
func TestNoObject(t *testing.T) {
	for _, text := range []string{``, `null`, `[]`, `"hu5h"`, `7`, `{`, `{"hu5h"`, `{"a":`, `{"a":1`, `{"a":hu5h}`, `{"a":1,}`, `{7:1}`} {
		if o, err := parseObject([]byte(text)); err == nil || strings.Contains(err.Error(), "hu5h") {
			t.Errorf("%s: got %s, %v", text, o.bytes(), err)
		}
	}
}

func TestMemberOfService(t *testing.T) {
	o, err := parseObject([]byte(`{"@odata.etag":"x","__GENUS":2,"ServiceWindows@odata.type":"y","Props":[],"NALType":null,"ItemName":"","_x":0,"List":[null]}`))
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, m := range o {
		got += m.name
		if m.ofService() {
			got += " of the service"
		}
		if m.empty() {
			got += " empty"
		}
		got += ";"
	}
	if want := "@odata.etag of the service;__GENUS of the service;ServiceWindows@odata.type of the service;Props empty;NALType empty;ItemName;_x;List;"; got != want {
		t.Errorf("got %s", got)
	}
}
