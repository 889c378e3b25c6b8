package authapi

import (
	"errors"
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// foundToken is what a presented token turned out to be.
type foundToken struct {
	kind   tenant.Kind
	place  tenant.Place
	key    tenant.GrantKey     // whose it is; zero when that is not known
	access *tenant.AccessToken // nil for a refresh token
}

// find says what a value is: a refresh token, an access token, or nothing that is known. An access token that has
// expired or was ended is not known any more.
func (c *call) find(value string) (foundToken, error) {
	if value == "" {
		return foundToken{kind: tenant.KindNone}, nil
	}
	place, err := c.store.Place(c.Ctx, c.hash(value))
	if errors.Is(err, store.ErrNotFound) {
		return c.findAccess(value)
	}
	if err != nil {
		return foundToken{}, err
	}
	out := foundToken{place: place}
	err = c.store.Look(c.Ctx, place.Grant, func(g *tenant.Grant) { out.kind, out.key = g.Kind(place, c.Now), g.Key })
	if errors.Is(err, store.ErrNotFound) {
		return foundToken{kind: tenant.KindUnknown}, nil
	}
	if err != nil {
		return foundToken{}, err
	}
	return out, nil
}

func (c *call) findAccess(value string) (foundToken, error) {
	a, _, err := c.accessToken(value)
	if err != nil || a == nil {
		return foundToken{kind: tenant.KindUnknown}, err
	}
	return foundToken{kind: tenant.KindAccess, place: a.Place, access: a,
		key: tenant.GrantKey{UserID: a.UserID, ClientID: a.ClientID}}, nil
}

// accessToken returns an access token that works, and its claims; nil for anything else.
func (c *call) accessToken(value string) (*tenant.AccessToken, map[string]any, error) {
	if !tenant.LooksLikeAccess(value) {
		return nil, nil, nil
	}
	claims, err := c.verified(value)
	if err != nil || claims["iss"] != c.Request.Issuer || claims["scope"] == nil && claims["gty"] == nil {
		return nil, nil, nil // an ID token has neither a scope nor a gty
	}
	a := accessFromClaims(claims)
	if c.Policy.Access.Expired(*a, c.Now) {
		return nil, nil, nil
	}
	if !c.Policy.Access.Recorded {
		return a, claims, nil
	}
	record, err := c.store.AccessToken(c.Ctx, a.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	active := false
	err = store.ErrNotFound
	if record.Place.Grant != "" {
		err = c.store.Look(c.Ctx, record.Place.Grant, func(g *tenant.Grant) { active = c.Policy.Access.Active(*record, g, c.Now) })
	}
	if errors.Is(err, store.ErrNotFound) {
		active, err = c.Policy.Access.Active(*record, nil, c.Now), nil
	}
	if err != nil || !active {
		return nil, nil, err
	}
	return record, claims, nil
}

// verified are the claims of an access token that this server has signed: with its own key or, for an API that wants that, with the API's secret.
func (c *call) verified(value string) (map[string]any, error) {
	claims, err := c.api.Signer.Verify(value)
	if err == nil {
		return claims, nil
	}
	return keys.VerifyShared(value, func(claims map[string]any) string {
		audience, _ := claims["aud"].(string) // it alone: whoever has the secret speaks for this API, and for no other
		api, err := c.store.Audience(c.Ctx, audience)
		if !c.succeeded("read the API of an access token", err) || api.SigningAlgorithm() != tenant.HS256 {
			return ""
		}
		return api.SigningSecret()
	})
}

func accessFromClaims(claims map[string]any) *tenant.AccessToken {
	text := func(name string) string { s, _ := claims[name].(string); return s }
	at := func(name string) time.Time { n, _ := claims[name].(float64); return time.Unix(int64(n), 0) }
	a := &tenant.AccessToken{ID: text("jti"), UserID: text("sub"), ClientID: text("azp"), Scopes: tenant.Scopes(text("scope")),
		IssuedAt: at("iat"), ExpiresAt: at("exp")}
	if a.ClientID == "" {
		a.ClientID = text("client_id")
	}
	switch aud := claims["aud"].(type) {
	case string:
		a.Audience = []string{aud}
	case []any:
		for _, v := range aud {
			if s, ok := v.(string); ok && !slices.Contains(a.Audience, s) {
				a.Audience = append(a.Audience, s)
			}
		}
	}
	return a
}
