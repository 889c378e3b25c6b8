package authapi_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func (s *site) assert(key crypto.PrivateKey, c jwt.Claims) []string {
	return s.assertBy(jose.RS256, key, c)
}

func (s *site) assertBy(algorithm jose.SignatureAlgorithm, key any, c jwt.Claims) []string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, nil)
	require.NoError(s.t, err)
	token, err := jwt.Signed(signer).Claims(c).Serialize()
	require.NoError(s.t, err)
	return []string{"client_assertion", token, "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
}

func TestPrivateKeyJWT(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		seed, _ := s.seed.Client("jwt")
		block, _ := pem.Decode([]byte(seed.PrivateKey))
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		require.NoError(t, err)
		foreign, err := rsa.GenerateKey(rand.Reader, 2048)
		require.NoError(t, err)
		good := func(change func(*jwt.Claims)) jwt.Claims {
			c := jwt.Claims{Issuer: seed.ClientID, Subject: seed.ClientID, Audience: jwt.Audience{issuer},
				Expiry: jwt.NewNumericDate(time.Now().Add(time.Minute)), ID: rand.Text()}
			if change != nil {
				change(&c)
			}
			return c
		}
		u := s.seed.Users[0]
		form := values(append(s.assert(key, good(nil)), "grant_type", "password", "username", u.Email, "password", u.Password,
			"scope", "offline_access", "client_id", seed.ClientID)...)
		a := s.post("/oauth/token", form)
		require.Equal(t, 200, a.status, a.body)
		token := a.field("refresh_token")
		assert.Equal(t, 401, s.post("/oauth/token", form).status, "replayed")

		alive := func(how []string) bool {
			v := values(append(how, "grant_type", "refresh_token", "refresh_token", token)...)
			return s.post("/oauth/token", v).status == 200
		}
		for name, how := range map[string][]string{
			"expired":   s.assert(key, good(func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(time.Now().Add(-5 * time.Minute)) })),
			"no expiry": s.assert(key, good(func(c *jwt.Claims) { c.Expiry = nil })),
			"signature": s.assert(foreign, good(nil)),
			"audience":  s.assert(key, good(func(c *jwt.Claims) { c.Audience = jwt.Audience{"https://elsewhere.example/"} })),
			"issuer":    s.assert(key, good(func(c *jwt.Claims) { c.Issuer = "mock-confidential" })),
			"nonsense":  {"client_assertion", "a.b.c", "client_assertion_type", "x"},
			"secret":    {"client_secret", "x"},
			"nothing":   nil,
		} {
			a := s.post("/oauth/revoke", values(append(how, "token", token, "client_id", seed.ClientID)...))
			assert.Equal(t, 401, a.status, name)
			assert.Equal(t, "invalid_client", a.field("error"), name)
		}
		s.advance(2 * time.Hour) // the client's clock is not the tenant's
		assert.True(t, alive(s.assert(key, good(nil))))
		endpoint := good(func(c *jwt.Claims) { c.Audience = jwt.Audience{issuer + "oauth/revoke"} })
		assert.Equal(t, 200, s.post("/oauth/revoke", values(append(s.assert(key, endpoint), "token", token)...)).status)
		assert.False(t, alive(s.assert(key, good(nil))))
	})
}

func TestMetadata(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		a := s.do(request("GET", "/.well-known/openid-configuration", "", ""))
		require.Equal(t, 200, a.status)
		assert.Equal(t, issuer, a.field("issuer"))
		assert.Equal(t, issuer+"oauth/revoke", a.field("revocation_endpoint"))
		rfc := dialect == tenant.DialectRFC
		assert.Equal(t, rfc, a.field("introspection_endpoint") != "")
		if rfc {
			assert.Contains(t, a.body, "revocation_endpoint_auth_signing_alg_values_supported")
		} else {
			assert.NotContains(t, a.body, "revocation_endpoint_auth_methods_supported")
		}
		a = s.do(request("GET", "/.well-known/jwks.json", "", ""))
		assert.Contains(t, a.body, `"kid":"development-ES256"`)
		assert.NotContains(t, a.body, `"d":`)
	})
}

func TestUserinfo(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, _ string) {
		tokens := s.signIn("confidential", 0)
		a := s.userinfo(tokens.field("access_token"))
		assert.Equal(t, 200, a.status)
		assert.Equal(t, s.seed.Users[0].ID, a.field("sub"))
		for _, bad := range []string{"", "x", "a.b.c", tokens.field("id_token"), tokens.field("refresh_token"),
			s.signIn("confidential", 0, "audience", "https://api.one.example", "scope", "offline_access").field("access_token")} {
			a := s.userinfo(bad)
			assert.Equal(t, 401, a.status, bad)
			assert.Contains(t, a.header.Get("WWW-Authenticate"), "Bearer")
		}
		s.advance(48 * time.Hour)
		assert.Equal(t, 401, s.userinfo(tokens.field("access_token")).status)
	})
}
