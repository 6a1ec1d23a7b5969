# terraform apply -invoke=action.tenantattach_rotate_secret.now
action "tenantattach_rotate_secret" "now" {
  config {
    client_id = tenantattach_onboarding.this.client_id
  }
}
