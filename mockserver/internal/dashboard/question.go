package dashboard

import (
	"cmp"
	"net/http"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// question is asked before what cannot be undone: a form that does it, and a way back.
type question struct {
	Text          string // what will end
	Button        string
	Address       string // where the form goes, and where the list is that is gone back to
	Field, Value  string // of the form: what it is about
	Live, Further int    // refresh tokens of it that end in any case; those of its grant, which ...
	Deletes       bool   // ... end too, because the setting is on
}

func (c *call) ask(u *tenant.User, title, tab string, q question) tenant.Answer {
	q.Address = base + "/users/" + pathSegment(u.ID) + "/" + tab
	return c.render(http.StatusOK, "question", page{Title: title, Section: sectionUsers, Sub: cmp.Or(u.Email, u.ID), Body: q,
		Back: []link{{Text: "Back to the list", Address: q.Address}}})
}

// askRevoke asks whether to take the user's access back from an application.
func (c *call) askRevoke(u *tenant.User) (tenant.Answer, error) {
	names, err := c.clientNames()
	if err != nil {
		return tenant.Answer{}, err
	}
	id := c.Request.Query.Get("client_id")
	if id == "" {
		return tenant.Answer{}, store.ErrNotFound
	}
	q := question{Button: "Revoke", Field: "client_id", Value: id,
		Text: "Every grant that this user has given the application ends, whatever the audience, with every refresh token on it. This cannot be undone: the user has to sign in again."}
	err = c.store.Each(c.Ctx, c.Policy.Dashboard.Revokes(u.ID, id), func(g *tenant.Grant) { q.Live += liveTokens(g, c.Now) })
	if err != nil {
		return tenant.Answer{}, err
	}
	return c.ask(u, "Revoke the access of "+cmp.Or(names[id], id)+"?", "applications", q), nil
}

// askUnlink asks whether to delete a device credential.
func (c *call) askUnlink(u *tenant.User) (tenant.Answer, error) {
	id := c.Request.Query.Get("credential")
	family, err := c.familyOf(u, id)
	if err != nil {
		return tenant.Answer{}, err
	}
	settings, err := c.store.Settings(c.Ctx)
	if err != nil {
		return tenant.Answer{}, err
	}
	q := question{Button: "Unlink", Field: "credential", Value: id, Deletes: settings.RevocationDeletesGrant(),
		Text: "The refresh token of this device ends. This cannot be undone: its user has to sign in on it again."}
	grant, _ := tenant.GrantOfCredential(id) // which is well-formed: it was found by it
	err = c.store.Look(c.Ctx, grant, func(g *tenant.Grant) {
		for _, f := range g.Families {
			switch {
			case !g.Usable(f, c.Now):
			case f.ID == id:
				q.Live++
			default:
				q.Further++
			}
		}
	})
	if err != nil {
		return tenant.Answer{}, err
	}
	return c.ask(u, "Unlink "+deviceName(family.Device)+"?", "devices", q), nil
}
