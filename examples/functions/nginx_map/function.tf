# For nginx that passes TLS on: the map belongs into the context stream, with ssl_preread on.
output "map" {
  value = provider::tenantattach::nginx_map(
    [for e in provider::tenantattach::endpoints("public") : e if e.scheme == "https"], { context = "stream" }
  )
}
