import {
  to = tenantattach_cloud_environment.this
  identity = {
    tenant_id = "00000000-1111-2222-3333-444444444444"
  }
}
