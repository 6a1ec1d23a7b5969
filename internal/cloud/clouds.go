// Package cloud holds data: Microsoft's national clouds, the versions of Configuration Manager and what each brought,
// and well-known ids. It does no I/O.
package cloud

import (
	"fmt"
	"strings"
)

// Cloud is one national cloud of Microsoft (Graph notes §4).
type Cloud struct {
	// Name is the name in the provider configuration.
	Name string
	// AuthorityHost is where to sign in.
	AuthorityHost string
	// GraphRoot is the root of Microsoft Graph, without a version.
	GraphRoot string
	// AzureEnvironmentName is the cloud's name in ConfigMgr, in SMS_AzureEnvironments and in the wizard.
	AzureEnvironmentName string
}

// Names of the clouds in the provider configuration.
const (
	Public       = "public"
	USGovernment = "usgovernment"
	DoD          = "dod"
	China        = "china"
)

const (
	publicAuthority = "https://login.microsoftonline.com/"
	usGovAuthority  = "https://login.microsoftonline.us/"
	chinaAuthority  = "https://login.chinacloudapi.cn/"
	azurePublic     = "AzurePublicCloud"
	azureUSGov      = "AzureUSGovernmentCloud"
	azureChina      = "AzureChinaCloud"
)

// clouds lists each cloud with the further names that azuread takes for it. GCC tenants live on the public hosts.
func clouds() map[string]Cloud {
	public := Cloud{Public, publicAuthority, "https://graph.microsoft.com", azurePublic}
	government := Cloud{USGovernment, usGovAuthority, "https://graph.microsoft.us", azureUSGov}
	dod := Cloud{DoD, usGovAuthority, "https://dod-graph.microsoft.us", azureUSGov}
	china := Cloud{China, chinaAuthority, "https://microsoftgraph.chinacloudapi.cn", azureChina}
	return map[string]Cloud{
		Public: public, "global": public, "gcc": public,
		USGovernment: government, "usgovernmentl4": government,
		DoD: dod, "usgovernmentl5": dod,
		China: china,
	}
}

// Names are the values of the argument environment.
func Names() []string {
	return []string{Public, "global", "gcc", USGovernment, "usgovernmentl4", DoD, "usgovernmentl5", China}
}

// Parse finds a cloud by any of its names. The error lists them.
func Parse(name string) (Cloud, error) {
	if c, ok := clouds()[strings.ToLower(name)]; ok {
		return c, nil
	}
	return Cloud{}, fmt.Errorf("%q is no national cloud: use one of %s", name, strings.Join(Names(), ", "))
}
