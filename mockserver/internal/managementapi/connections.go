package managementapi

import (
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// strategyDatabase is that of users who are kept with their passwords.
const strategyDatabase = "auth0"

var connectionAnswer = object(properties{
	"id": text(), "name": text(), "strategy": text(), "options": anything(), "realms": list(text()), "enabled_clients": list(text()),
	"is_domain_connection": flag(), "authentication": anything(), "connected_accounts": anything(),
})

// connectionRoutes only read: there is one connection, and every application may use it.
func connectionRoutes() []route {
	scopes, unknown := []string{"read:connections"}, []int{http.StatusNotFound}
	return []route{
		{method: "GET", path: "/connections", name: "connections.list", serve: (*call).listConnections,
			does: "Get all connections", scopes: scopes,
			query: parameters(pages, checkpoints, fieldNames, filter("name", "The connection of this name."), []parameter{
				{name: "strategy", schema: &schema{Type: "array", Items: filterText()}, what: "Connections of these strategies; may be repeated."}}),
			status: http.StatusOK, answer: listAnswer("connections", ref("Connection"))},
		{method: "GET", path: "/connections/{id}", name: "connections.read", serve: (*call).readConnection,
			does: "Get a connection", scopes: scopes, query: fieldNames,
			status: http.StatusOK, answer: ref("Connection"), refusals: unknown},
		{method: "GET", path: "/connections/{id}/clients", name: "connections.clients", serve: (*call).connectionClients,
			does: "Get enabled clients for a connection", scopes: scopes, query: checkpoints,
			status: http.StatusOK, answer: checkpointAnswer("clients", object(properties{"client_id": text()}, "client_id")), refusals: unknown},
		{method: "GET", path: "/clients/{id}/connections", name: "clients.connections", serve: (*call).clientConnections,
			does: "Get enabled connections for a client", scopes: []string{"read:connections", scopeReadClients},
			query:  parameters(checkpoints, fieldNames, filter("strategy", "Connections of this strategy.")),
			status: http.StatusOK, answer: checkpointAnswer("connections", ref("Connection")), refusals: unknown},
	}
}

// connection is the only one.
func (c *call) connection() (item, error) {
	clients, err := c.store.Clients(c.Ctx)
	ids := make([]string, len(clients))
	for i, client := range clients {
		ids[i] = client.ID
	}
	return item{"id": tenant.ConnectionID, "name": tenant.Connection, "strategy": strategyDatabase, "realms": []string{tenant.Connection},
		"enabled_clients": ids, "is_domain_connection": false, "authentication": item{"active": true}, "connected_accounts": item{"active": false},
		"options": item{"mfa": item{"active": false, "return_enroll_settings": true}, "passwordPolicy": "none", "strategy_version": 2, "brute_force_protection": false,
			"authentication_methods": item{"password": item{"enabled": true, "api_behavior": "required"}, "passkey": item{"enabled": false}}}}, err
}

func (c *call) listConnections() (any, error) {
	connection, err := c.connection()
	if err != nil {
		return nil, err
	}
	items := []item{connection}
	strategies, name := c.query["strategy"], c.query.Get("name")
	if len(strategies) > 0 && !slices.Contains(strategies, strategyDatabase) || name != "" && name != tenant.Connection {
		items = nil
	}
	return c.list(listing{name: "connections", items: items, id: "id"})
}

func (c *call) readConnection() (any, error) {
	if c.Param("id") != tenant.ConnectionID {
		return nil, inexistentConnection()
	}
	connection, err := c.connection()
	if err != nil {
		return nil, err
	}
	return c.one(connection), nil
}

func inexistentConnection() *tenant.Problem {
	return notFound("The connection does not exist", "inexistent_connection")
}

func (c *call) connectionClients() (any, error) {
	if c.Param("id") != tenant.ConnectionID {
		return nil, inexistentConnection()
	}
	clients, err := c.store.Clients(c.Ctx)
	if err != nil {
		return nil, err
	}
	var items []item
	for _, client := range clients {
		items = append(items, item{"client_id": client.ID})
	}
	return c.checkpointed(listing{name: "clients", items: items, id: "client_id"})
}

func (c *call) clientConnections() (any, error) {
	if _, err := c.client(c.Param("id")); err != nil {
		return nil, err
	}
	connection, err := c.connection()
	if err != nil {
		return nil, err
	}
	items := []item{connection}
	if strategy := c.query.Get("strategy"); strategy != "" && strategy != strategyDatabase {
		items = nil
	}
	return c.checkpointed(listing{name: "connections", items: items, id: "id"})
}
