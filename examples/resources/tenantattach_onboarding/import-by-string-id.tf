# With the key of an entry of tenants: "contoso/00000000-aaaa-bbbb-cccc-dddddddddddd"
import {
  to = tenantattach_onboarding.this
  id = "00000000-aaaa-bbbb-cccc-dddddddddddd"
}
