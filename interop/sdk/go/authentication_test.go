package sdk_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"testing"

	"github.com/auth0/go-auth0/authentication"
	"github.com/auth0/go-auth0/authentication/oauth"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Everything below goes over verified TLS: without the mock's authority the SDK refuses to speak with it.
func TestTheCertificateIsVerified(t *testing.T) {
	m := start(t)
	_, err := authentication.New(m.ctx, m.domain, authentication.WithClient(&http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: x509.NewCertPool()},
	}}))
	var unknown x509.UnknownAuthorityError
	assert.ErrorAs(t, err, &unknown)
}

func TestSignInExchangeRevoke(t *testing.T) {
	m := start(t)
	api := m.auth(confidential)
	tokens, err := m.login(api, ann, "") // the SDK checks the ID token: signature, issuer, audience
	require.NoError(t, err)
	assert.Equal(t, "Bearer", tokens.TokenType)
	assert.Positive(t, tokens.ExpiresIn)
	assert.NotEmpty(t, tokens.IDToken)
	require.NotEmpty(t, tokens.RefreshToken)

	who, err := api.UserInfo(m.ctx, tokens.AccessToken)
	require.NoError(t, err)
	assert.Equal(t, ann.id, who.Sub)
	assert.Equal(t, ann.email, who.Email)

	exchanged, err := m.exchange(api, tokens.RefreshToken)
	require.NoError(t, err)
	assert.NotEqual(t, tokens.AccessToken, exchanged.AccessToken)
	assert.Empty(t, exchanged.RefreshToken, "this application does not rotate")

	require.NoError(t, m.revoke(api, tokens.RefreshToken))
	m.dead(api, tokens.RefreshToken)
	require.NoError(t, m.revoke(api, tokens.RefreshToken), "once more is no error")

	_, err = api.UserInfo(m.ctx, tokens.AccessToken)
	assert.NoError(t, err, "an access token lives until it expires")
}

func TestRevocationLeavesOtherTokens(t *testing.T) {
	m := start(t)
	api := m.auth(confidential)
	one, sibling := m.signIn(api, ann, apiOne), m.signIn(api, ann, apiOne)
	elsewhere, anothers := m.signIn(api, ann, apiTwo), m.signIn(api, bob, apiOne)
	require.NoError(t, m.revoke(api, one))
	m.dead(api, one)
	m.lives(api, sibling)
	m.lives(api, elsewhere)
	m.lives(api, anothers)
}

func TestRevokingWhatIsNotOnesOwnDoesNothing(t *testing.T) {
	m := start(t)
	owner, stranger := m.auth(confidential), m.auth(second)
	token := m.signIn(owner, ann, apiOne)
	assert.NoError(t, m.revoke(stranger, token))
	assert.NoError(t, m.revoke(owner, "unknown"))
	m.lives(owner, token)
}

func TestWrongSecretRevokesNothing(t *testing.T) {
	m := start(t)
	owner := m.auth(confidential)
	token := m.signIn(owner, ann, apiOne)
	err := m.revoke(m.auth(confidential, authentication.WithClientSecret("wrong")), token)
	var refused *authentication.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, http.StatusUnauthorized, refused.StatusCode)
	assert.Equal(t, "invalid_client", refused.Err)
	m.lives(owner, token)
}

func TestMissingTokenIsAnInvalidRequest(t *testing.T) {
	m := start(t)
	err := m.revoke(m.auth(confidential), "")
	var refused *authentication.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, http.StatusBadRequest, refused.StatusCode)
	assert.Equal(t, "invalid_request", refused.Err)
}

func TestWrongPassword(t *testing.T) {
	m := start(t)
	_, err := m.login(m.auth(confidential), user{email: ann.email, password: "wrong"}, "")
	m.refusedAs(err, http.StatusForbidden, "invalid_grant", "Wrong email or password.")
}

func TestPasswordWithRealm(t *testing.T) {
	m := start(t)
	api := m.auth(confidential)
	tokens, err := api.OAuth.LoginWithPassword(m.ctx, oauth.LoginWithPasswordRequest{
		Username: ann.email, Password: ann.password, Scope: "openid offline_access", Realm: connection,
	}, oauth.IDTokenValidationOptions{})
	require.NoError(t, err)
	m.lives(api, tokens.RefreshToken)
}

func TestLessScopeCanBeExchanged(t *testing.T) {
	m := start(t)
	api := m.auth(confidential)
	token := m.signIn(api, ann, "")
	tokens, err := api.OAuth.RefreshToken(m.ctx, oauth.RefreshTokenRequest{RefreshToken: token, Scope: "openid"}, oauth.IDTokenValidationOptions{})
	require.NoError(t, err)
	who, err := api.UserInfo(m.ctx, tokens.AccessToken)
	require.NoError(t, err)
	assert.Equal(t, ann.id, who.Sub)
	assert.Empty(t, who.Email, "the scope email was not asked for")
}

func TestRotation(t *testing.T) {
	m := start(t)
	api := m.auth(rotating)
	first := m.signIn(api, ann, apiOne)
	other := m.signIn(api, ann, apiOne)
	tokens, err := m.exchange(api, first)
	require.NoError(t, err)
	require.NotEmpty(t, tokens.RefreshToken)
	assert.NotEqual(t, first, tokens.RefreshToken)
	m.dead(api, first) // a reuse, which ends the family
	m.dead(api, tokens.RefreshToken)
	m.lives(api, other)
}

func TestRevocationEndsTheRotatingFamily(t *testing.T) {
	m := start(t)
	api := m.auth(rotating)
	tokens, err := m.exchange(api, m.signIn(api, ann, apiOne))
	require.NoError(t, err)
	require.NoError(t, m.revoke(api, tokens.RefreshToken))
	m.dead(api, tokens.RefreshToken)
}
