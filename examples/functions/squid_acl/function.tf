# For the service connection point alone: include the file in squid.conf, before other http_access rules.
output "squid" {
  value = provider::tenantattach::squid_acl(
    [for e in provider::tenantattach::endpoints("public") : e if contains(e.connectors, "service_connection_point")],
    { clients = ["10.0.0.7"], cloud = "public" }
  )
}
