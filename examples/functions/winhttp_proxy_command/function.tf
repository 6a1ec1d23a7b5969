# To be run on the server of the service connection point.
output "command" {
  value = provider::tenantattach::winhttp_proxy_command(
    provider::tenantattach::endpoints("public"), "proxy.contoso.com:8080",
    { bypass = ["<local>", "*.corp.contoso.com"], shell = "powershell" }
  )
}
