package managementapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const (
	scopeReadClients      = "read:clients"
	scopeReadClientKeys   = "read:client_keys"
	scopeUpdateClients    = "update:clients"
	scopeUpdateClientKeys = "update:client_keys"
)

func clientRoutes() []route {
	reads := []string{scopeReadClients, scopeReadClientKeys}
	return []route{
		{method: "GET", path: "/clients", name: "clients.list", serve: (*call).listClients,
			does: "Get clients", scopes: reads,
			query: parameters(pagesOfAnySize, checkpoints, fieldNames, []parameter{
				{name: "is_first_party", schema: flag(), what: "First-party applications, or others."},
				{name: "is_global", schema: flag(), what: "The application that stands for all of them, or others, which is the default."},
				{name: "app_type", schema: filterText(), what: "Applications of these types, with commas between."},
				{name: "external_client_id", schema: filterText(), what: "The application that is registered under this address: there is none."},
				{name: "q", schema: filterText(), what: "Conditions with AND between."},
			}),
			status: http.StatusOK, answer: listAnswer("clients", ref("Client"))},
		{method: "POST", path: "/clients", name: "clients.create", serve: (*call).createClient,
			does: "Create a client", scopes: []string{"create:clients"}, body: clientBody().with(nil, "name"),
			status: http.StatusCreated, answer: ref("Client")},
		{method: "GET", path: "/clients/{id}", name: "clients.read", serve: (*call).readClient,
			does: "Get a client", scopes: reads, query: fieldNames,
			status: http.StatusOK, answer: ref("Client"), refusals: []int{http.StatusNotFound}},
		{method: "PATCH", path: "/clients/{id}", name: "clients.update", serve: (*call).updateClient,
			does: "Update a client", scopes: []string{scopeUpdateClients, scopeUpdateClientKeys}, body: clientBody().notEmpty(),
			status: http.StatusOK, answer: ref("Client"), refusals: []int{http.StatusNotFound}},
		{method: "DELETE", path: "/clients/{id}", name: tenant.OpDeleteClient, serve: (*call).deleteClient,
			does: "Delete a client", scopes: []string{"delete:clients"}, status: http.StatusNoContent},
		{method: "POST", path: "/clients/{id}/rotate-secret", name: "clients.rotate-secret", serve: (*call).rotateSecret,
			does: "Rotate a client secret", scopes: []string{scopeUpdateClientKeys},
			status: http.StatusOK, answer: ref("Client"), refusals: []int{http.StatusNotFound}},
	}
}

func inexistentClient() *tenant.Problem {
	return notFound("The client does not exist", "inexistent_client")
}

func (c *call) listClients() (any, error) {
	clients, err := c.store.Clients(c.Ctx)
	if err != nil {
		return nil, err
	}
	if c.flag("is_global", false) {
		global, err := c.client(globalClientID)
		if err != nil {
			return nil, err
		}
		clients = []*tenant.Client{global}
	}
	wanted, bad := c.searchFor("q")
	if bad != nil {
		return nil, bad
	}
	types := strings.Split(c.query.Get("app_type"), ",")
	var items []item
	for _, client := range clients {
		if c.query.Has("app_type") && !slices.Contains(types, client.AppType) ||
			c.query.Has("is_first_party") && client.FirstParty != c.flag("is_first_party", true) || c.query.Has("external_client_id") {
			continue
		}
		if i := c.clientJSON(client); wanted(i) {
			items = append(items, i)
		}
	}
	return c.list(listing{name: "clients", items: items, id: "client_id"})
}

func (c *call) client(id string) (*tenant.Client, error) {
	if id == globalClientID {
		s, err := c.store.Settings(c.Ctx)
		return globalClient(s), err
	}
	client, err := c.store.Client(c.Ctx, id)
	return client, missing(err, inexistentClient())
}

func (c *call) readClient() (any, error) {
	client, err := c.client(c.Param("id"))
	if err != nil {
		return nil, err
	}
	return c.one(c.clientJSON(client)), nil
}

func (c *call) createClient() (any, error) {
	client := newClient(c.body)
	if bad := applyClient(&client, c.body, c.Now); bad != nil {
		return nil, bad
	}
	if err := c.store.AddClient(c.Ctx, client); err != nil {
		return nil, err
	}
	out := c.shownClient(&client, true)
	out["client_secret"] = client.Secret
	return out, nil
}

// updateClient changes secrets for those that may, and all else for those that may that.
func (c *call) updateClient() (any, error) {
	needed := scopeUpdateClients
	if _, secret := c.body["client_secret"]; secret {
		needed = scopeUpdateClientKeys
	}
	if bad := c.requires(needed); bad != nil {
		return nil, bad
	}
	if c.Param("id") == globalClientID {
		return c.updateGlobalClient()
	}
	client, err := c.store.UpdateClient(c.Ctx, c.Param("id"), func(client *tenant.Client) error {
		return applyClient(client, c.body, c.Now)
	})
	if err == nil {
		err = store.ApplyLifetimes(c.Ctx, c.store, client)
	}
	if err != nil {
		return nil, missing(err, inexistentClient())
	}
	return c.clientJSON(client), nil
}

// deleteClient ends with the application what hangs on it. What of its grants, is the policy's to say.
func (c *call) deleteClient() (any, error) {
	id := c.Param("id")
	err := c.store.DeleteClient(c.Ctx, id)
	c.known = err == nil
	if err := store.IgnoreMissing(err); err != nil {
		return nil, err
	}
	_, err = store.EndEach(c.Ctx, c.store, tenant.Selector{ClientID: id}, tenant.CauseClient, c.Now, c.Policy.Users.ClientDeleted)
	if err == nil {
		err = c.deletePublicKeys(func(k *tenant.PublicKeyCredential) bool { return k.ClientID == id })
	}
	return nil, store.IgnoreMissing(err)
}

// rotateSecret changes the secret and nothing else: refresh tokens stay.
func (c *call) rotateSecret() (any, error) {
	client, err := c.store.UpdateClient(c.Ctx, c.Param("id"), func(client *tenant.Client) error {
		client.Secret = tenant.NewID(32)
		return nil
	})
	if err != nil {
		return nil, missing(err, inexistentClient())
	}
	return c.clientWithSecret(client), nil
}

// clientJSON shows the secret to those that may read it, of which the log is told.
func (c *call) clientJSON(client *tenant.Client) item {
	if client.Secret == "" || !c.caller.may(scopeReadClientKeys) {
		return c.shownClient(client, false)
	}
	if !c.route.writes() && !c.secretsRead && c.showsField("client_secret") {
		c.secretsRead = true
		c.logRead()
	}
	return c.clientWithSecret(client)
}

// clientWithSecret is for those that just made the secret, too.
func (c *call) clientWithSecret(client *tenant.Client) item {
	out := c.shownClient(client, false)
	if client.Secret != "" {
		out["client_secret"] = client.Secret
	}
	return out
}

// showsField says whether a field is left when fields and include_fields have been heeded.
func (c *call) showsField(field string) bool {
	names := c.fieldNames()
	return len(names) == 0 || slices.Contains(names, field) == c.flag("include_fields", true)
}
