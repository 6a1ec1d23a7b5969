import {
  to = tenantattach_onboarding.this
  identity = {
    tenant_id = "00000000-1111-2222-3333-444444444444"
    id        = "00000000-aaaa-bbbb-cccc-dddddddddddd"
  }
}
