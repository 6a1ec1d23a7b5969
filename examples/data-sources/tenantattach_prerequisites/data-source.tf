data "tenantattach_prerequisites" "this" {
  administrator                    = "alice@contoso.com"
  device_action_accounts           = ["bob@contoso.com"]
  service_connection_point_country = "DE"
}

# A plan that names what is missing, and goes on:
check "ready" {
  assert {
    condition     = data.tenantattach_prerequisites.this.ready
    error_message = "Not ready for tenant attach: ${join(", ", data.tenantattach_prerequisites.this.failed)}"
  }
}

# For a comment on the pull request:
output "prerequisites" {
  value = data.tenantattach_prerequisites.this.markdown
}
