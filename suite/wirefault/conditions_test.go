package wirefault_test

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// condition picks requests.
type condition func(p *proxy, r *request) bool

// all is met when every one is.
func all(conditions ...condition) condition {
	return func(p *proxy, r *request) bool {
		return !slices.ContainsFunc(conditions, func(c condition) bool { return !c(p, r) })
	}
}

func not(c condition) condition { return func(p *proxy, r *request) bool { return !c(p, r) } }

func either(a, b condition) condition {
	return func(p *proxy, r *request) bool { return a(p, r) || b(p, r) }
}

func method(names ...string) condition {
	return func(_ *proxy, r *request) bool { return slices.Contains(names, r.method) }
}

func path(prefix string) condition {
	return func(_ *proxy, r *request) bool { return strings.HasPrefix(r.path, prefix) }
}

var (
	revocationEndpoint = path("/oauth/revoke")
	isRevocation       = all(method(http.MethodPost), revocationEndpoint)
	isToken            = all(method(http.MethodPost), path("/oauth/token"))
	isIntrospection    = path("/oauth/introspect")
	isUserinfo         = path("/userinfo")
)

func isExchange(p *proxy, r *request) bool {
	return isToken(p, r) && r.param("grant_type") == "refresh_token"
}

func isSignIn(p *proxy, r *request) bool { return isToken(p, r) && r.param("grant_type") == "password" }

// What a caller says of itself.

func noClient(_ *proxy, r *request) bool {
	return clientOf(r) == "" && !r.query.Has("client_id") && r.header.Get("Authorization") == "" && !r.has("client_assertion")
}

func unknownClient(p *proxy, r *request) bool {
	_, known := p.seedClient(clientOf(r))
	return clientOf(r) != "" && !known
}

func isConfidential(p *proxy, r *request) bool {
	c, known := p.seedClient(clientOf(r))
	return known && c.ClientSecret != ""
}

func isPublic(p *proxy, r *request) bool {
	c, known := p.seedClient(clientOf(r))
	return known && c.Auth == "none"
}

func secretOf(r *request) string {
	if _, secret, ok := r.basic(); ok {
		return secret
	}
	return r.param("client_secret")
}

func noSecret(p *proxy, r *request) bool { return isConfidential(p, r) && secretOf(r) == "" }

func wrongSecret(p *proxy, r *request) bool {
	c, _ := p.seedClient(clientOf(r))
	return isConfidential(p, r) && secretOf(r) != "" && secretOf(r) != c.ClientSecret
}

func usesBasic(_ *proxy, r *request) bool {
	_, _, ok := r.basic()
	return ok
}

func authentic(p *proxy, r *request) bool {
	c, known := p.seedClient(clientOf(r))
	if a, given := p.assertion(r); given {
		return known && a.fits(p)
	}
	return known && secretOf(r) == c.ClientSecret
}

// What is presented as token or refresh_token.

func presented(r *request) string {
	if t := r.param("token"); t != "" {
		return t
	}
	return r.param("refresh_token")
}

func refreshToken(p *proxy, r *request) bool {
	_, known := p.token(presented(r))
	return known
}

func ownToken(p *proxy, r *request) bool {
	t, known := p.token(presented(r))
	return known && t.client == clientOf(r)
}

func foreignToken(p *proxy, r *request) bool {
	t, known := p.token(presented(r))
	_, caller := p.seedClient(clientOf(r))
	return known && caller && t.client != clientOf(r)
}

func isAccessToken(p *proxy, r *request) bool {
	_, known := p.accessToken(presented(r))
	return known
}

func unknownToken(p *proxy, r *request) bool {
	return r.param("token") != "" && !refreshToken(p, r) && !isAccessToken(p, r)
}

func noToken(_ *proxy, r *request) bool    { return !r.has("token") && !r.query.Has("token") }
func emptyToken(_ *proxy, r *request) bool { return r.has("token") && r.param("token") == "" }

func spentToken(p *proxy, r *request) bool {
	t, known := p.token(presented(r))
	return known && t.spent()
}

func inJSON(_ *proxy, r *request) bool { return r.isJSON() }

func hint(is func(string) bool) condition {
	return func(_ *proxy, r *request) bool { return r.has("token_type_hint") && is(r.param("token_type_hint")) }
}

var (
	rightHint   = hint(func(h string) bool { return h == "refresh_token" })
	wrongHint   = hint(func(h string) bool { return h == "access_token" })
	unknownHint = hint(func(h string) bool { return h != "access_token" && h != "refresh_token" })
)

// isPlain says whether a request is a form, with one token and the secret, and without anything else.
func isPlain(_ *proxy, r *request) bool {
	return !r.isJSON() && len(r.names()) == 3 && len(r.values("token")) == 1 && r.has("client_id") && r.has("client_secret")
}

// client picks the requests of one client of the seed.
func client(role string) condition {
	return func(_ *proxy, r *request) bool { return clientOf(r) == "mock-"+role }
}

func settingOn(p *proxy, _ *request) bool { return p.settingOn() }

// plainRevocation is a confidential client's, of its own token, without anything special.
var plainRevocation = all(isRevocation, authentic, ownToken, isPlain)

// validRevocation is one of a client's own refresh token, in order.
// restedToken is one that was issued some seconds ago, and not weeks.
func restedToken(p *proxy, r *request) bool {
	t, known := p.token(presented(r))
	age := p.time() - t.born
	return known && age >= 3*time.Second && age < time.Minute
}

var validRevocation = all(isRevocation, authentic, ownToken)
