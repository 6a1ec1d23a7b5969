output "tenant_id" {
  description = "The GUID of the tenant."
  value       = tenantattach_onboarding.this.tenant_id
}

output "client_id" {
  description = "The client id of the application."
  value       = tenantattach_application.this.client_id
}

output "upload_scope" {
  description = "Whose devices are uploaded; null where the wizard has set it."
  value       = one(tenantattach_collection_upload.this[*].scope)
}

output "secret_expiry" {
  description = "When the client secret ends."
  value       = tenantattach_onboarding.this.secret_expiry
}

output "winhttp_command" {
  description = "The command that gives Windows the same proxy; null without one."
  value       = one(tenantattach_service_connection_point_proxy.this[*].winhttp_command)
}

output "fqdns" {
  description = "The hosts that the service connection point must reach; null without allowlist."
  value       = one(tenantattach_endpoint_allowlist.this[*].fqdns)
}
