package managementapi

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var clientGrantAnswer = object(clientGrantProperties()).with(properties{"id": text(), "client_id": text(), "audience": text(),
	"subject_type": enum("client", "user"), "default_for": enum("third_party_clients"), "is_system": flag()}, "id", "audience", "subject_type")

// clientGrantProperties are those that may be changed. Organizations there are none of, and nothing reads authorization_details.
func clientGrantProperties() properties {
	return properties{
		"scope":                       list(name(280)),
		"allow_all_scopes":            described(flag(), "Whether the scopes are those that the API has at the time."),
		"organization_usage":          kept(enum("deny", "allow", "require")),
		"allow_any_organization":      kept(flag()),
		"authorization_details_types": kept(list(name(255))),
	}
}

func newClientGrantBody() *schema {
	return object(clientGrantProperties()).with(properties{"client_id": name(mostID), "audience": name(600),
		"subject_type": described(enum("client", "user"), "Whose access it is about: the application's own, or that of users who sign in, which the mock does not narrow."),
		"default_for":  kept(enum("third_party_clients"))}, "audience")
}

func clientGrantBody() *schema {
	all := clientGrantProperties()
	for name, s := range all {
		if name != "authorization_details_types" {
			all[name] = nullable(s)
		}
	}
	return object(all).notEmpty()
}

func clientGrantRoutes() []route {
	unknown := []int{http.StatusNotFound}
	return []route{
		{method: "GET", path: "/client-grants", name: "client-grants.list", serve: (*call).listClientGrants,
			does: "Get client grants", scopes: []string{"read:client_grants"},
			query: parameters(pages, checkpoints, filter("client_id", "Grants to this application."), filter("audience", "Grants for this API."), []parameter{
				{name: "subject_type", schema: enum("client", "user"), what: "Grants for applications themselves, or for users who sign in."},
				{name: "default_for", schema: enum("third_party_clients"), what: "The defaults for this group of applications."},
				{name: "allow_any_organization", schema: flag(), what: "Grants that say so."},
			}),
			status: http.StatusOK, answer: listAnswer("client_grants", ref("ClientGrant"))},
		{method: "POST", path: "/client-grants", name: "client-grants.create", serve: (*call).createClientGrant,
			does: "Create a client grant", scopes: []string{"create:client_grants"}, body: newClientGrantBody(),
			status: http.StatusCreated, answer: ref("ClientGrant"), refusals: []int{http.StatusNotFound, http.StatusConflict}},
		{method: "GET", path: "/client-grants/{id}", name: "client-grants.read", serve: (*call).readClientGrant,
			does: "Get a client grant", scopes: []string{"read:client_grants"},
			status: http.StatusOK, answer: ref("ClientGrant"), refusals: unknown},
		{method: "PATCH", path: "/client-grants/{id}", name: "client-grants.update", serve: (*call).updateClientGrant,
			does: "Update a client grant", scopes: []string{"update:client_grants"}, body: clientGrantBody(),
			status: http.StatusOK, answer: ref("ClientGrant"), refusals: unknown},
		{method: "DELETE", path: "/client-grants/{id}", name: "client-grants.delete", serve: (*call).deleteClientGrant,
			does: "Delete a client grant", scopes: []string{"delete:client_grants"}, status: http.StatusNoContent},
	}
}

func inexistentClientGrant() *tenant.Problem {
	return notFound("The grant does not exist.", "inexistent_client_grant")
}

func clientGrantTaken() *tenant.Problem {
	return conflict("A client grant for this client and audience already exists", "")
}

func (c *call) clientGrant(id string) (clientGrant, error) {
	all, err := c.clientGrants()
	if i := slices.IndexFunc(all, func(g clientGrant) bool { return g.id == id }); err == nil && i >= 0 {
		return all[i], nil
	}
	return clientGrant{}, cmp.Or(err, error(inexistentClientGrant()))
}

