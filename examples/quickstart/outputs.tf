output "attached" {
  description = "What is attached, and until when its client secret lasts."
  value = {
    for name, onboarding in tenantattach_onboarding.this : name => {
      tenant_id     = onboarding.tenant_id
      client_id     = onboarding.client_id
      upload_scope  = tenantattach_collection_upload.this[name].scope
      secret_expiry = onboarding.secret_expiry
    }
  }
}
