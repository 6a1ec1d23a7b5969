# With the key of an entry of tenants: "contoso/cm01.corp.contoso.com"
import {
  to = tenantattach_service_connection_point_proxy.this
  id = "cm01.corp.contoso.com"
}
