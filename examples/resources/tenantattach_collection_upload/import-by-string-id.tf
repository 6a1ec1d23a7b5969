# With the key of an entry of tenants: "contoso/00000000-1111-2222-3333-444444444444"
import {
  to = tenantattach_collection_upload.this
  id = "00000000-1111-2222-3333-444444444444"
}
