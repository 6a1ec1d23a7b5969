package credential

import (
	"errors"
	"fmt"
	"strings"
)

// Where the value of an argument came from, as it is said to people.
const (
	FromBlock = "from the provider block"
	FromEntry = "from the entry of tenants"
	ByDefault = "by default"
)

// FromEnvironment says that a value came from an environment variable.
func FromEnvironment(variable string) string { return "from the environment variable " + variable }

// ErrNone says that no setting names a way to sign in. What New returns says, too, what was looked for.
var ErrNone = errors.New("no way to sign in is configured")

// Names of the arguments that name a way to sign in.
const (
	clientID              = "client_id"
	clientIDFile          = "client_id_file_path"
	clientSecret          = "client_secret"
	clientSecretFile      = "client_secret_file_path"
	clientCertificate     = "client_certificate"
	clientCertificateFile = "client_certificate_path"
	useOIDC               = "use_oidc"
	oidcToken             = "oidc_token"
	oidcTokenFile         = "oidc_token_file_path"
	oidcRequestURL        = "oidc_request_url"
	adoConnection         = "ado_pipeline_service_connection_id"
	useAKS                = "use_aks_workload_identity"
	useMSI                = "use_msi"
	useCLI                = "use_cli"
)

// source is an argument with where its value came from.
func (o Options) source(argument string) string {
	if from := o.Sources[argument]; from != "" {
		return argument + ", " + from
	}
	return argument
}

// either is the argument that gave a value which two arguments can give: the first, unless it is not set.
func (o Options) either(set bool, argument, file string) string {
	if !set || o.Sources[argument] == "" && o.Sources[file] != "" {
		return file
	}
	return argument
}

// because says why a method was chosen: the arguments that ask for it.
func (o Options) because(arguments ...string) string {
	reasons := []string{}
	for _, argument := range arguments {
		reasons = append(reasons, o.source(argument))
	}
	return strings.Join(reasons, "; ")
}

// instead is because for a method that comes after a federated token: use_oidc may have asked for one in vain.
func (o Options) instead(arguments ...string) string {
	because := o.because(arguments...)
	if o.UseOIDC {
		because += "; " + o.source(useOIDC) + ", was passed over: " + noAssertion
	}
	return because
}

// noAssertion is what there is to say of use_oidc alone.
const noAssertion = "none of oidc_token, oidc_token_file_path and oidc_request_url is set"

// none says what was looked for when there is no way to sign in.
func (o Options) none() error {
	looked := []string{
		clientCertificate + ", " + clientCertificateFile + ", " + clientSecret + " and " + clientSecretFile + " are not set",
		o.flag(useOIDC, o.UseOIDC),
		o.flag(useAKS, o.UseAKSWorkloadIdentity), o.flag(useMSI, o.UseMSI), o.flag(useCLI, o.UseCLI),
	}
	if o.UseOIDC {
		looked[1] += ", but " + noAssertion
	}
	return fmt.Errorf("%w. Looked for, in this order: %s. Set one of them in the provider block or by its ARM_* environment variable",
		ErrNone, strings.Join(looked, "; "))
}

func (o Options) flag(argument string, value bool) string {
	said := fmt.Sprintf("%s is %t", argument, value)
	if from := o.Sources[argument]; from != "" {
		said += " (" + from + ")"
	}
	return said
}
