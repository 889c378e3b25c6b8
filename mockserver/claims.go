package mockserver

import "github.com/revokespec/revokespec/mockserver/internal/claims"

// ClaimsRequest is what tokens are about to be issued for; it holds no token and no secret.
type ClaimsRequest = claims.Request

// ClaimsUser is whose tokens they are.
type ClaimsUser = claims.User

// ClaimsAnswer is what the tokens say in addition, or why there are none.
type ClaimsAnswer = claims.Answer

// ClaimsSource answers for every issue of tokens, many at once: for a user who signs in, for every exchange of a refresh token, and for an
// application's own tokens. Its error ends the request with 500, and is told to the client and the logger. So does a claim that tokens cannot have.
type ClaimsSource = claims.Source

// WithClaims has the source asked for claims, as Auth0 asks its tenants' Actions. It is asked instead of the seed's ClaimsHook.
func WithClaims(source ClaimsSource) Option { return func(c *config) { c.claims = source } }

// ClaimsHook is a source that asks a URL: it posts the request as JSON and reads the answer, within five seconds. It fails for what is no URL.
func ClaimsHook(url string) (ClaimsSource, error) { return claims.Hook(url) }
