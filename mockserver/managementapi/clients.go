package managementapi

import (
	"errors"
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/store"
	"github.com/revokespec/revokespec/mockserver/tenant"
)

func (c *call) listClients() (tenant.Answer, *tenant.Problem) {
	clients, err := c.store.Clients(c.Ctx)
	if err != nil {
		return tenant.Answer{}, fault(err)
	}
	items := make([]map[string]any, len(clients))
	for i, client := range clients {
		items[i] = c.clientJSON(client)
	}
	return c.list("clients", items)
}

func (c *call) readClient() (tenant.Answer, *tenant.Problem) {
	client, err := c.store.Client(c.Ctx, c.Param("id"))
	if err != nil {
		return tenant.Answer{}, clientProblem(err)
	}
	return c.one(http.StatusOK, c.clientJSON(client))
}

func clientProblem(err error) *tenant.Problem {
	if errors.Is(err, store.ErrNotFound) {
		return problem(http.StatusNotFound, "The client does not exist", "inexistent_client")
	}
	var p *tenant.Problem
	if errors.As(err, &p) {
		return p
	}
	return fault(err)
}

func (c *call) createClient() (tenant.Answer, *tenant.Problem) {
	o, bad := c.object()
	if bad != nil {
		return tenant.Answer{}, bad
	}
	if name, _ := o["name"].(string); name == "" {
		return tenant.Answer{}, badBody("Missing required property: name")
	}
	client := tenant.Client{ID: tenant.NewID(16), Secret: tenant.NewID(32), AuthMethod: tenant.AuthSecretPost,
		FirstParty: true, CreatedAt: c.Now,
		GrantTypes: []string{tenant.GrantAuthorizationCode, tenant.GrantRefreshToken, tenant.GrantClientCredentials}}
	if bad := applyClient(&client, o); bad != nil {
		return tenant.Answer{}, bad
	}
	if err := c.store.AddClient(c.Ctx, client); err != nil {
		return tenant.Answer{}, fault(err)
	}
	c.scopes = append(c.scopes, "read:client_keys") // who makes an application is shown its secret
	return c.one(http.StatusCreated, c.clientJSON(&client))
}

func (c *call) updateClient() (tenant.Answer, *tenant.Problem) {
	o, bad := c.object()
	if bad != nil {
		return tenant.Answer{}, bad
	}
	client, err := c.store.UpdateClient(c.Ctx, c.Param("id"), func(client *tenant.Client) error {
		if bad := applyClient(client, o); bad != nil {
			return bad
		}
		return nil
	})
	if err != nil {
		return tenant.Answer{}, clientProblem(err)
	}
	return c.one(http.StatusOK, c.clientJSON(client))
}

// deleteClient ends the application's grants with it: nobody could use them any more.
func (c *call) deleteClient() (tenant.Answer, *tenant.Problem) {
	id := c.Param("id")
	if err := c.store.DeleteClient(c.Ctx, id); err != nil && !errors.Is(err, store.ErrNotFound) {
		return tenant.Answer{}, fault(err)
	}
	return noContent(), c.end(tenant.Selector{ClientID: id})
}

func (c *call) rotateSecret() (tenant.Answer, *tenant.Problem) {
	client, err := c.store.UpdateClient(c.Ctx, c.Param("id"), func(client *tenant.Client) error {
		client.Secret = tenant.NewID(32)
		return nil
	})
	if err != nil {
		return tenant.Answer{}, clientProblem(err)
	}
	c.scopes = append(c.scopes, "read:client_keys")
	return c.one(http.StatusOK, c.clientJSON(client))
}

// clientJSON shows the secret only to those that may read it.
func (c *call) clientJSON(client *tenant.Client) map[string]any {
	out := map[string]any{}
	for name, value := range client.Extra {
		out[name] = value
	}
	for name, value := range map[string]any{
		"client_id": client.ID, "name": client.Name, "app_type": client.AppType, "is_first_party": client.FirstParty,
		"oidc_conformant": true, "global": false, "grant_types": client.GrantTypes, "callbacks": orEmpty(client.RedirectURIs),
		"allowed_logout_urls": orEmpty(client.LogoutURIs), "web_origins": orEmpty(client.Origins),
		"refresh_token": refreshTokenJSON(client.RefreshTokens),
	} {
		out[name] = value
	}
	if client.AuthMethod == tenant.AuthPrivateKeyJWT {
		out["client_authentication_methods"] = map[string]any{"private_key_jwt": map[string]any{"credentials": []any{}}}
	} else {
		out["token_endpoint_auth_method"] = client.AuthMethod
	}
	if client.Secret != "" && slices.Contains(c.scopes, "read:client_keys") {
		out["client_secret"] = client.Secret
	}
	return out
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
