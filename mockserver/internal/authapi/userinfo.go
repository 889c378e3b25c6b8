package authapi

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// userinfo is the UserInfo endpoint (OpenID Connect Core, section 5.3; errors by RFC 6750 section 3).
func (c *call) userinfo() tenant.Answer {
	presented := c.presentedAccess()
	switch len(presented) {
	case 0:
		return unauthorized(`Bearer realm="userinfo"`, "invalid_request", "An access token is required")
	case 1:
	default:
		return invalidRequest("More than one access token was sent").Answer()
	}
	value := presented[0]
	a, _, err := c.accessToken(value)
	if err != nil {
		return c.fault(err).Answer()
	}
	if a == nil || !slices.Contains(a.Audience, c.Request.Canonical+userinfoPath) {
		return invalidToken()
	}
	if client, err := c.store.Client(c.Ctx, a.ClientID); c.succeeded("read the client of an access token", err) {
		c.grantOrigin(client)
	}
	if c.count("userinfo "+a.UserID, c.Policy.Limits.Userinfo).Exceeded {
		return c.tooMany("Global limit has been reached").Answer()
	}
	if !slices.Contains(a.Scopes, "openid") {
		e := tenant.Error{Status: 403, Code: "insufficient_scope", Description: "The access token lacks the scope openid"}
		return e.Answer().With("WWW-Authenticate", `Bearer realm="userinfo", error="insufficient_scope", scope="openid"`)
	}
	u, err := c.store.User(c.Ctx, a.UserID)
	if errors.Is(err, store.ErrNotFound) {
		return invalidToken()
	}
	if err != nil {
		return c.fault(err).Answer()
	}
	own, _, refusal := c.ownClaims(u)
	if refusal != nil {
		return refusal.Answer()
	}
	profile := c.profileClaims(u, a.Scopes)
	maps.Copy(profile, own)
	return tenant.Answer{Status: 200, JSON: profile}.With("Cache-Control", "private, no-store")
}

// presentedAccess are the access tokens that the request brings, each in its own way: in the header, in the body, or in the address
// (RFC 6750 section 2, which allows one way in a request).
func (c *call) presentedAccess() (tokens []string) {
	if token := bearer(c.GetHeader("Authorization")); token != "" {
		tokens = append(tokens, token)
	}
	if c.Request.Method == "POST" {
		if body, refusal := c.body(); refusal == nil {
			tokens = append(tokens, body["access_token"]...)
		}
	}
	if c.Policy.Access.InAddress {
		tokens = append(tokens, c.Request.Query["access_token"]...)
	}
	return slices.DeleteFunc(tokens, func(token string) bool { return token == "" })
}

// bearer returns the token of an Authorization header, or "".
func bearer(header string) string {
	scheme, rest, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(rest)
}

func invalidToken() tenant.Answer {
	return unauthorized(`Bearer realm="userinfo", error="invalid_token"`, "invalid_token", "The access token is invalid or has expired")
}

func unauthorized(challenge, code, description string) tenant.Answer {
	e := tenant.Error{Status: 401, Code: code, Description: description}
	return e.Answer().With("WWW-Authenticate", challenge)
}
