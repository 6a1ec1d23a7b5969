# The state of each tenant: terraform init -backend-config="key=contoso.tfstate". The identity that plans reads it and
# needs no more than the role Storage Blob Data Reader, since a plan with -lock=false writes nothing there.
terraform {
  backend "azurerm" {
    storage_account_name = "contosotfstate"
    container_name       = "tenant-attach"
    use_azuread_auth     = true
    use_oidc             = true
  }
}
