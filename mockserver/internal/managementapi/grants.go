package managementapi

import (
	"errors"
	"net/http"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func grantRoutes() []route {
	return []route{
		{method: "GET", path: "/grants", name: "grants.list", serve: (*call).listGrants,
			does: "List user grants", scopes: []string{"read:grants"},
			query: parameters(pages, filter("user_id", "Grants of this user."), filter("client_id", "Grants to this application."),
				filter("audience", "Grants for this API.")),
			status: http.StatusOK, answer: listAnswer("grants", ref("Grant"))},
		{method: "DELETE", path: "/grants", name: "grants.delete-by-user", serve: (*call).deleteGrantsOfUser,
			does: "Delete all grants of a user", scopes: []string{"delete:grants"},
			query:  []parameter{{name: "user_id", schema: filterText(), required: true, what: "Whose grants."}},
			status: http.StatusNoContent},
		{method: "DELETE", path: "/grants/{id}", name: "grants.delete", serve: (*call).deleteGrant,
			does: "Delete a grant", scopes: []string{"delete:grants"}, status: http.StatusNoContent},
	}
}

func (c *call) listGrants() (any, error) {
	s := tenant.Selector{UserID: c.query.Get("user_id"), ClientID: c.query.Get("client_id"), Audience: c.query.Get("audience")}
	var items []item
	err := c.store.Each(c.Ctx, s, func(g *tenant.Grant) {
		if c.Policy.Grants.Listed(g, c.Now) {
			items = append(items, grantJSON(g))
		}
	})
	if err != nil {
		return nil, err
	}
	return c.list(listing{name: "grants", items: items})
}

// grantJSON writes clientID in camel case, as the API does.
func grantJSON(g *tenant.Grant) item {
	scope := append([]string{}, g.Scopes...)
	return item{"id": g.ID, "clientID": g.Key.ClientID, "user_id": g.Key.UserID, "audience": g.Key.Audience, "scope": scope}
}

var grantAnswer = object(properties{"id": text(), "clientID": text(), "user_id": text(), "audience": text(), "scope": list(text())},
	"id", "clientID", "user_id", "audience", "scope")

// deleteGrant answers 204 whether there was such a grant or not: no other success or failure is documented.
func (c *call) deleteGrant() (any, error) {
	return nil, c.endGrant(c.Param("id"), tenant.CauseGrant)
}

func (c *call) deleteGrantsOfUser() (any, error) {
	grants, err := store.Select(c.Ctx, c.store, tenant.Selector{UserID: c.query.Get("user_id")})
	for _, g := range c.Policy.Grants.OfUser(grants) {
		if err == nil {
			err = c.endGrant(g.ID, tenant.CauseUserGrants)
		}
	}
	return nil, err
}

func (c *call) endGrant(id string, cause tenant.Cause) error {
	var others []tenant.Selector
	err := c.store.UpdateGrant(c.Ctx, id, func(g *tenant.Grant) {
		e := &tenant.Ending{Cause: cause, Grant: g, Now: c.Now, Node: c.Request.Node}
		c.Policy.Grants.Delete(e)
		others = e.Others
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	c.known = true
	if err == nil {
		err = store.End(c.Ctx, c.store, others...)
	}
	return store.IgnoreMissing(err)
}
