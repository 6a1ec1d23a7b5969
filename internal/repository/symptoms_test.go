package repository

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// reproduced is where each symptom of the guide, by its first cell, is made to appear in the lab, or its cause is where only
// logs of the site or of Microsoft show it: tests, or else the reason why none can.
func reproduced() map[string]string {
	const (
		signIn  = "TestSignInCodes"
		console = "none: it appears at the console, which the provider is no part of; "
	)
	return map[string]string{
		"`AADSTS7000215`": signIn, "`AADSTS7000222`": signIn, "`AADSTS700016`": signIn, "`AADSTS90002`": signIn, "`AADSTS700027`": signIn,
		"`AADSTS700213`, `AADSTS70021`, `AADSTS700211`, `AADSTS700212`": signIn, "`AADSTS700024`": signIn, "`AADSTS7000112`": signIn, "`AADSTS500011`": signIn,
		"`AADSTS65001`, `AADSTS650057`": signIn, "`AADSTS50076`, `AADSTS50079`, `AADSTS50173`, `AADSTS70043`, `AADSTS700082`": signIn,

		"401": "TestWindowsRefused", "403": "TestServiceDown", "404": "TestWindowsRefused TestProof TestPrerequisitesWithoutRights", "404 at a write only": "TestProxyRights TestOnboardingRefusals",
		"500": "TestServiceDown", "503": "TestServiceDown", "a token fails at issuer or audience (observed)": "TestSignIn", "a certificate that nobody knows": "TestWindowsRefused",

		"401 Unauthorized in `CMGatewayNotificationWorker.log`, though a Global Administrator has signed in": "TestDrift TestApplicationDroppedPermission",
		"400 at `AccountOnboardingInfo`, 401 at `DevicePost`":                                                "TestPreflightTaken",
		"400 at the onboarding": "TestPrerequisitesNotMet",
		"an imported application is accepted, and the upload stays off without an error": "TestStatusNotAttached TestDrift",
		"`AADSTS50001`":                                            "TestDrift",
		"`isDeviceOnlyAuthSupported` is missing":                   "none: it is of another application than that of an attachment",
		"*Renew secret key* answers `Authorization_RequestDenied`": console + "that the role is missing is found by TestPrerequisitesNotMet",
		"*Renew secret key* is blocked":                            console + "what is blocked is found by TestConnectivityFindings and TestConnectivitySquid",
		"TLS or revocation errors":                                 "TestConnectivityProbe TestConnectivitySquid",
		"407, 408, 426, 451, 502, 511, 598 or 599 in `EndpointConnectivityCheckWorker.log`":    "TestConnectivityFindings TestConnectivityProbe",
		"stale connections to SQL, up to 2103":                                                 "none: no interface shows the connections of the site to its database",
		"the connector is *Unknown* or unhealthy":                                              "TestOffboardedInIntune TestStatusAttached",
		"device actions fail":                                                                  "TestPrerequisitesNotMet",
		"device actions answer 403":                                                            "TestServiceDown",
		"a user that exists in the cloud only gets errors":                                     "TestPrerequisitesNotMet TestIntuneRBACSays",
		"devices are not in Graph's `managedDevices`":                                          "TestDevicesScope TestStatusAttached",
		"the plan is refused with a list":                                                      "TestPreflight",
		"*the site does not expose …*":                                                         "TestCloudEnvironmentLacking TestImportedWithoutWrites",
		"a key of `tenants` belongs to another tenant":                                         "TestTenantKey",
		"drift that nobody made":                                                               "TestDriftAttributionInnocents",
		"`terraform plan -refresh-only -detailed-exitcode` ends with 2, and says *No changes*": "none: it is Terraform's own, and differs with its version",
		"apply waits and prints nothing":                                                       "TestOnboardingConsole",
	}
}

var testName = regexp.MustCompile(`\bTest\w+`)

// TestSymptoms: each symptom of the guide is reproduced by a test that exists, or says why it cannot be.
func TestSymptoms(t *testing.T) {
	tests, want := testNames(t), reproduced()
	shown := []string{}
	for line := range strings.Lines(read(t, "docs/guides/troubleshooting.md")) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if !strings.HasPrefix(line, "| ") || len(cells) != 3 || strings.HasPrefix(line, "| symptom |") || strings.HasPrefix(line, "| code |") {
			continue
		}
		symptom := strings.TrimSpace(cells[0])
		shown = append(shown, symptom)
		by := want[symptom]
		named := testName.FindAllString(by, -1)
		if len(named) == 0 && !strings.HasPrefix(by, "none: ") {
			t.Errorf("nothing reproduces %q", symptom)
		}
		for _, name := range named {
			if !slices.Contains(tests, name) {
				t.Errorf("%q: there is no test %s", symptom, name)
			}
		}
	}
	for symptom := range want {
		if !slices.Contains(shown, symptom) {
			t.Errorf("the guide has no symptom %q", symptom)
		}
	}
}

// testNames are the tests of the repository.
func testNames(t *testing.T) []string {
	t.Helper()
	names := []string{}
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, f := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(text, -1) {
			names = append(names, string(f[1]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
