# What the service connection point must reach, with the organisation's own mirror, and without the diagnostic data: the
# plan warns of that.
resource "tenantattach_endpoint_allowlist" "this" {
  additions  = ["https://updates.contoso.com/configmgr/"]
  exclusions = ["telemetry"]

  # As a filtering policy of Global Secure Access, too (beta of Microsoft Graph, clients only: see notes):
  # publish_to_global_secure_access = {
  #   policy_name  = "Tenant attach"
  #   profile_name = "Servers"
  # }
}

output "hosts" {
  value = tenantattach_endpoint_allowlist.this.fqdns
}
