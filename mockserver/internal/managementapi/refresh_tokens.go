package managementapi

import (
	"net/http"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const (
	scopeReadTokens   = "read:refresh_tokens"
	scopeDeleteTokens = "delete:refresh_tokens"
)

func refreshTokenRoutes() []route {
	rows := []route{
		{method: "GET", path: "/refresh-tokens", name: "refresh-tokens.list", serve: (*call).listRefreshTokens,
			does: "List refresh tokens", scopes: []string{scopeReadTokens},
			query: parameters([]parameter{{name: "user_id", schema: filterText(), required: true, what: "Tokens of this user."}},
				filter("client_id", "Tokens of this application."), checkpoints, fieldNames),
			status: http.StatusOK, answer: checkpointAnswer("refresh_tokens", ref("RefreshToken")), refusals: []int{http.StatusNotFound}},
		{method: "POST", path: "/refresh-tokens/revoke", name: tenant.OpRevokeTokens, serve: (*call).revokeRefreshTokens,
			does: "Revoke refresh tokens", scopes: []string{scopeDeleteTokens}, body: revocationBody,
			status: http.StatusAccepted, answer: object(nil)},
		{method: "GET", path: "/refresh-tokens/{id}", name: tenant.OpReadToken, serve: (*call).readRefreshToken,
			does: "Get a refresh token", scopes: []string{scopeReadTokens}, query: fieldNames,
			status: http.StatusOK, answer: ref("RefreshToken"), refusals: []int{http.StatusNotFound}},
		{method: "PATCH", path: "/refresh-tokens/{id}", name: "refresh-tokens.update", serve: (*call).updateRefreshToken,
			does: "Update a refresh token", scopes: []string{"update:refresh_tokens"}, body: refreshTokenPatch,
			status: http.StatusOK, answer: ref("RefreshToken"), refusals: []int{http.StatusNotFound}},
		{method: "DELETE", path: "/refresh-tokens/{id}", name: tenant.OpDeleteToken, serve: (*call).deleteRefreshToken,
			does: "Delete a refresh token", scopes: []string{scopeDeleteTokens},
			status: http.StatusAccepted, answer: object(nil)},
		{method: "GET", path: "/users/{id}/refresh-tokens", name: tenant.OpListUserTokens, serve: (*call).listUserRefreshTokens,
			does: "Get a user's refresh tokens", scopes: []string{scopeReadTokens},
			query:  parameters(checkpoints, pages[1:], fieldNames),
			status: http.StatusOK, answer: checkpointAnswer("tokens", ref("RefreshToken")), refusals: []int{http.StatusNotFound}},
		{method: "DELETE", path: "/users/{id}/refresh-tokens", name: tenant.OpDeleteUserTokens, serve: (*call).deleteUserRefreshTokens,
			does: "Delete a user's refresh tokens", scopes: []string{scopeDeleteTokens},
			status: http.StatusAccepted, answer: object(nil), refusals: []int{http.StatusNotFound}},
	}
	return enterprise(rows)
}

// enterprise marks operations that Auth0 has on Enterprise plans.
func enterprise(rows []route) []route {
	for i := range rows {
		rows[i].enterprise = true
	}
	return rows
}

// Bounds of a token's metadata.
const (
	mostMetadata     = 25
	mostMetadataText = 255
)

func tokenMetadata() *schema {
	return nullable(&schema{Type: "object", MaxProperties: mostMetadata, Additional: &schema{Type: "string", MaxLength: mostMetadataText}})
}

var refreshTokenPatch = object(properties{"refresh_token_metadata": tokenMetadata()}, "refresh_token_metadata")

func refreshTokenAnswer() *schema {
	device := properties{}
	for _, name := range []string{"initial_ip", "initial_asn", "initial_user_agent", "last_ip", "last_asn", "last_user_agent"} {
		device[name] = text()
	}
	return object(properties{
		"id": text(), "user_id": text(), "client_id": text(), "created_at": date(), "session_id": nullable(text()),
		"idle_expires_at": nullable(date()), "expires_at": nullable(date()), "last_exchanged_at": nullable(date()),
		"rotating": flag(), "device": object(device), "refresh_token_metadata": tokenMetadata(),
		"resource_servers": list(object(properties{"audience": text(), "scopes": text()}, "audience", "scopes")),
	})
}

func inexistentToken() *tenant.Problem {
	return notFound("The refresh token does not exist.", "inexistent_refresh_token")
}

// refreshTokenJSON shows a family as one refresh token: its id is that of the device credential.
func (c *call) refreshTokenJSON(g *tenant.Grant, f *tenant.Family) item {
	out := item{
		"id": f.ID, "user_id": g.Key.UserID, "client_id": g.Key.ClientID, "created_at": stamp(f.CreatedAt),
		"idle_expires_at": stampOrNull(f.IdleUntil), "expires_at": stampOrNull(f.ExpiresAt),
		"last_exchanged_at": stampOrNull(f.Exchanged), "rotating": f.Rotating, "session_id": nil,
		"device":           item{"initial_ip": f.IP, "initial_user_agent": f.Device, "last_ip": f.UsedFrom, "last_user_agent": f.UsedBy},
		"resource_servers": []any{item{"audience": g.Key.Audience, "scopes": strings.Join(f.Scopes, " ")}},
	}
	if f.Session != "" {
		out["session_id"] = f.Session
	}
	if f.Metadata != nil {
		out["refresh_token_metadata"] = f.Metadata
	}
	return c.Policy.RefreshTokens.Item(g, f, out)
}

func stampOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return stamp(t)
}

