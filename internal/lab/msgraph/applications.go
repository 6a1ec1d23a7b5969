package msgraph

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// maxDisplayName is the longest name of an application, in characters.
const maxDisplayName = 256

// application is the one that the path addresses, as a snapshot has it.
func (c *call) application(s *world.Snapshot) (world.Application, error) {
	var app world.Application
	var ok bool
	switch k := c.keys[0]; k.name {
	case "appId":
		app, ok = s.ApplicationByAppID(k.value)
	case "uniqueName": // with regard to case (inferred)
		app, ok = s.ApplicationByUniqueName(k.value)
	default:
		id, err := c.id(0)
		if err != nil {
			return app, err
		}
		app, ok = s.Applications[id]
	}
	if !ok {
		return app, errMissing(c.keys[0].value)
	}
	return app, nil
}

// ownApplication is the addressed one, that the caller may write to.
func (c *call) ownApplication() (world.Application, error) {
	app, err := c.application(c.replica)
	if err != nil {
		return app, err
	}
	return app, c.caller.reach(app)
}

func listApplications(c *call) (*answer, error) {
	return c.list(applicationResource(), views(c.replica.Applications, viewApplication, nil))
}

func getApplication(c *call) (*answer, error) {
	app, err := c.application(c.replica)
	if err != nil {
		return nil, err
	}
	return c.entity(http.StatusOK, applicationResource(), viewApplication(app))
}

// newApplication is one with the defaults of Microsoft's sample (Graph notes S16). An application that makes another
// one owns it, which is what Application.ReadWrite.OwnedBy goes by.
func (c *call) newApplication() world.Application {
	return world.Application{
		ID: world.NewID(), AppID: world.NewID(), CreatedDateTime: c.stamp(), SignInAudience: "AzureADandPersonalMicrosoftAccount",
		IdentifierURIs: []string{}, Tags: []string{}, RequiredResourceAccess: []world.RequiredResourceAccess{},
		PasswordCredentials: []world.PasswordCredential{}, KeyCredentials: []world.KeyCredential{}, Owners: []string{c.caller.objectID},
	}
}

// createApplication: the same body sent twice makes two applications (Graph notes §2.1).
func createApplication(c *call) (*answer, error) {
	b, err := c.object("application")
	if err != nil {
		return nil, err
	}
	app := c.newApplication()
	if err := c.update(func(s *world.Snapshot) error { return c.addApplication(s, &app, b) }); err != nil {
		return nil, err
	}
	return c.createdApplication(app)
}

// createdApplication answers with uniqueName, as Microsoft's sample of the upsert does.
func (c *call) createdApplication(app world.Application) (*answer, error) {
	return c.created(applicationResource(), viewApplication(app), "uniqueName")
}

func (c *call) addApplication(s *world.Snapshot, app *world.Application, b body) error {
	if err := apply(app, "Application", b, applicationSetters()); err != nil {
		return err
	}
	if app.DisplayName == "" {
		return errNoName()
	}
	if err := c.checkApplication(s, *app, world.Application{}); err != nil {
		return err
	}
	s.Applications[app.ID] = *app
	return nil
}

func errNoName() error {
	e := refuse(codeBadRequest, "A value is required for property 'displayName' of resource 'Application'.")
	e.detail, e.target = "MissingValue", "displayName"
	return e
}

// patchApplication updates, or makes the application when the request prefers that (Graph notes §2).
func patchApplication(c *call) (*answer, error) {
	b, err := c.object("application")
	if err != nil {
		return nil, err
	}
	if c.keys[0].name == "uniqueName" && c.prefers("create-if-missing") {
		return c.upsertApplication(b)
	}
	app, err := c.ownApplication()
	if err != nil {
		return nil, err
	}
	return noContent(), c.update(func(s *world.Snapshot) error { return c.changeApplication(s, app.ID, b) })
}

// upsertApplication decides by the primary whether the application exists: an upsert can be repeated after a lost
// answer (Graph notes §2.1), which it could not if a replica that lags made it a conflict (inferred).
func (c *call) upsertApplication(b body) (*answer, error) {
	if b["displayName"] == nil { // required of the update, too (Graph notes §2)
		return nil, errNoName()
	}
	app, made, name := c.newApplication(), false, c.keys[0].value
	app.UniqueName = &name
	err := c.update(func(s *world.Snapshot) error {
		there, err := c.application(s)
		if made = err != nil; made {
			return c.addApplication(s, &app, b)
		}
		if err := c.caller.reach(there); err != nil {
			return err
		}
		return c.changeApplication(s, there.ID, b)
	})
	if err != nil || !made {
		return noContent(), err
	}
	return c.createdApplication(app)
}

func (c *call) changeApplication(s *world.Snapshot, id string, b body) error {
	before, ok := s.Applications[id]
	if !ok {
		return errMissing(id)
	}
	app := before
	if err := apply(&app, "Application", b, applicationSetters()); err != nil {
		return err
	}
	if err := c.checkApplication(s, app, before); err != nil {
		return err
	}
	s.Applications[id] = app
	follow(s, app)
	return nil
}

// follow brings the service principal in the application's own tenant into line with it.
func follow(s *world.Snapshot, app world.Application) {
	if sp, ok := s.ServicePrincipalByAppID(app.AppID); ok {
		sp.DisplayName, sp.ServicePrincipalNames = app.DisplayName, names(app)
		s.ServicePrincipals[sp.ID] = sp
	}
}

