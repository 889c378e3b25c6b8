package authapi

import (
	"errors"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// userinfo is the UserInfo endpoint (OpenID Connect Core, section 5.3; errors by RFC 6750 section 3).
func (c *call) userinfo() tenant.Answer {
	value := bearer(c.GetHeader("Authorization"))
	if value == "" && c.Request.Method == "POST" && c.Request.BodyType == tenant.BodyForm {
		if form, err := c.Form(); err == nil && len(form["access_token"]) == 1 {
			value = form.Get("access_token")
		}
	}
	if value == "" {
		return unauthorized(`Bearer realm="userinfo"`, "invalid_request", "An access token is required")
	}
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
	return tenant.Answer{Status: 200, JSON: profileClaims(u, a.Scopes)}
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
