output "bypass" {
  value = provider::tenantattach::windows_proxy_bypass(
    provider::tenantattach::endpoints("public"), ["<local>", "*.corp.contoso.com"]
  ).text
}

# For a server that reaches the endpoints without the proxy.
output "direct" {
  value = provider::tenantattach::windows_proxy_bypass(
    provider::tenantattach::endpoints("public"), ["<local>"], { direct = true }
  )
}
