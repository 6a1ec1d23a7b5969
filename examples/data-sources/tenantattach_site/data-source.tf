data "tenantattach_site" "this" {}

output "version" {
  value = data.tenantattach_site.this.version
}
