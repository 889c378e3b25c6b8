package managementapi

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
	"github.com/revokespec/revokespec/mockserver/internal/wire"
)

// caller is whose token was presented.
type caller struct {
	clientID string
	userID   string // empty for an application on its own behalf
	scopes   []string
}

func (c caller) may(scope string) bool { return slices.Contains(c.scopes, scope) }

// name is whose requests are counted together.
func (c caller) name(r tenant.Request) string {
	if c.clientID == "" {
		return "ip " + r.IP
	}
	return "client " + c.clientID
}

// authorize returns the caller, and the refusal it deserves.
func authorize(c *wire.Call, signer *keys.Signer, scopes []string) (caller, *tenant.Problem) {
	header := c.GetHeader("Authorization")
	if header == "" {
		return caller{}, unauthenticated()
	}
	scheme, token, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") || strings.TrimSpace(token) == "" {
		return caller{}, problem(http.StatusBadRequest, "Bad HTTP authentication header format", "Bearer")
	}
	claims, err := signer.Verify(strings.TrimSpace(token))
	switch {
	case err == keys.ErrSignature:
		return caller{}, badToken("Invalid signature received for JSON Web Token validation")
	case err != nil, claims["iss"] != c.Request.Issuer, !isAudience(claims["aud"], c.Request.Canonical+strings.TrimPrefix(base, "/")+"/"):
		return caller{}, badToken("Invalid token")
	}
	if exp, _ := claims["exp"].(float64); !c.Now.Before(time.Unix(int64(exp), 0)) {
		return caller{}, badToken("Expired token received for JSON Web Token validation")
	}
	by := callerOf(claims)
	if !slices.ContainsFunc(scopes, by.may) {
		return by, insufficient(scopes...)
	}
	return by, nil
}

// isAudience says whether the audience of a token is, or holds, this API.
func isAudience(aud any, api string) bool {
	if several, ok := aud.([]any); ok {
		return slices.Contains(several, any(api))
	}
	return aud == api
}

func callerOf(claims map[string]any) caller {
	text := func(name string) string { s, _ := claims[name].(string); return s }
	by := caller{clientID: text("azp"), scopes: tenant.Scopes(text("scope"))}
	if by.clientID == "" {
		by.clientID = text("client_id")
	}
	if sub := text("sub"); !strings.HasSuffix(sub, "@clients") && sub != by.clientID {
		by.userID = sub
	}
	return by
}

func insufficient(scopes ...string) *tenant.Problem {
	p := forbidden("Insufficient scope, expected any of: "+strings.Join(scopes, ","), "insufficient_scope")
	p.Header = map[string]string{"WWW-Authenticate": `Bearer error="insufficient_scope"`}
	return p
}

// unauthenticated is told to whoever brings no token.
func unauthenticated() *tenant.Problem {
	p := problem(http.StatusUnauthorized, "Missing authentication", "")
	p.Header = map[string]string{"WWW-Authenticate": "Bearer"}
	return p
}

// badToken is told to whoever brings a token that is none. Challenge and body say why, as hapi, which the API is built on, writes them.
func badToken(message string) *tenant.Problem {
	p := problem(http.StatusUnauthorized, message, "")
	p.Header = map[string]string{"WWW-Authenticate": `Bearer error="` + message + `"`}
	p.Attributes = map[string]string{"error": message}
	return p
}
