package realservers

import (
	"fmt"
	"testing"
)

func TestParseAccessLog(t *testing.T) {
	const log = "10\t4001\t0\t+\t401\t-\tNone\tGET /AdminService/wmi/SMS_Site('P%2F01') HTTP/1.1\n" +
		"40\t4001\t0\t-\t200\tCORP\\\\svc-tf\tNTLM\tPOST /AdminService HTTP/1.1\n" +
		"20\t4002\t0\t-\t401\t-\t-\tGET /AdminService HTTP/1.1\n" +
		"30\t4001\t1\t+\t401\t-\tNTLM\tPOST /AdminService?$filter=a\\\"b HTTP/1.1\n" +
		"50\t4001\t0\t+\t200\tsvc-tf@CORP.CONTOSO.EXAMPLE\tNegotiate\tGET /x HTTP/1.1\n"
	got, err := parseAccessLog(log)
	if err != nil {
		t.Fatal(err)
	}
	want := []Access{
		{4001, 0, "GET", "/AdminService/wmi/SMS_Site('P%2F01')", 401, "", ""},
		{4002, 0, "GET", "/AdminService", 401, "", ""},
		{4001, 1, "POST", `/AdminService?$filter=a"b`, 401, "", "NTLM"},
		{4001, 2, "POST", "/AdminService", 200, `CORP\svc-tf`, "NTLM"},
		{4001, 0, "GET", "/x", 200, "svc-tf@CORP.CONTOSO.EXAMPLE", "Negotiate"},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	for _, line := range []string{
		"", "1\t1\t0\t+\t200\t-\t-", "1\tx\t0\t+\t200\t-\t-\tGET / HTTP/1.1", "1\t1\t0\t+\tx\t-\t-\tGET / HTTP/1.1",
		"x\t1\t0\t+\t200\t-\t-\tGET / HTTP/1.1", "1\t1\t0\t+\t200\t\\q\t-\tGET / HTTP/1.1",
	} {
		if a, err := parseAccessLog(line + "\n"); err == nil {
			t.Errorf("%q: %+v", line, a)
		}
	}
}

func TestNTLMUsers(t *testing.T) {
	got, err := ntlmUsers(map[string]string{`CORP\b`: "p w", `CORP\a`: "x"})
	if err != nil || string(got) != "CORP:a:x\nCORP:b:p w\n" {
		t.Errorf("%q, %v", got, err)
	}
	for name, password := range map[string]string{"a": "x", `CORP\b:c`: "x", `CORP\d`: "x:y", `CORP\e`: "x\ny"} {
		if got, err := ntlmUsers(map[string]string{name: password}); err == nil {
			t.Errorf("%s: %q", name, got)
		}
	}
}
