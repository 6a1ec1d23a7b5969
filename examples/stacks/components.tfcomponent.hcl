required_providers {
  tenantattach = {
    source  = "tenantattach/tenantattach"
    version = "~> 0.1"
  }
}

provider "tenantattach" "this" {
  config {
    tenant_id  = var.tenant.tenant_id
    client_id  = var.client_id
    use_oidc   = true
    oidc_token = var.identity_token

    admin_service = {
      url   = var.tenant.url
      scope = var.tenant.scope
    }
  }
}

component "tenant_attach" {
  source = "../modules/tenant-attach"

  inputs = {
    unique_name  = var.unique_name
    display_name = "ConfigMgr tenant attach (${var.unique_name})"
    tenant_name  = var.tenant.name
    upload_scope = var.tenant.upload_scope
    handoff      = "admin_service"
  }

  providers = {
    tenantattach = provider.tenantattach.this
  }
}

output "secret_expiry" {
  description = "When the client secret of the hierarchy ends."
  type        = string
  value       = component.tenant_attach.secret_expiry
}
