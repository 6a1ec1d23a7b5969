# What the service connection point must reach, without what is only recommended.
output "service_connection_point" {
  value = [
    for e in provider::tenantattach::endpoints("public") : e.url
    if e.required && contains(e.connectors, "service_connection_point")
  ]
}
