# What the service connection point must reach, in the cloud of the tenant.
data "tenantattach_endpoints" "site" {
  connectors    = ["service_connection_point"]
  required_only = true
}

# One rule of a firewall for each scheme and port.
output "rules" {
  value = { for g in data.tenantattach_endpoints.site.groups : "${g.scheme}-${g.port}" => g.fqdns }
}

# The same for Squid, with an endpoint of your own.
output "squid" {
  value = provider::tenantattach::squid_acl(concat(data.tenantattach_endpoints.site.endpoints, [
    provider::tenantattach::endpoint("https://updates.contoso.com"),
  ]))
}
