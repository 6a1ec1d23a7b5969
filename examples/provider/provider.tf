terraform {
  required_providers {
    tenantattach = {
      source = "tenantattach/tenantattach"
    }
  }
}

# One tenant: who signs in may stand in the environment instead (ARM_CLIENT_ID, ARM_CLIENT_SECRET, ARM_USE_OIDC, …).
provider "tenantattach" {
  tenant_id = "00000000-1111-2222-3333-444444444444"
  client_id = "00000000-aaaa-bbbb-cccc-dddddddddddd"
  use_oidc  = true

  admin_service = {
    url   = "https://cm01.corp.contoso.com/AdminService_TokenAuth"
    auth  = "entra"
    scope = "api://00000000-1111-2222-3333-444444444444/adminservice/.default"
  }
}

# Several tenants: resources name one by its key in the argument tenant. What an entry leaves out is inherited.
provider "tenantattach" {
  alias     = "customers"
  client_id = "00000000-aaaa-bbbb-cccc-dddddddddddd"
  use_oidc  = true

  tenants = {
    contoso = {
      tenant_id = "00000000-1111-2222-3333-444444444444"
      admin_service = {
        url   = "https://cm01.corp.contoso.com/AdminService_TokenAuth"
        scope = "api://00000000-1111-2222-3333-444444444444/adminservice/.default"
      }
    }
    fabrikam = {
      # Neither tokens nor applications cross clouds: another cloud needs an application of its own.
      tenant_id   = "00000000-5555-6666-7777-888888888888"
      environment = "usgovernment"
      client_id   = "00000000-bbbb-cccc-dddd-eeeeeeeeeeee"
      admin_service = {
        url   = "https://fabrikamcmg.usgovcloudapp.net/CCM_Proxy_ServerAuth/72057594037927941/AdminService"
        scope = "api://00000000-5555-6666-7777-888888888888/adminservice/.default"
      }
    }
  }
}
