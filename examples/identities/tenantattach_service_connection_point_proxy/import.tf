import {
  to = tenantattach_service_connection_point_proxy.this
  identity = {
    tenant_id = "00000000-1111-2222-3333-444444444444"
    id        = "cm01.corp.contoso.com"
  }
}