// deleteApplication moves the application to the recycle bin, together with its service principal in this tenant (learn,
// restore-application).
func deleteApplication(c *call) (*answer, error) {
	app, err := c.ownApplication()
	if err != nil {
		return nil, err
	}
	return noContent(), c.update(func(s *world.Snapshot) error {
		there, ok := s.Applications[app.ID]
		if !ok {
			return errMissing(app.ID)
		}
		now := c.stamp()
		there.DeletedDateTime = &now
		delete(s.Applications, there.ID)
		s.DeletedApplications[there.ID] = there
		if sp, ok := s.ServicePrincipalByAppID(there.AppID); ok {
			binPrincipal(s, sp, now)
		}
		return nil
	})
}

// applicationSetters are the properties that may be written.
func applicationSetters() setters[world.Application] {
	type app = world.Application
	return readOnly[app]("id", "appId", "createdDateTime", "deletedDateTime").with(setters[app]{
		"displayName":    func(a *app, raw json.RawMessage) error { return setName(&a.DisplayName, raw) },
		"notes":          func(a *app, raw json.RawMessage) error { return setOptional(&a.Notes, raw) },
		"isDisabled":     func(a *app, raw json.RawMessage) error { return setOptional(&a.IsDisabled, raw) },
		"identifierUris": func(a *app, raw json.RawMessage) error { return setTexts(&a.IdentifierURIs, raw) },
		"tags":           func(a *app, raw json.RawMessage) error { return setTexts(&a.Tags, raw) },
		"uniqueName":     setUniqueName,
		"signInAudience": setAudience,
		"requiredResourceAccess": func(a *app, raw json.RawMessage) (err error) {
			a.RequiredResourceAccess, err = requiredAccess(raw)
			return err
		},
		"passwordCredentials": refusePasswords[app],
		"keyCredentials":      removeKeys,
	})
}

func setName(to *string, raw json.RawMessage) error {
	s, ok := text(raw)
	if !ok || s == "" || len([]rune(s)) > maxDisplayName {
		return errValue
	}
	*to = s
	return nil
}

// setOptional writes a property that null clears.
func setOptional[T string | bool](to **T, raw json.RawMessage) error {
	v, ok := optional[T](raw)
	if !ok {
		return errValue
	}
	*to = v
	return nil
}

func setTexts(to *[]string, raw json.RawMessage) error {
	list, ok := texts(raw)
	if !ok {
		return errValue
	}
	*to = list
	return nil
}

// setUniqueName: the name can be given once, also to an application that had none, and not be changed after (Graph notes
// §2.1; that it can be given later: learn, graph/templates, how to reference existing resources).
func setUniqueName(a *world.Application, raw json.RawMessage) error {
	name, ok := optional[string](raw)
	switch {
	case !ok || value(name) == "" && name != nil:
		return errValue
	case a.UniqueName == nil:
		a.UniqueName = name
	case value(name) != *a.UniqueName:
		return errReadOnly("uniqueName")
	}
	return nil
}

func setAudience(a *world.Application, raw json.RawMessage) error {
	s, ok := text(raw)
	if !ok || !slices.Contains([]string{"AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"}, s) {
		return errValue
	}
	a.SignInAudience = s
	return nil
}

// refusePasswords: a PATCH cannot set secrets (Graph notes §2, S16).
func refusePasswords[T any](*T, json.RawMessage) error {
	return refuse(codeBadRequest, "Setting passwordCredentials in this way is not supported. Use addPassword and removePassword.")
}

// removeKeys: the lab keeps the certificates of its seed and takes no new ones; an empty list removes all.
func removeKeys(a *world.Application, raw json.RawMessage) error {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil || list == nil || len(list) > 0 {
		return errValue
	}
	a.KeyCredentials = []world.KeyCredential{}
	return nil
}

// requiredAccess reads requiredResourceAccess; ids are GUIDs, type is Role or Scope (Graph notes §2, Shapes).
func requiredAccess(raw json.RawMessage) ([]world.RequiredResourceAccess, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil || list == nil {
		return nil, errValue
	}
	out := make([]world.RequiredResourceAccess, 0, len(list))
	for _, raw := range list {
		m, ok := members(raw, "resourceAppId", "resourceAccess")
		appID, isText := text(m["resourceAppId"])
		access, isAccess := resourceAccess(m["resourceAccess"])
		if !ok || !isText || !isAccess || !isGUID(appID) {
			return nil, errValue
		}
		out = append(out, world.RequiredResourceAccess{ResourceAppID: appID, ResourceAccess: access})
	}
	return out, nil
}

func resourceAccess(raw json.RawMessage) ([]world.ResourceAccess, bool) {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil || list == nil {
		return nil, false
	}
	out := make([]world.ResourceAccess, 0, len(list))
	for _, raw := range list {
		m, ok := members(raw, "id", "type")
		id, _ := text(m["id"])
		typ, _ := text(m["type"])
		if !ok || !isGUID(id) || typ != "Role" && typ != "Scope" {
			return nil, false
		}
		out = append(out, world.ResourceAccess{ID: id, Type: typ})
	}
	return out, true
}
