package graph

import (
	"cmp"
	"strings"
	"time"
)

// The shapes of the audit logs on the wire (learn, directoryAudit and auditEvent).
type (
	wireDirectoryAudit struct {
		Time        time.Time `json:"activityDateTime"`
		Activity    string    `json:"activityDisplayName"`
		Service     string    `json:"loggedByService"`
		Result      string    `json:"result"`
		InitiatedBy struct {
			User struct {
				ID                string `json:"id"`
				DisplayName       string `json:"displayName"`
				UserPrincipalName string `json:"userPrincipalName"`
			} `json:"user"`
			App struct {
				AppID              string `json:"appId"`
				DisplayName        string `json:"displayName"`
				ServicePrincipalID string `json:"servicePrincipalId"`
			} `json:"app"`
		} `json:"initiatedBy"`
		Targets []struct {
			ID       string         `json:"id"`
			Name     string         `json:"displayName"`
			Type     string         `json:"type"`
			Modified []wireModified `json:"modifiedProperties"`
		} `json:"targetResources"`
	}
	wireIntuneAudit struct {
		Time     time.Time `json:"activityDateTime"`
		Name     string    `json:"displayName"`
		Activity string    `json:"activityType"`
		Result   string    `json:"activityResult"`
		Service  string    `json:"componentName"`
		Actor    struct {
			UserPrincipalName      string `json:"userPrincipalName"`
			UserID                 string `json:"userId"`
			ApplicationID          string `json:"applicationId"`
			ApplicationDisplayName string `json:"applicationDisplayName"`
		} `json:"actor"`
		Resources []struct {
			ID       string         `json:"resourceId"`
			Name     string         `json:"displayName"`
			Type     string         `json:"auditResourceType"`
			Modified []wireModified `json:"modifiedProperties"`
		} `json:"resources"`
	}
	// wireModified has values, too: they are left where they are, since nobody knows what stands in them.
	wireModified struct {
		Name string `json:"displayName"`
	}
)

func (w wireDirectoryAudit) record() AuditRecord {
	user, app := w.InitiatedBy.User, w.InitiatedBy.App
	r := AuditRecord{
		Time: w.Time.UTC(), Activity: w.Activity, Service: w.Service, Failed: strings.EqualFold(w.Result, "failure"),
		User: cmp.Or(user.UserPrincipalName, user.DisplayName, user.ID), App: cmp.Or(app.DisplayName, app.ServicePrincipalID), AppID: app.AppID, AppObjectID: app.ServicePrincipalID,
	}
	for _, t := range w.Targets {
		r.Targets = append(r.Targets, AuditTarget{ID: t.ID, Name: t.Name, Type: t.Type, Changed: changed(t.Modified)})
	}
	return r
}

func (w wireIntuneAudit) record() AuditRecord {
	r := AuditRecord{
		Time: w.Time.UTC(), Activity: cmp.Or(w.Activity, w.Name), Service: w.Service, Failed: strings.EqualFold(w.Result, "failure"),
		User: cmp.Or(w.Actor.UserPrincipalName, w.Actor.UserID), App: w.Actor.ApplicationDisplayName, AppID: w.Actor.ApplicationID,
	}
	for _, t := range w.Resources {
		r.Targets = append(r.Targets, AuditTarget{ID: t.ID, Name: t.Name, Type: t.Type, Changed: changed(t.Modified)})
	}
	return r
}

// changed are the names of the properties. "Included Updated Properties" is one that only lists the others.
func changed(modified []wireModified) []string {
	names := []string{}
	for _, m := range modified {
		if m.Name != "" && m.Name != "Included Updated Properties" {
			names = append(names, m.Name)
		}
	}
	return names
}
