output "pac" {
  value = provider::tenantattach::pac_file(
    provider::tenantattach::endpoints("public"),
    ["proxy1.contoso.com:8080", "proxy2.contoso.com:8080"]
  )
}

# The other way round: the endpoints go direct, and so do internal names.
output "inverse" {
  value = provider::tenantattach::pac_file(
    provider::tenantattach::endpoints("public"), ["proxy1.contoso.com:8080"],
    { inverse = true, bypass = ["<local>", "*.corp.contoso.com"] }
  )
}
