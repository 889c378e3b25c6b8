package managementapi

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/keys"
	"github.com/revokespec/revokespec/mockserver/tenant"
	"github.com/revokespec/revokespec/mockserver/wire"
)

// authorize returns the scopes of the caller, or the refusal it deserves.
func authorize(c *wire.Call, signer *keys.Signer, op tenant.Operation) ([]string, *tenant.Problem) {
	header := c.GetHeader("Authorization")
	if header == "" {
		return nil, unauthorized("Missing authentication", "")
	}
	scheme, token, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") || strings.TrimSpace(token) == "" {
		return nil, problem(http.StatusBadRequest, "Bad HTTP authentication header format", "Bearer")
	}
	claims, err := signer.Verify(strings.TrimSpace(token))
	switch {
	case err == keys.ErrSignature:
		return nil, unauthorized("Invalid signature received for JSON Web Token validation", "invalid_token")
	case err != nil, claims["iss"] != c.Request.Issuer, claims["aud"] != c.Request.Issuer+strings.TrimPrefix(Base, "/")+"/":
		return nil, unauthorized("Invalid token", "invalid_token")
	}
	if exp, _ := claims["exp"].(float64); !c.Now.Before(time.Unix(int64(exp), 0)) {
		return nil, unauthorized("Expired token received for JSON Web Token validation", "invalid_token")
	}
	granted, _ := claims["scope"].(string)
	scopes := tenant.Scopes(granted)
	if !slices.ContainsFunc(op.Scopes, func(s string) bool { return slices.Contains(scopes, s) }) {
		p := problem(http.StatusForbidden, "Insufficient scope, expected any of: "+strings.Join(op.Scopes, ","), "insufficient_scope")
		p.Header = map[string]string{"WWW-Authenticate": `Bearer error="insufficient_scope"`}
		return scopes, p
	}
	return scopes, nil
}

func unauthorized(message, code string) *tenant.Problem {
	p := problem(http.StatusUnauthorized, message, "")
	challenge := "Bearer"
	if code != "" {
		challenge += ` error="` + code + `"`
	}
	p.Header = map[string]string{"WWW-Authenticate": challenge}
	return p
}
