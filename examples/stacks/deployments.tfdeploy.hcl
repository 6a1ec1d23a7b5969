identity_token "entra" {
  audience = ["api://AzureADTokenExchange"]
}

deployment "contoso" {
  inputs = {
    identity_token = identity_token.entra.jwt
    client_id      = "00000000-aaaa-bbbb-cccc-dddddddddddd"
    unique_name    = "tenant-attach-contoso"

    tenant = {
      tenant_id    = "00000000-1111-2222-3333-444444444444"
      name         = "Contoso"
      upload_scope = "P0100014"
      url          = "https://contosocmg.cloudapp.net/CCM_Proxy_ServerAuth/72057594037927941/AdminService"
      scope        = "api://00000000-1111-2222-3333-444444444444/adminservice/.default"
    }
  }
}

deployment "fabrikam" {
  inputs = {
    identity_token = identity_token.entra.jwt
    client_id      = "00000000-bbbb-cccc-dddd-eeeeeeeeeeee"
    unique_name    = "tenant-attach-fabrikam"

    tenant = {
      tenant_id    = "00000000-5555-6666-7777-888888888888"
      name         = "Fabrikam"
      upload_scope = "all_devices"
      url          = "https://fabrikamcmg.cloudapp.net/CCM_Proxy_ServerAuth/72057594037927942/AdminService"
      scope        = "api://00000000-5555-6666-7777-888888888888/adminservice/.default"
    }
  }
}
