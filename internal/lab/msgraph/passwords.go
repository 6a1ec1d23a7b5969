package msgraph

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const (
	// hintLength is how much of a secret its hint gives away.
	hintLength = 3
	// longestSecret bounds the life of a secret, in years (inferred: that there is a bound is observed, not which).
	longestSecret = 100
)

// addPassword makes a client secret. Its text is in this one answer and never again (Graph notes §2).
func addPassword(c *call) (*answer, error) {
	b, err := c.object("")
	if err != nil {
		return nil, err
	}
	app, err := c.ownApplication()
	if err != nil {
		return nil, err
	}
	p, err := c.newPassword(b)
	if err != nil {
		return nil, err
	}
	err = c.update(func(s *world.Snapshot) error {
		there, ok := s.Applications[app.ID]
		if !ok {
			return errMissing(app.ID)
		}
		if err := policyOnPassword(s, there, p); err != nil {
			return err
		}
		there.PasswordCredentials = append(slices.Clone(there.PasswordCredentials), p)
		s.Applications[app.ID] = there
		return nil
	})
	if err != nil {
		return nil, err
	}
	view := plain(p)
	view["secretText"], view["customKeyIdentifier"] = p.Text, nil
	view["@odata.context"] = c.server.base() + "/$metadata#microsoft.graph.passwordCredential"
	return &answer{status: http.StatusOK, body: view}, nil
}

// newPassword reads {passwordCredential: {displayName, startDateTime, endDateTime}}. It is valid from now on for two
// years unless the body says otherwise (Graph notes §2).
func (c *call) newPassword(b body) (world.PasswordCredential, error) {
	for name := range b {
		if name != "passwordCredential" && !isAnnotation(name) {
			return world.PasswordCredential{}, badRequest("The parameter '" + name + "' in the request payload is not a valid parameter for the operation 'addPassword'.")
		}
	}
	m, ok := body{}, true
	if raw := b["passwordCredential"]; raw != nil && string(raw) != "null" {
		m, ok = members(raw, "displayName", "startDateTime", "endDateTime")
	}
	name, isName := nameOf(m["displayName"])
	start, isStart := moment(m["startDateTime"], c.now().Truncate(time.Millisecond))
	end, isEnd := moment(m["endDateTime"], start.AddDate(2, 0, 0))
	switch {
	case !ok || !isName:
		return world.PasswordCredential{}, errInvalid("Application", "passwordCredential")
	case !isStart:
		return world.PasswordCredential{}, errInvalid("Application", "startDateTime")
	case !isEnd || !end.After(start) || end.After(start.AddDate(longestSecret, 0, 0)):
		return world.PasswordCredential{}, refuse(codeBadRequest, "Password credential end date is invalid.")
	}
	secret := c.server.World.NewSecretText()
	return world.PasswordCredential{KeyID: world.NewID(), DisplayName: name, Hint: secret[:hintLength], StartDateTime: start, EndDateTime: end, Text: secret}, nil
}

func nameOf(raw json.RawMessage) (*string, bool) {
	if raw == nil {
		return nil, true
	}
	return optional[string](raw)
}

// removePassword removes a client secret. A replica that does not know the secret yet says that there is none: "No
// password credential found with keyId" is seen in the field right after addPassword.
func removePassword(c *call) (*answer, error) {
	b, err := c.object("")
	if err != nil {
		return nil, err
	}
	app, err := c.ownApplication()
	if err != nil {
		return nil, err
	}
	id, ok := text(b["keyId"])
	if !ok || !isGUID(id) {
		return nil, errInvalid("Application", "keyId")
	}
	if !hasPassword(app, id) {
		return nil, errNoPassword(id)
	}
	return noContent(), c.update(func(s *world.Snapshot) error {
		there, ok := s.Applications[app.ID]
		if !ok {
			return errMissing(app.ID)
		}
		if !hasPassword(there, id) {
			return errNoPassword(id)
		}
		there.PasswordCredentials = slices.DeleteFunc(slices.Clone(there.PasswordCredentials), func(p world.PasswordCredential) bool { return sameID(p.KeyID, id) })
		s.Applications[app.ID] = there
		return nil
	})
}

func hasPassword(app world.Application, id string) bool {
	return slices.ContainsFunc(app.PasswordCredentials, func(p world.PasswordCredential) bool { return sameID(p.KeyID, id) })
}

func errNoPassword(id string) error {
	return refuse(codeBadRequest, "No password credential found with keyId %s.", id)
}
