package issuer

import (
	"net/http"

	"github.com/google/uuid"
)

// PublishedPath is where the lab serves what looks like Microsoft's web service of endpoints. It stands beside the issuer,
// since that host needs no sign-in either.
const PublishedPath = "/endpoints/worldwide"

// published answers in the format of the web service; the content is made up. Without a client request id it refuses, as
// the real one does.
func published(w http.ResponseWriter, req *http.Request) {
	if uuid.Validate(req.URL.Query().Get("clientrequestid")) != nil {
		http.Error(w, "a clientrequestid is needed", http.StatusBadRequest)
		return
	}
	reply(w, []map[string]any{
		{"id": 163, "serviceArea": "MEM", "serviceAreaDisplayName": "Microsoft Endpoint Manager", "urls": []string{"*.manage.microsoft.com", "manage.microsoft.com"}, "tcpPorts": "80,443", "expressRoute": false, "category": "Allow", "required": true},
		{"id": 170, "serviceArea": "MEM", "serviceAreaDisplayName": "Microsoft Endpoint Manager", "urls": []string{"new.cdn.example"}, "tcpPorts": "443", "expressRoute": false, "category": "Default", "required": true},
		{"id": 1, "serviceArea": "Exchange", "urls": []string{"outlook.example"}, "tcpPorts": "443", "expressRoute": true, "category": "Optimize", "required": true},
	})
}
