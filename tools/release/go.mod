module github.com/tenantattach/terraform-provider-tenantattach/tools/release

go 1.26.0
