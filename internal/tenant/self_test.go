package tenant

import (
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/credential"
)

// TestSelf: who Terraform is, as it stands in the configuration; with a token, nobody is known at the site.
func TestSelf(t *testing.T) {
	app := credential.Options{ClientID: "app"}
	for _, tt := range []struct {
		site AdminService
		want audit.Self
	}{
		{AdminService{Auth: AuthKerberos, Username: "svc-tf@CORP.CONTOSO.COM", Realm: "OTHER"}, audit.Self{AppID: "app", Account: "svc-tf@CORP.CONTOSO.COM"}},
		{AdminService{Auth: AuthKerberos, Username: "svc-tf", Realm: "CORP.CONTOSO.COM"}, audit.Self{AppID: "app", Account: "svc-tf@CORP.CONTOSO.COM"}},
		{AdminService{Auth: AuthKerberos, Realm: "CORP.CONTOSO.COM"}, audit.Self{AppID: "app"}},
		{AdminService{Auth: AuthNTLM, Username: `CORP\svc-tf`}, audit.Self{AppID: "app", Account: `CORP\svc-tf`}},
		{AdminService{Auth: AuthEntra, Username: "svc-tf@CORP.CONTOSO.COM"}, audit.Self{AppID: "app"}},
	} {
		one := &Tenant{settings: Settings{Credential: app, AdminService: tt.site}}
		if got := one.Self(); got != tt.want {
			t.Errorf("%+v: got %+v, want %+v", tt.site, got, tt.want)
		}
	}
}
