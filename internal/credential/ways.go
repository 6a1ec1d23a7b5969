package credential

import (
	"fmt"
	"slices"
)

// CheckNamed refuses a configuration that names two ways to sign in, or one value twice, in the same place: origin is
// FromBlock or FromEntry. Which of the two is meant cannot be known, and precedence would choose one in silence. What
// comes from the environment or is inherited is not asked: there, precedence decides, as a pipeline expects of azuread.
func (o Options) CheckNamed(origin string) error {
	named := func(argument string) bool { return o.Sources[argument] == origin }
	for _, pair := range [][2]string{{clientID, clientIDFile}, {clientSecret, clientSecretFile}, {clientCertificate, clientCertificateFile}, {oidcToken, oidcTokenFile}} {
		if named(pair[0]) && named(pair[1]) {
			return fmt.Errorf("%s and %s are two values for the same thing, both %s. Leave one of them out", pair[0], pair[1], origin)
		}
	}
	if ways := o.ways(named); len(ways) > 1 {
		return fmt.Errorf("%s and %s are two ways to sign in, both %s. Leave one of them out", ways[0], ways[1], origin)
	}
	return nil
}

// ways are the ways to sign in that are named, each by the argument that names it, in the order of precedence.
func (o Options) ways(named func(string) bool) []string {
	first := func(arguments ...string) string {
		if i := slices.IndexFunc(arguments, named); i >= 0 {
			return arguments[i]
		}
		return ""
	}
	candidates := []string{first(clientCertificate, clientCertificateFile), first(clientSecret, clientSecretFile)}
	if o.UseOIDC && named(useOIDC) {
		// The request URL belongs to the service connection when there is one. use_oidc alone is a way, too: its token is
		// then in the environment.
		federated := []string{first(oidcToken, oidcTokenFile), first(adoConnection, oidcRequestURL)}
		if federated[0] == "" && federated[1] == "" {
			federated[0] = useOIDC
		}
		candidates = append(candidates, federated...)
	}
	for _, flag := range []struct {
		argument string
		value    bool
	}{{useAKS, o.UseAKSWorkloadIdentity}, {useMSI, o.UseMSI}, {useCLI, o.UseCLI}} {
		if flag.value && named(flag.argument) {
			candidates = append(candidates, flag.argument)
		}
	}
	return slices.DeleteFunc(candidates, func(argument string) bool { return argument == "" })
}
