# What is looked at with every plan and apply. A check that fails is a warning, and is in the drift report.

# Not within the check: there it would be read again by every apply, so that no plan would ever be empty.
data "tenantattach_status" "this" {
  tenant = var.tenant

  depends_on = [tenantattach_onboarding.this]
}

check "attached" {
  assert {
    condition     = !var.upload_enabled || data.tenantattach_status.this.attached != false
    error_message = "The hierarchy does not upload: ${coalesce(data.tenantattach_status.this.reason, "no reason is known")}"
  }
}

check "secret" {
  assert {
    condition     = timecmp(plantimestamp(), timeadd(tenantattach_onboarding.this.secret_expiry, "-${var.secret_warning}")) < 0
    error_message = "The client secret ends at ${tenantattach_onboarding.this.secret_expiry}. The plan rotates it from ${var.rotate_before} before its end on, and somebody must apply it."
  }
}
