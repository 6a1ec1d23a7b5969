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

// reproduced is where each symptom of the guide, by section and first cell, is made to appear in the lab, or its cause is where
// only logs of the site or of Microsoft show it: tests, or else the reason why none can.
func reproduced() map[string]map[string]string {
	const (
		signIn  = "TestSignInCodes"
		console = "none: it appears at the console, which the provider is no part of; "
	)
	return map[string]map[string]string{
		"The provider's sign-in to Entra": {
			"`AADSTS7000215`": signIn,
			"`AADSTS7000222`": signIn,
			"`AADSTS700016`":  signIn,
			"`AADSTS90002`":   signIn,
			"`AADSTS700027`":  signIn,
			"`AADSTS700213`, `AADSTS70021`, `AADSTS700211`, `AADSTS700212`": signIn,
			"`AADSTS700024`":                signIn,
			"`AADSTS7000112`":               signIn,
			"`AADSTS500011`":                signIn,
			"`AADSTS65001`, `AADSTS650057`": signIn,
			"`AADSTS50076`, `AADSTS50079`, `AADSTS50173`, `AADSTS70043`, `AADSTS700082`": signIn,
		},
		"The administration service": {
			"401":                 "TestWindowsRefused",
			"403":                 "TestServiceDown",
			"404":                 "TestWindowsRefused TestProof TestPrerequisitesWithoutRights",
			"404 at a write only": "TestProxyRights TestOnboardingRefusals",
			"500":                 "TestServiceDown",
			"503":                 "TestServiceDown",
			"a token fails at issuer or audience (observed)": "TestSignIn",
			"a certificate that nobody knows":                "TestWindowsRefused",
		},
		"Onboarding, and the site's logs": {
			"401 Unauthorized in `CMGatewayNotificationWorker.log`, though a Global Administrator has signed in": "TestDrift TestApplicationDroppedPermission",
			"400 at `AccountOnboardingInfo`, 401 at `DevicePost`":                                                "TestPreflightTaken",
			"400 at the onboarding": "TestPrerequisitesNotMet",
			"an imported application is accepted, and the upload stays off without an error": "TestStatusNotAttached TestDrift",
			"`AADSTS50001`":                                            "TestDrift",
			"`isDeviceOnlyAuthSupported` is missing":                   "none: it is of another application than that of an attachment",
			"*Renew secret key* answers `Authorization_RequestDenied`": console + "that the role is missing is found by TestPrerequisitesNotMet",
			"*Renew secret key* is blocked":                            console + "what is blocked is found by TestConnectivityFindings and TestConnectivitySquid",
			"TLS or revocation errors":                                 "TestConnectivityProbe TestConnectivitySquid",
			"407, 408, 426, 451, 502, 511, 598 or 599 in `EndpointConnectivityCheckWorker.log`": "TestConnectivityFindings TestConnectivityProbe",
			"stale connections to SQL, up to 2103":                                              "none: no interface shows the connections of the site to its database",
			"`AADSTS7000222`":                                                                   "TestOnboardingRotation",
		},
		"The admin center": {
			"the connector is *Unknown* or unhealthy":          "TestOffboardedInIntune TestStatusAttached",
			"device actions fail":                              "TestPrerequisitesNotMet; none for the right to log on at the server, which no interface shows",
			"device actions answer 403":                        "TestChecksWithoutRequests, in which the check sms_provider_authentication finds the level",
			"a user that exists in the cloud only gets errors": "TestPrerequisitesNotMet TestIntuneRBACSays",
			"devices are not in Graph's `managedDevices`":      "TestDevicesScope TestStatusAttached",
		},
		"Plans": {
			"the plan is refused with a list":              "TestPreflight",
			"*the site does not expose …*":                 "TestCloudEnvironmentLacking TestImportedWithoutWrites",
			"a key of `tenants` belongs to another tenant": "TestTenantKey",
			"drift that nobody made":                       "TestDriftAttributionInnocents",
			"`terraform plan -refresh-only -detailed-exitcode` ends with 2, and says *No changes*": "none: it is Terraform's own, and differs with its version",
			"apply waits and prints nothing": "TestOnboardingConsole",
		},
	}
}

var testName = regexp.MustCompile(`\bTest\w+`)

// TestSymptoms: each symptom of the guide is reproduced by a test that exists, or says why it cannot be.
func TestSymptoms(t *testing.T) {
	tests, want := testNames(t), reproduced()
	for _, section := range strings.Split(read(t, "docs/guides/troubleshooting.md"), "\n## ")[1:] {
		title, text, _ := strings.Cut(section, "\n")
		for _, row := range rows(text) {
			cells := strings.Split(row, " | ")
			if len(cells) != 3 {
				t.Errorf("%s: this row has not three cells: %s", title, row)
			}
			symptom := strings.TrimPrefix(cells[0], "| ")
			by, ok := want[title][symptom]
			delete(want[title], symptom)
			named := testName.FindAllString(by, -1)
			if !ok || len(named) == 0 && !strings.HasPrefix(by, "none: ") {
				t.Errorf("%s: nothing reproduces %q", title, symptom)
			}
			for _, name := range named {
				if !slices.Contains(tests, name) {
					t.Errorf("%s: %q: there is no test %s", title, symptom, name)
				}
			}
		}
	}
	for title, left := range want {
		for symptom := range left {
			t.Errorf("%s: the guide has no symptom %q", title, symptom)
		}
	}
}

// rows are those of the table of a section, below the line under its head.
func rows(text string) []string {
	_, table, _ := strings.Cut(text, "|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	return strings.Split(strings.TrimSpace(table), "\n")
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
