import {
  to = tenantattach_collection_upload.this
  identity = {
    tenant_id = "00000000-1111-2222-3333-444444444444"
  }
}
