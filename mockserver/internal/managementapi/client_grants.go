package managementapi

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var clientGrantScope = list(name(280))

var clientGrantAnswer = object(properties{"id": text(), "client_id": text(), "audience": text(), "scope": list(text())},
	"id", "client_id", "audience", "scope")

func clientGrantRoutes() []route {
	return []route{
		{method: "GET", path: "/client-grants", name: "client-grants.list", serve: (*call).listClientGrants,
			does: "Get client grants", scopes: []string{"read:client_grants"},
			query: parameters(pages, checkpoints, filter("client_id", "Grants to this application."),
				filter("audience", "Grants for this API.")),
			status: http.StatusOK, answer: listAnswer("client_grants", ref("ClientGrant"))},
		{method: "POST", path: "/client-grants", name: "client-grants.create", serve: (*call).createClientGrant,
			does: "Create a client grant", scopes: []string{"create:client_grants"},
			body:   object(properties{"client_id": name(mostID), "audience": name(600), "scope": clientGrantScope}, "client_id", "audience"),
			status: http.StatusCreated, answer: ref("ClientGrant"), refusals: []int{http.StatusNotFound, http.StatusConflict}},
		{method: "GET", path: "/client-grants/{id}", name: "client-grants.read", serve: (*call).readClientGrant,
			does: "Get a client grant", scopes: []string{"read:client_grants"},
			status: http.StatusOK, answer: ref("ClientGrant"), refusals: []int{http.StatusNotFound}},
		{method: "PATCH", path: "/client-grants/{id}", name: "client-grants.update", serve: (*call).updateClientGrant,
			does: "Update a client grant", scopes: []string{"update:client_grants"}, body: object(properties{"scope": clientGrantScope}).notEmpty(),
			status: http.StatusOK, answer: ref("ClientGrant"), refusals: []int{http.StatusNotFound}},
		{method: "DELETE", path: "/client-grants/{id}", name: "client-grants.delete", serve: (*call).deleteClientGrant,
			does: "Delete a client grant", scopes: []string{"delete:client_grants"}, status: http.StatusNoContent},
	}
}

// clientGrant is what an application may do for itself at an API: what tenant.Client.Audiences holds.
type clientGrant struct {
	id, clientID, audience string // audience as the store has it
	scopes                 []string
}

func inexistentClientGrant() *tenant.Problem {
	return notFound("The client grant does not exist.", "inexistent_client_grant")
}

func clientGrantID(clientID, audience string) string { return "cgr_" + digest(8, clientID, audience) }

// managementIdentifier is the identifier under which this API is an audience.
func (c *call) managementIdentifier() string { return c.Request.Canonical + base[1:] + "/" }

func (c *call) storedAudience(audience string) string {
	if audience == c.managementIdentifier() {
		return tenant.ManagementAudience
	}
	return audience
}

func (c *call) clientGrantJSON(g clientGrant) item {
	audience := g.audience
	if audience == tenant.ManagementAudience {
		audience = c.managementIdentifier()
	}
	return item{"id": g.id, "client_id": g.clientID, "audience": audience, "scope": orEmpty(g.scopes)}
}

// clientGrants are all there are: oldest application first.
func (c *call) clientGrants() ([]clientGrant, error) {
	clients, err := c.store.Clients(c.Ctx)
	var out []clientGrant
	for _, client := range clients {
		for _, audience := range slices.Sorted(maps.Keys(client.Audiences)) {
			out = append(out, clientGrant{clientGrantID(client.ID, audience), client.ID, audience, client.Audiences[audience]})
		}
	}
	return out, err
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
	clientID, audience := c.query.Get("client_id"), c.query.Get("audience")
	var items []item
	for _, g := range all {
		i := c.clientGrantJSON(g)
		if (clientID == "" || clientID == g.clientID) && (audience == "" || audience == i["audience"]) {
			items = append(items, i)
		}
	}
	return c.list(listing{name: "client_grants", items: items, id: "id"})
}

func (c *call) readClientGrant() (any, error) {
	g, err := c.clientGrant(c.Param("id"))
	if err != nil {
		return nil, err
	}
	return c.clientGrantJSON(g), nil
}

func (c *call) createClientGrant() (any, error) {
	g := clientGrant{clientID: c.body["client_id"].(string), audience: c.storedAudience(c.body["audience"].(string)), scopes: textList(c.body["scope"])}
	if g.audience != tenant.ManagementAudience {
		if _, err := c.audience(g.audience); err != nil {
			return nil, err
		}
	}
	g.id = clientGrantID(g.clientID, g.audience)
	_, err := c.store.UpdateClient(c.Ctx, g.clientID, func(client *tenant.Client) error {
		if _, taken := client.Audiences[g.audience]; taken {
			return conflict("A client grant for this client and audience already exists", "")
		}
		setAudience(client, g.audience, g.scopes)
		return nil
	})
	if err != nil {
		return nil, missing(err, inexistentClient())
	}
	return c.clientGrantJSON(g), nil
}

func setAudience(client *tenant.Client, audience string, scopes []string) {
	if client.Audiences == nil {
		client.Audiences = map[string][]string{}
	}
	client.Audiences[audience] = scopes
}

func (c *call) updateClientGrant() (any, error) {
	g, err := c.clientGrant(c.Param("id"))
	if scopes, given := c.body["scope"]; err == nil && given {
		g.scopes = textList(scopes)
		_, err = c.store.UpdateClient(c.Ctx, g.clientID, func(client *tenant.Client) error {
			if _, there := client.Audiences[g.audience]; !there {
				return inexistentClientGrant()
			}
			setAudience(client, g.audience, g.scopes)
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
	return nil, c.dropClientGrant(g)
}

// dropClientGrants deletes all client grants for an API.
func (c *call) dropClientGrants(audience string) error {
	all, err := c.clientGrants()
	for _, g := range all {
		if err == nil && g.audience == audience {
			err = c.dropClientGrant(g)
		}
	}
	return err
}

func (c *call) dropClientGrant(g clientGrant) error {
	_, err := c.store.UpdateClient(c.Ctx, g.clientID, func(client *tenant.Client) error {
		delete(client.Audiences, g.audience)
		return nil
	})
	return store.IgnoreMissing(err)
}
