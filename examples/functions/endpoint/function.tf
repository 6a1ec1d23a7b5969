# The catalogue, and two endpoints of your own.
output "endpoints" {
  value = concat(provider::tenantattach::endpoints("public"), [
    provider::tenantattach::endpoint("https://updates.contoso.com/configmgr"),
    merge(provider::tenantattach::endpoint("http://crl.contoso.com"), { id = "contoso_crl", purpose = "crl_ocsp" }),
  ])
}
