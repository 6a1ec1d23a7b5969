package cloud

// Client ids of Microsoft's own applications.
const (
	// MicroserviceAppID is the Configuration Manager Microservice in the public cloud: in three independent public
	// listings, in no page of Microsoft; for the US Government clouds none is known (Graph notes §1.3).
	MicroserviceAppID = "557c67cf-c916-4293-8373-d584996f60ae"
	// GraphAppID is Microsoft Graph.
	GraphAppID = "00000003-0000-0000-c000-000000000000"
)
