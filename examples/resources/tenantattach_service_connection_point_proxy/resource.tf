resource "tenantattach_service_connection_point_proxy" "this" {
  proxy_server         = "proxy.corp.contoso.com"
  proxy_port           = 8080
  proxy_access_account = "CORP\\svc-proxy"

  # For the command that sets the proxy of Windows, which the check of certificate revocation uses.
  bypass = ["<local>", "*.corp.contoso.com"]
}

# To be run on the server, as an administrator: by hand, or by what configures the servers.
output "winhttp_command" {
  value = tenantattach_service_connection_point_proxy.this.winhttp_command
}
