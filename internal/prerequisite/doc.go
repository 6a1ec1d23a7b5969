// Package prerequisite checks, before anything is changed, whether a tenant and a hierarchy are ready for tenant attach: one
// check for each line of Microsoft's list of prerequisites, and those that the field adds. A check reads, and never writes.
// One that cannot be done says why, and does not stop the others.
package prerequisite
