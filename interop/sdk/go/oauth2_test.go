package sdk_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// app is what most programs in Go have: golang.org/x/oauth2, told its endpoints by go-oidc.
func (m mock) app(clientID string, style oauth2.AuthStyle) (*oauth2.Config, *oidc.Provider) {
	m.Helper()
	provider, err := oidc.NewProvider(m.ctx, m.url+"/")
	require.NoError(m, err)
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = style
	return &oauth2.Config{
		ClientID: clientID, ClientSecret: secret(clientID), Endpoint: endpoint, RedirectURL: callback,
		Scopes: []string{oidc.ScopeOpenID, "email", oidc.ScopeOfflineAccess},
	}, provider
}

func (m mock) signInTo(app *oauth2.Config) *oauth2.Token {
	m.Helper()
	verifier := oauth2.GenerateVerifier()
	back := m.follow(ann, app.AuthCodeURL("s", oauth2.S256ChallengeOption(verifier), oidc.Nonce("n")))
	tokens, err := app.Exchange(m.ctx, back.Get("code"), oauth2.VerifierOption(verifier))
	require.NoError(m, err)
	return tokens
}

func (m mock) renewIn(app *oauth2.Config, refreshToken string) (*oauth2.Token, error) {
	return app.TokenSource(m.ctx, &oauth2.Token{RefreshToken: refreshToken}).Token()
}

// deadIn is about the library's own error.
func (m mock) deadIn(app *oauth2.Config, refreshToken string) {
	m.Helper()
	_, err := m.renewIn(app, refreshToken)
	var refused *oauth2.RetrieveError
	if assert.ErrorAs(m, err, &refused) {
		assert.Equal(m, http.StatusForbidden, refused.Response.StatusCode)
		assert.Equal(m, "invalid_grant", refused.ErrorCode)
		assert.Equal(m, deadToken, refused.ErrorDescription)
	}
}

// revokeAt asks the endpoint that the metadata name: the library has no call for it.
func (m mock) revokeAt(provider *oidc.Provider, app *oauth2.Config, token string) {
	m.Helper()
	var metadata struct {
		Revocation string `json:"revocation_endpoint"`
	}
	require.NoError(m, provider.Claims(&metadata))
	answer, err := m.client().PostForm(metadata.Revocation, url.Values{"client_id": {app.ClientID}, "client_secret": {app.ClientSecret}, "token": {token}})
	require.NoError(m, err)
	require.NoError(m, answer.Body.Close())
	require.Equal(m, http.StatusOK, answer.StatusCode)
}

func TestOAuth2(t *testing.T) {
	for name, style := range map[string]oauth2.AuthStyle{"post": oauth2.AuthStyleInParams, "detected": oauth2.AuthStyleAutoDetect} {
		t.Run(name, func(t *testing.T) {
			m := start(t)
			app, provider := m.app(confidential, style)
			tokens := m.signInTo(app)
			idToken, err := provider.Verifier(&oidc.Config{ClientID: app.ClientID}).Verify(m.ctx, tokens.Extra("id_token").(string))
			require.NoError(t, err)
			assert.Equal(t, ann.id, idToken.Subject)
			assert.Equal(t, "n", idToken.Nonce)
			info, err := provider.UserInfo(m.ctx, oauth2.StaticTokenSource(tokens))
			require.NoError(t, err)
			assert.Equal(t, ann.email, info.Email)
			_, err = m.renewIn(app, tokens.RefreshToken)
			require.NoError(t, err)
			m.revokeAt(provider, app, tokens.RefreshToken)
			m.deadIn(app, tokens.RefreshToken)
		})
	}
}

func TestOAuth2Rotation(t *testing.T) {
	m := start(t)
	app, _ := m.app(rotating, oauth2.AuthStyleInParams)
	first := m.signInTo(app).RefreshToken
	next, err := m.renewIn(app, first)
	require.NoError(t, err)
	require.NotEqual(t, first, next.RefreshToken)
	m.deadIn(app, first)
	m.deadIn(app, next.RefreshToken)
}

func TestOAuth2ClientCredentials(t *testing.T) {
	m := start(t)
	app, _ := m.app(managing, oauth2.AuthStyleInParams)
	machine := clientcredentials.Config{
		ClientID: managing, ClientSecret: secret(managing), TokenURL: app.Endpoint.TokenURL, AuthStyle: oauth2.AuthStyleInParams,
		EndpointParams: url.Values{"audience": {m.url + "/api/v2/"}},
	}
	answer, err := machine.Client(m.ctx).Get(m.url + "/api/v2/tenants/settings")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, http.StatusOK, answer.StatusCode)
}
