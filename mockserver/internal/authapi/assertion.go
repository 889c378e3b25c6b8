package authapi

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// assertionType is the only one there is (RFC 7523 section 2.2).
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// assertionAlgorithms are those of Auth0's discovery document: never a symmetric one or none.
var assertionAlgorithms = []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.PS256, jose.PS384, jose.ES256, jose.ES384}

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

// verifyAssertion follows RFC 7523 section 3. One that passes is used up, at every endpoint.
func (c *call) verifyAssertion(client *tenant.Client, assertion string) tenant.AuthResult {
	token, err := jwt.ParseSigned(assertion, assertionAlgorithms)
	if err != nil || c.params.Get("client_assertion_type") != assertionType {
		return tenant.AuthBadAssertion
	}
	if most := c.Policy.Clients.Assertions.MaxBytes; most > 0 && len(assertion) > most {
		return tenant.AuthBadAssertion
	}
	var set jose.JSONWebKeySet
	if json.Unmarshal(client.PublicKeys, &set) != nil {
		return tenant.AuthBadAssertion
	}
	var claims jwt.Claims
	usable := func(k jose.JSONWebKey) bool { return !client.KeyExpired(k.KeyID, c.Now) && signedBy(token, k, &claims) }
	if !slices.ContainsFunc(set.Keys, usable) {
		return tenant.AuthBadSignature
	}
	if result := c.judgeAssertion(client, claims); result != tenant.AuthOK {
		return result
	}
	name := claims.ID // where it is optional, the assertion itself is remembered
	if name == "" {
		name = assertion
	}
	hash := tenant.HashOf(client.ID + "\x00" + name)
	until := claims.Expiry.Time().Add(c.Policy.Clients.Assertions.Skew)
	first, err := c.store.Once(c.Ctx, "assertion "+hex.EncodeToString(hash[:]), until, c.Env.Clock.Unmoved())
	if err != nil {
		c.Failed("remember an assertion", err)
	}
	if err != nil || !first {
		return tenant.AuthReplayed
	}
	return tenant.AuthOK
}

// signedBy says whether the key signed the token, by the algorithm that the key is registered for.
func signedBy(token *jwt.JSONWebToken, k jose.JSONWebKey, claims *jwt.Claims) bool {
	return k.IsPublic() && (k.Algorithm == "" || k.Algorithm == token.Headers[0].Algorithm) && token.Claims(k.Key, claims) == nil
}

// judgeAssertion compares the claims with who presents them, and when, and where.
//
// Dates are those of the world outside, whatever the tenant's clock was moved to: a client does not follow a tenant that
// was moved, so a tenant that moves ahead, or back, must neither reject a fresh assertion nor accept an old one.
func (c *call) judgeAssertion(client *tenant.Client, claims jwt.Claims) tenant.AuthResult {
	rules, now := c.Policy.Clients.Assertions, c.Env.Clock.Unmoved()
	early := func(d *jwt.NumericDate) bool { return d != nil && d.Time().After(now.Add(rules.Skew)) }
	switch {
	case claims.Issuer != client.ID, claims.Subject != client.ID, claims.Expiry == nil, claims.ID == "" && rules.NeedsID:
		return tenant.AuthBadAssertion
	case early(claims.NotBefore), early(claims.IssuedAt), rules.MaxID > 0 && utf8.RuneCountInString(claims.ID) > rules.MaxID:
		return tenant.AuthBadAssertion
	case !now.Before(claims.Expiry.Time().Add(rules.Skew)):
		return tenant.AuthExpired
	case rules.Longest > 0 && claims.Expiry.Time().After(now.Add(rules.Longest+rules.Skew)):
		return tenant.AuthTooLong
	}
	endpoint := strings.TrimSuffix(c.Request.Issuer, "/") + c.Request.Path
	accepted := c.Policy.Clients.AssertionAudiences(c.Request.Issuer, endpoint)
	if !slices.ContainsFunc(claims.Audience, func(a string) bool { return slices.Contains(accepted, a) }) {
		return tenant.AuthWrongAudience
	}
	return tenant.AuthOK
}
