package authapi

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/revokespec/revokespec/mockserver/tenant"
)

// assertionType is the only one there is (RFC 7523 section 2.2).
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// assertionAlgorithms never include a symmetric one or none.
var assertionAlgorithms = []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.PS256, jose.ES256}

// subjectOf reads who an assertion speaks of, without believing it: only to know whose keys to try.
func subjectOf(assertion string) string {
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 {
		return ""
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims jwt.Claims
	if err != nil || json.Unmarshal(raw, &claims) != nil {
		return ""
	}
	return claims.Subject
}

// verifyAssertion follows RFC 7523 section 3. Dates are compared with the time of the world outside: clients do not
// follow a tenant whose clock was moved.
func (c *call) verifyAssertion(client *tenant.Client, assertion string) tenant.AuthResult {
	token, err := jwt.ParseSigned(assertion, assertionAlgorithms)
	if err != nil || c.params.Get("client_assertion_type") != assertionType {
		return tenant.AuthBadAssertion
	}
	var set jose.JSONWebKeySet
	if json.Unmarshal(client.PublicKeys, &set) != nil {
		return tenant.AuthBadAssertion
	}
	var claims jwt.Claims
	if !slices.ContainsFunc(set.Keys, func(k jose.JSONWebKey) bool { return token.Claims(k.Key, &claims) == nil }) {
		return tenant.AuthBadSignature
	}
	now := c.Env.Clock.Unmoved()
	switch {
	case claims.Issuer != client.ID, claims.Subject != client.ID, claims.Expiry == nil:
		return tenant.AuthBadAssertion
	case claims.NotBefore != nil && claims.NotBefore.Time().After(now.Add(clockSkew)):
		return tenant.AuthBadAssertion
	case !now.Before(claims.Expiry.Time().Add(clockSkew)):
		return tenant.AuthExpired
	}
	endpoint := strings.TrimSuffix(c.Request.Issuer, "/") + c.Request.Path
	accepted := c.policy.Clients.AssertionAudiences(c.Request.Issuer, endpoint)
	if !slices.ContainsFunc(claims.Audience, func(a string) bool { return slices.Contains(accepted, a) }) {
		return tenant.AuthWrongAudience
	}
	name := claims.ID // optional; without it the assertion itself is remembered
	if name == "" {
		name = assertion
	}
	first, err := c.store.Once(c.Ctx, "assertion "+client.ID+" "+name, claims.Expiry.Time().Add(clockSkew), now)
	if err != nil || !first {
		return tenant.AuthReplayed
	}
	return tenant.AuthOK
}

// clockSkew is how far a client's clock may be off.
const clockSkew = 30 * time.Second
