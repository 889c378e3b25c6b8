package authapi_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// idToken signs in to an application whose jwt_configuration is that, and returns the ID token.
func (s *site) idToken(configuration string) string {
	s.t.Helper()
	a := s.manage("PATCH", "/clients/mock-confidential", `{"jwt_configuration":`+configuration+`}`)
	require.Equal(s.t, 200, a.status, a.body)
	return s.signIn("confidential", 0).field("id_token")
}

func TestAnApplicationDecidesHowLongItsIDTokensLive(t *testing.T) {
	s := newSite(t, "")
	lives := func(token string) float64 {
		c := claims(t, token)
		return c["exp"].(float64) - c["iat"].(float64)
	}
	tokens := s.signIn("confidential", 0)
	assert.Equal(t, 36000.0, lives(tokens.field("id_token")))
	assert.Equal(t, 60.0, lives(s.idToken(`{"lifetime_in_seconds":60}`)))
	assert.Contains(t, s.manage("GET", "/clients/mock-confidential", "").body, `"lifetime_in_seconds":60`)
	assert.Equal(t, 60.0, lives(s.exchange("confidential", tokens.field("refresh_token")).field("id_token")), "by an exchange as well")
	assert.Equal(t, 36000.0, lives(s.signIn("second", 0).field("id_token")), "another application's")
	assert.Equal(t, 60.0, lives(s.idToken(`{"alg":"RS256"}`)), "what is not given stays")
	assert.Equal(t, 36000.0, lives(s.idToken(`{"lifetime_in_seconds":0}`)))
	for _, bad := range []string{`{"lifetime_in_seconds":"60"}`, `{"lifetime_in_seconds":-1}`, `{"alg":"none"}`, `{"secret_encoded":"yes"}`, `[]`} {
		a := s.manage("PATCH", "/clients/mock-confidential", `{"jwt_configuration":`+bad+`}`)
		assert.Equal(t, 400, a.status, bad)
	}
}

func TestAnApplicationDecidesHowItsIDTokensAreSigned(t *testing.T) {
	s := newSite(t, "", mockserver.WithSigningAlgorithm("RS256"))
	var set jose.JSONWebKeySet
	require.NoError(t, json.Unmarshal([]byte(s.do(request("GET", "/.well-known/jwks.json", "", "")).body), &set))
	for _, algorithm := range []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.RS512} {
		token, err := jose.ParseSignedCompact(s.idToken(`{"alg":"`+string(algorithm)+`"}`), []jose.SignatureAlgorithm{algorithm})
		require.NoError(t, err)
		_, err = token.Verify(set.Keys[0].Key)
		assert.NoError(t, err, algorithm)
	}
	secret := s.as("confidential").Get("client_secret")
	signedWith := func(token, secret string) bool {
		at := strings.LastIndex(token, ".")
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(token[:at]))
		return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) == token[at+1:]
	}
	token := s.idToken(`{"alg":"HS256"}`)
	assert.True(t, signedWith(token, secret))
	assert.Equal(t, s.seed.Users[0].ID, claims(t, token)["sub"])
	require.Equal(t, 200, s.manage("PATCH", "/clients/mock-confidential", `{"client_secret":"c2hvcnQ="}`).status)
	v := s.as("confidential", "grant_type", "password", "username", s.seed.Users[0].Email, "password", s.seed.Users[0].Password, "scope", "openid")
	v.Set("client_secret", "c2hvcnQ=")
	assert.True(t, signedWith(s.post("/oauth/token", v).field("id_token"), "c2hvcnQ="), "a short one")
	s.manage("PATCH", "/clients/mock-confidential", `{"jwt_configuration":{"alg":"HS256","secret_encoded":true}}`)
	assert.True(t, signedWith(s.post("/oauth/token", v).field("id_token"), "short"), "what it stands for")
}
