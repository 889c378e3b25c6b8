package authapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/keys"
)

const apiOne = "https://api.one.example"

// setAPI changes the first API by the Management API.
func (s *site) setAPI(body string) {
	s.t.Helper()
	a := s.manage("PATCH", "/resource-servers/"+url.PathEscape(apiOne), body)
	require.Equal(s.t, http.StatusOK, a.status, a.body)
}

// header is that of a JWT.
func header(t *testing.T, token string) jose.Header {
	t.Helper()
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.ES256, jose.RS256, jose.RS512, jose.PS256, jose.HS256})
	require.NoError(t, err)
	return jws.Signatures[0].Header
}

// Auth0, "Access Token Profiles".
func TestTheProfileOfAnAPIDecidesWhatItsTokensSay(t *testing.T) {
	s := newSite(t, "")
	password := func() string {
		return s.signIn("confidential", 0, "audience", apiOne, "scope", "openid offline_access").field("access_token")
	}
	token := password()
	told := claims(t, token)
	assert.Equal(t, "JWT", header(t, token).ExtraHeaders[jose.HeaderType])
	assert.Equal(t, "mock-confidential", told["azp"])
	assert.Equal(t, "password", told["gty"])
	assert.NotEmpty(t, told["jti"])
	assert.NotEqual(t, told["jti"], claims(t, password())["jti"], "two tokens of one second differ")
	assert.NotContains(t, told, "client_id")

	s.setAPI(`{"token_dialect":"rfc9068_profile"}`)
	token = password()
	told = claims(t, token)
	assert.Equal(t, "at+jwt", header(t, token).ExtraHeaders[jose.HeaderType])
	assert.Equal(t, "mock-confidential", told["client_id"])
	assert.NotEmpty(t, told["jti"])
	assert.NotContains(t, told, "azp")
	assert.NotContains(t, told, "gty")
	assert.Equal(t, 200, s.userinfo(token).status)
}

func TestTheGrantTypeIsToldOfThreeGrants(t *testing.T) {
	s := newSite(t, "")
	first := s.signIn("confidential", 0, "audience", apiOne, "scope", "openid offline_access")
	exchanged := s.post("/oauth/token", s.as("confidential", "grant_type", "refresh_token", "refresh_token", first.field("refresh_token")))
	assert.Equal(t, "refresh_token", claims(t, exchanged.field("access_token"))["gty"])
	machine := s.post("/oauth/token", s.as("management", "grant_type", "client_credentials", "audience", issuer+"api/v2/"))
	assert.Equal(t, "client-credentials", claims(t, machine.field("access_token"))["gty"])
	back := s.browser().signIn(authorizeURL("confidential", "audience", apiOne), "accept")
	code := s.exchangeCode("confidential", back.location().Query().Get("code"))
	assert.NotContains(t, claims(t, code.field("access_token")), "gty")
}

func TestAnAPIChoosesHowItsTokensAreSigned(t *testing.T) {
	s := newSite(t, "", mockserver.WithSigningAlgorithm("RS256"))
	for _, algorithm := range keys.RSAAlgorithms() {
		s.setAPI(`{"signing_alg":"` + algorithm + `"}`)
		first := s.signIn("confidential", 0, "audience", apiOne, "scope", "openid offline_access")
		exchanged := s.post("/oauth/token", s.as("confidential", "grant_type", "refresh_token", "refresh_token", first.field("refresh_token")))
		for _, a := range []answer{first, exchanged} {
			assert.Equal(t, algorithm, header(t, a.field("access_token")).Algorithm)
		}
	}
	s.setAPI(`{"signing_alg":"HS256","signing_secret":"sixteen characters"}`)
	token := s.signIn("confidential", 0, "audience", apiOne, "scope", "openid").field("access_token")
	told, err := keys.VerifyShared(token, func(map[string]any) string { return "sixteen characters" })
	require.NoError(t, err)
	assert.Equal(t, apiOne, told["aud"], "userinfo takes none that others can sign")
	assert.Equal(t, 401, s.userinfo(token).status)
}

// Whoever has an API's secret can sign for that API, and for nothing else.
func TestASecretOfAnAPISignsForThatAPIAlone(t *testing.T) {
	s := newSite(t, "rfc")
	s.setAPI(`{"signing_alg":"HS256","signing_secret":"sixteen characters"}`)
	good := s.signIn("confidential", 0, "audience", apiOne, "scope", "openid offline_access").field("access_token")
	assert.True(t, s.active("confidential", good))
	told := claims(t, good)
	told["aud"] = []any{apiOne, issuer + "userinfo"}
	forged, err := keys.SignShared("sixteen characters", "at+jwt", told)
	require.NoError(t, err)
	assert.False(t, s.active("confidential", forged))
	assert.Equal(t, 401, s.userinfo(forged).status)
	other, err := keys.SignShared("another secret, as long", "at+jwt", claims(t, good))
	require.NoError(t, err)
	assert.False(t, s.active("confidential", other))

	assert.Equal(t, 200, s.post("/oauth/revoke", s.as("confidential", "token", good)).status)
	assert.False(t, s.active("confidential", good))
}

// Auth0, "Update Access Token Lifetime": of implicit and hybrid flows, not of all that browsers begin.
func TestTokensThatPassThroughABrowserHaveALifetimeOfTheirOwn(t *testing.T) {
	s := newSite(t, "")
	implicit := func() (seconds string) {
		back := s.browser().signIn(authorizeURL("confidential", "audience", apiOne, "response_type", "token"), "accept")
		fragment, err := url.ParseQuery(back.location().Fragment)
		require.NoError(t, err)
		return fragment.Get("expires_in")
	}
	assert.Equal(t, "7200", implicit())
	s.setAPI(`{"token_lifetime":600}`)
	assert.Equal(t, "600", implicit(), "no longer than others")
	s.setAPI(`{"token_lifetime":1000,"token_lifetime_for_web":60}`)
	assert.Equal(t, "60", implicit())
	back := s.browser().signIn(authorizeURL("confidential", "audience", apiOne), "accept")
	code := s.exchangeCode("confidential", back.location().Query().Get("code")).object(t)
	assert.EqualValues(t, 1000, code["expires_in"])
	a := s.manage("PATCH", "/resource-servers/"+url.PathEscape(apiOne), `{"token_lifetime_for_web":1001}`)
	assert.Equal(t, "400 invalid_body", fmt.Sprint(a.status, " ", a.field("errorCode")))
}

func TestTheSeedSaysWhatTokensAreLike(t *testing.T) {
	seed := mockserver.DefaultSeed("")
	seed.Audiences[0].TokenDialect, seed.Audiences[0].WebLifetime = "rfc9068_profile", 90*time.Second
	seed.Audiences[0].SigningAlg, seed.Audiences[0].SigningSecret = "HS256", "sixteen characters"
	s := newSite(t, "", mockserver.WithSeed(seed))
	token := s.signIn("confidential", 0, "audience", apiOne).field("access_token")
	assert.Equal(t, "HS256", header(t, token).Algorithm)
	assert.Equal(t, "at+jwt", header(t, token).ExtraHeaders[jose.HeaderType])
	shown := s.manage("GET", "/resource-servers/"+url.PathEscape(apiOne), "").object(t)
	assert.EqualValues(t, 90, shown["token_lifetime_for_web"])
	assert.Equal(t, "sixteen characters", shown["signing_secret"])
}
