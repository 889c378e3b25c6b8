package sdk_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/auth0/go-auth0"
	"github.com/auth0/go-auth0/authentication"
	"github.com/auth0/go-auth0/authentication/oauth"
	"github.com/auth0/go-auth0/management"
	"github.com/lestrrat-go/jwx/v2/jwa"
	"github.com/lestrrat-go/jwx/v2/jwk"
	"github.com/lestrrat-go/jwx/v2/jwt"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const signing = "mock-jwt"

func TestPrivateKeyJWT(t *testing.T) {
	m := start(t)
	key, err := os.ReadFile(beside("mock.jwt.pem"))
	require.NoError(t, err)
	api := m.auth(signing, authentication.WithClientSecret(""), authentication.WithClientAssertion(string(key), "RS256"))
	token := m.signIn(api, ann, apiOne)
	m.lives(api, token)

	// This version of the SDK does not sign revocations by itself: without an assertion the mock must not listen.
	err = m.revoke(api, token)
	var refused *authentication.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, http.StatusUnauthorized, refused.StatusCode)
	assert.Equal(t, "invalid_client", refused.Err)
	m.lives(api, token)

	require.NoError(t, api.OAuth.RevokeRefreshToken(m.ctx, oauth.RevokeRefreshTokenRequest{
		Token: token, ClientAuthentication: oauth.ClientAuthentication{
			ClientAssertion:     m.assertion(key),
			ClientAssertionType: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
		},
	}))
	m.dead(api, token)
}

func (m mock) assertion(key []byte) string {
	m.Helper()
	private, err := jwk.ParseKey(key, jwk.WithPEM(true))
	require.NoError(m, err)
	claims, err := jwt.NewBuilder().Issuer(signing).Subject(signing).Audience([]string{m.url + "/"}).
		JwtID(m.Name()).IssuedAt(time.Now()).Expiration(time.Now().Add(time.Minute)).Build()
	require.NoError(m, err)
	signed, err := jwt.Sign(claims, jwt.WithKey(jwa.RS256, private))
	require.NoError(m, err)
	return string(signed)
}

// The SDK makes the application too, with a key that is made here: it never had a secret.
func TestPrivateKeyJWTOfAMadeClient(t *testing.T) {
	m := start(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	publicDER, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	require.NoError(t, err)
	armour := func(kind string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	}
	api := m.management()
	app := &management.Client{
		Name: auth0.String("signs its requests"), AppType: auth0.String("regular_web"), GrantTypes: &[]string{"password", "refresh_token"},
		ClientAuthenticationMethods: &management.ClientAuthenticationMethods{PrivateKeyJWT: &management.PrivateKeyJWT{
			Credentials: &[]management.Credential{{
				Name: auth0.String("a key"), CredentialType: auth0.String("public_key"), Algorithm: auth0.String("RS256"),
				PEM: auth0.String(armour("PUBLIC KEY", publicDER)),
			}},
		}},
	}
	require.NoError(t, api.Client.Create(m.ctx, app))
	with := func(key string) *authentication.Authentication {
		return m.auth(app.GetClientID(), authentication.WithClientSecret(""), authentication.WithClientAssertion(key, "RS256"))
	}
	token := m.signIn(with(armour("PRIVATE KEY", der)), ann, apiOne)

	another, err := os.ReadFile(beside("mock.jwt.pem"))
	require.NoError(t, err)
	_, err = m.exchange(with(string(another)), token)
	var refused *authentication.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, http.StatusUnauthorized, refused.StatusCode)
	m.lives(with(armour("PRIVATE KEY", der)), token)
}
