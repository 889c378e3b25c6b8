package authapi

import (
	"errors"
	"net/http"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// introspect is the introspection endpoint (RFC 7662). Confidential clients may ask about any token, a public one,
// which anybody can pretend to be, only about its own.
func (c *call) introspect() tenant.Answer {
	if !c.Policy.Introspection.Offered {
		return Refuse(http.StatusNotFound, "Not found")
	}
	client, _, refusal := c.authenticate()
	if refusal != nil {
		return refusal.Answer()
	}
	value := c.params.Get("token")
	if value == "" {
		return missingParameter("token").Answer()
	}
	token, err := c.find(value)
	if err != nil {
		return c.fault(err).Answer()
	}
	truth := map[string]any{"active": false} // and nothing more: RFC 7662 section 2.2
	usable, err := c.ownerUsable(token)
	if err != nil {
		return c.fault(err).Answer()
	}
	own := client == nil || !client.Public() || token.key.ClientID == client.ID
	switch {
	case !own, !usable:
	case token.access != nil:
		truth = c.describeAccess(token.access)
	case token.kind == tenant.KindLive:
		if truth, err = c.describeRefresh(token); err != nil {
			return c.fault(err).Answer()
		}
	}
	return tenant.Answer{Status: 200, JSON: c.Policy.Introspection.Answer(token.kind, truth)}
}

// ownerUsable says whether a token may be active as far as its user is concerned: what no user signed in for has none.
func (c *call) ownerUsable(token foundToken) (bool, error) {
	if token.place.Grant == "" {
		return true, nil
	}
	u, err := c.store.User(c.Ctx, token.key.UserID)
	if errors.Is(err, store.ErrNotFound) {
		return c.Policy.Introspection.Usable(token.kind, nil), nil
	}
	return err == nil && c.Policy.Introspection.Usable(token.kind, u), err
}

func (c *call) describeAccess(a *tenant.AccessToken) map[string]any {
	return map[string]any{
		"active": true, "token_type": "Bearer", "iss": c.Request.Issuer, "client_id": a.ClientID, "sub": a.UserID,
		"aud": a.Audience, "scope": strings.Join(a.Scopes, " "), "jti": a.ID,
		"iat": a.IssuedAt.Unix(), "exp": a.ExpiresAt.Unix(),
	}
}

func (c *call) describeRefresh(token foundToken) (map[string]any, error) {
	out := map[string]any{"active": true, "iss": c.Request.Issuer, "client_id": token.key.ClientID, "sub": token.key.UserID,
		"aud": token.key.Audience}
	err := c.store.Look(c.Ctx, token.place.Grant, func(g *tenant.Grant) {
		f := g.Family(token.place.Family)
		if f == nil {
			return
		}
		out["scope"], out["iat"] = strings.Join(f.Scopes, " "), f.CreatedAt.Unix()
		if !f.ExpiresAt.IsZero() {
			out["exp"] = f.ExpiresAt.Unix()
		}
	})
	return out, err
}
