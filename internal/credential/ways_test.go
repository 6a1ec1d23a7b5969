package credential

import (
	"strings"
	"testing"
)

// TestCheckNamed: two ways to sign in that one block names are refused with both arguments; what belongs to one way, what
// is switched off and what comes from elsewhere is not.
func TestCheckNamed(t *testing.T) {
	tests := map[string]struct {
		options Options
		named   string // arguments of the block
		other   string // arguments of the environment
		want    string // empty: allowed; else the two arguments
	}{
		"one way":                            {Options{}, "client_id client_secret", "", ""},
		"certificate and secret":             {Options{}, "client_certificate_path client_secret", "", "client_certificate_path client_secret"},
		"secret in a file and token":         {Options{UseOIDC: true}, "client_secret_file_path use_oidc oidc_token", "", "client_secret_file_path oidc_token"},
		"secret and a token from elsewhere":  {Options{UseOIDC: true}, "client_secret use_oidc", "oidc_token", "client_secret use_oidc"},
		"secret, and OIDC from elsewhere":    {Options{UseOIDC: true}, "client_secret", "use_oidc oidc_token", ""},
		"secret and a token that is unused":  {Options{}, "client_secret oidc_token", "", ""},
		"token and request":                  {Options{UseOIDC: true}, "use_oidc oidc_token oidc_request_url", "", "oidc_token oidc_request_url"},
		"service connection with its URL":    {Options{UseOIDC: true}, "use_oidc ado_pipeline_service_connection_id oidc_request_url oidc_request_token", "", ""},
		"service connection and token":       {Options{UseOIDC: true}, "use_oidc ado_pipeline_service_connection_id oidc_token_file_path", "", "oidc_token_file_path ado_pipeline_service_connection_id"},
		"pod with its token file":            {Options{UseAKSWorkloadIdentity: true}, "use_aks_workload_identity oidc_token_file_path", "", ""},
		"pod and OIDC":                       {Options{UseAKSWorkloadIdentity: true, UseOIDC: true}, "use_aks_workload_identity use_oidc oidc_token_file_path", "", "oidc_token_file_path use_aks_workload_identity"},
		"machine and CLI":                    {Options{UseMSI: true, UseCLI: true}, "use_msi use_cli", "", "use_msi use_cli"},
		"machine, and CLI by default":        {Options{UseMSI: true, UseCLI: true}, "use_msi", "use_cli", ""},
		"secret, and CLI switched off":       {Options{}, "client_secret use_cli use_msi", "", ""},
		"secret twice":                       {Options{}, "client_secret client_secret_file_path", "", "client_secret client_secret_file_path"},
		"certificate twice":                  {Options{}, "client_certificate client_certificate_path", "", "client_certificate client_certificate_path"},
		"token twice":                        {Options{}, "oidc_token oidc_token_file_path", "", "oidc_token oidc_token_file_path"},
		"client id twice":                    {Options{}, "client_id client_id_file_path", "", "client_id client_id_file_path"},
		"client id, and its file from a pod": {Options{}, "client_id", "client_id_file_path", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.options.Sources = map[string]string{}
			for _, argument := range strings.Fields(tt.other) {
				tt.options.Sources[argument] = FromEnvironment("X")
			}
			for _, argument := range strings.Fields(tt.named) {
				tt.options.Sources[argument] = FromEntry
			}
			err := tt.options.CheckNamed(FromEntry)
			if (err == nil) != (tt.want == "") {
				t.Fatalf("got %v", err)
			}
			for _, argument := range strings.Fields(tt.want) {
				if !strings.Contains(err.Error(), argument) || !strings.Contains(err.Error(), FromEntry) {
					t.Errorf("%q does not name %s", err, argument)
				}
			}
			if err := tt.options.CheckNamed(FromBlock); err != nil {
				t.Errorf("the block names nothing: %v", err)
			}
		})
	}
}