// withToken runs f on the family, where its token is shown: one that can still be exchanged.
func (c *call) withToken(id string, f func(*tenant.Grant, *tenant.Family)) error {
	grant, wellFormed := tenant.GrantOfCredential(id)
	if !wellFormed {
		return inexistentToken()
	}
	there := false
	err := c.store.UpdateGrant(c.Ctx, grant, func(g *tenant.Grant) {
		family := g.Family(id)
		if there = family != nil && c.Policy.RefreshTokens.Shown(g, family, c.Now); there {
			f(g, family)
		}
	})
	if err == nil && !there {
		return inexistentToken()
	}
	return missing(err, inexistentToken())
}

func (c *call) readRefreshToken() (any, error) {
	var shown item
	err := c.withToken(c.Param("id"), func(g *tenant.Grant, f *tenant.Family) { shown = c.refreshTokenJSON(g, f) })
	return c.one(shown), err
}

func (c *call) updateRefreshToken() (any, error) {
	var metadata map[string]string
	if given, _ := c.body["refresh_token_metadata"].(map[string]any); given != nil {
		metadata = map[string]string{}
		for key, value := range given {
			metadata[key] = value.(string)
		}
	}
	var shown item
	err := c.withToken(c.Param("id"), func(g *tenant.Grant, f *tenant.Family) {
		f.Metadata = metadata
		shown = c.refreshTokenJSON(g, f)
	})
	return shown, err
}

// listTokens lists the refresh tokens that can be exchanged.
func (c *call) listTokens(name string, s tenant.Selector) (any, error) {
	if _, err := c.user(s.UserID); err != nil {
		return nil, err
	}
	var items []item
	err := c.store.Each(c.Ctx, s, func(g *tenant.Grant) {
		for _, f := range g.Families {
			if c.Policy.RefreshTokens.Listed(g, f, c.Now) {
				items = append(items, c.refreshTokenJSON(g, f))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return c.checkpointed(listing{name: name, items: items, id: "id"})
}

func (c *call) listUserRefreshTokens() (any, error) {
	return c.listTokens("tokens", tenant.Selector{UserID: c.Param("id")})
}

func (c *call) listRefreshTokens() (any, error) {
	client := c.query.Get("client_id")
	if client != "" {
		if _, err := c.client(client); err != nil {
			return nil, err
		}
	}
	return c.listTokens("refresh_tokens", tenant.Selector{UserID: c.query.Get("user_id"), ClientID: client})
}

// deleteRefreshToken answers 202 for a token that is not there, too: no 404 is documented.
func (c *call) deleteRefreshToken() (any, error) {
	if err := c.endTokens(tenant.NamedTokens{IDs: []string{c.Param("id")}}, tenant.CauseToken); err != nil {
		return nil, err
	}
	if absent := c.Policy.RefreshTokens.Absent(); !c.known && absent != nil {
		return nil, absent
	}
	return item{}, nil
}

func (c *call) deleteUserRefreshTokens() (any, error) {
	id := c.Param("id")
	if _, err := c.user(id); err != nil {
		return nil, err
	}
	c.known = true
	return item{}, c.endTokens(tenant.NamedTokens{UserID: id}, tenant.CauseToken)
}