func (c *call) listClientGrants() (any, error) {
	all, err := c.clientGrants()
	if err != nil {
		return nil, err
	}
	var items []item
	for _, g := range all {
		if i := c.clientGrantJSON(g); c.asksFor(i, "client_id", "audience", "subject_type", "default_for") &&
			(!c.query.Has("allow_any_organization") || (i["allow_any_organization"] == true) == c.flag("allow_any_organization", true)) {
			items = append(items, i)
		}
	}
	return c.list(listing{name: "client_grants", items: items, id: "id"})
}

// asksFor says whether an item has those values that the parameters of the same names ask for.
func (c *call) asksFor(i item, names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return c.query.Has(name) && i[name] != c.query.Get(name) })
}

func (c *call) readClientGrant() (any, error) {
	g, err := c.clientGrant(c.Param("id"))
	if err != nil {
		return nil, err
	}
	return c.clientGrantJSON(g), nil
}

func (c *call) createClientGrant() (any, error) {
	clientID, _ := c.body["client_id"].(string)
	g := clientGrant{clientID: clientID, ClientGrant: tenant.ClientGrant{ForUsers: c.body["subject_type"] == "user",
		Audience: c.storedAudience(c.body["audience"].(string))}}
	applyClientGrant(&g, c.body)
	g.id = clientGrantID(g)
	if (clientID == "") == (c.body["default_for"] == nil) {
		return nil, badBody("Expected one of client_id and default_for")
	}
	if g.Audience != tenant.ManagementAudience {
		if _, err := c.audience(g.Audience); err != nil {
			return nil, err
		}
	} else if g.AllScopes {
		g.Scopes = c.every() // this API's do not change
	}
	if err := c.addClientGrant(g); err != nil {
		return nil, err
	}
	return c.clientGrantJSON(g), nil
}

func (c *call) addClientGrant(g clientGrant) error {
	if g.clientID == "" {
		var taken bool
		_, err := c.changeDefaultGrants(func(all map[string]any) {
			if _, taken = all[g.id]; !taken {
				all[g.id] = merged(c.body, map[string]any{"audience": g.Audience})
			}
		})
		if taken {
			return clientGrantTaken()
		}
		return err
	}
	_, err := c.store.UpdateClient(c.Ctx, g.clientID, func(client *tenant.Client) error {
		switch {
		case client.AppType == appTypeExpress:
			return problem(http.StatusBadRequest, "Client of type express_configuration cannot be used", "validation_error")
		case g.isOf(client):
			return clientGrantTaken()
		}
		g.keep(client)
		return nil
	})
	return missing(err, inexistentClient())
}

func (c *call) updateClientGrant() (any, error) {
	g, err := c.clientGrant(c.Param("id"))
	if err != nil {
		return nil, err
	}
	applyClientGrant(&g, c.body)
	if g.clientID == "" {
		_, err = c.changeDefaultGrants(func(all map[string]any) { all[g.id] = merged(all[g.id], c.body) })
	} else {
		_, err = c.store.UpdateClient(c.Ctx, g.clientID, func(client *tenant.Client) error {
			if !g.isOf(client) {
				return inexistentClientGrant()
			}
			g.keep(client)
			return nil
		})
	}
	if err != nil {
		return nil, missing(err, inexistentClientGrant())
	}
	return c.clientGrantJSON(g), nil
}

func (c *call) deleteClientGrant() (any, error) {
	g, err := c.clientGrant(c.Param("id"))
	var none *tenant.Problem
	if errors.As(err, &none) {
		return nil, nil // no 404 is documented
	}
	if err != nil {
		return nil, err
	}
	c.known = true
	return nil, c.drop(g)
}

// dropClientGrants deletes all client grants for an API.
func (c *call) dropClientGrants(audience string) error {
	all, err := c.clientGrants()
	for _, g := range all {
		if err == nil && g.Audience == audience {
			err = c.drop(g)
		}
	}
	return err
}
