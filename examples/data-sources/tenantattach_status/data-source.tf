data "tenantattach_status" "this" {}

# A check warns with every plan and apply, and blocks nothing.
check "tenant_attach" {
  assert {
    condition     = coalesce(data.tenantattach_status.this.attached, false)
    error_message = "Tenant attach: ${data.tenantattach_status.this.reason}"
  }

  assert {
    condition     = coalesce(data.tenantattach_status.this.secret_days_left, 0) >= 30
    error_message = "The client secret of tenant attach ends ${coalesce(data.tenantattach_status.this.secret_expiry, "at a time that is not known")}."
  }

  assert {
    condition     = length(data.tenantattach_status.this.unread) == 0
    error_message = join("\n", [for u in data.tenantattach_status.this.unread : "${u.what}: ${u.reason} ${u.remedy}"])
  }
}

output "tenant_attached_devices" {
  value = try(data.tenantattach_status.this.devices.tenant_attached, null)
}
