// Package sdk_test uses Auth0's Go SDK, github.com/auth0/go-auth0, against revokespec's mock. ../run starts the mock.
package sdk_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/auth0/go-auth0/authentication"
	"github.com/auth0/go-auth0/authentication/oauth"
	"github.com/auth0/go-auth0/management"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"
)

// What the mock starts with.
const (
	apiOne = "https://api.one.example"
	apiTwo = "https://api.two.example"

	confidential, second, public, rotating = "mock-confidential", "mock-second", "mock-public", "mock-rotating"
	managing                               = "mock-management"

	callback   = "http://localhost/callback"
	connection = "Username-Password-Authentication"
	deadToken  = "Unknown or invalid refresh token."

	patience, tick = 5 * time.Second, 20 * time.Millisecond // with what is done later
)

// secrets of the applications that have one.
func secret(clientID string) string {
	switch clientID {
	case public, rotating:
		return ""
	}
	return "mock-secret-of-" + strings.TrimPrefix(clientID, "mock-") + "-good-for-nothing-else"
}

// mock is a running server.
type mock struct {
	*testing.T
	url, domain string
	ctx         context.Context // the SDK's own token requests take their HTTP client from here
	http        *http.Client
}

// start brings the mock back to its beginning.
func start(t *testing.T) mock {
	t.Helper()
	m := at(t, "INTEROP_MOCK")
	reset, err := http.NewRequestWithContext(m.ctx, http.MethodPost, m.url+"/_mock/reset", nil)
	require.NoError(t, err)
	reset.Header.Set("Authorization", "Bearer "+os.Getenv("INTEROP_CONTROL"))
	answer, err := m.http.Do(reset)
	require.NoError(t, err)
	defer answer.Body.Close()
	require.Equal(t, http.StatusNoContent, answer.StatusCode)
	return m
}

// at speaks with the mock whose address is in that variable, and trusts its authority and no other.
func at(t *testing.T, variable string) mock {
	t.Helper()
	base := os.Getenv(variable)
	require.NotEmpty(t, base, "there is no mock; run ../run go")
	client, err := trusting(beside("ca.pem"))
	require.NoError(t, err)
	client.Timeout = 20 * time.Second
	m := mock{T: t, url: base, domain: strings.TrimPrefix(base, "https://"), http: client}
	m.ctx = context.WithValue(t.Context(), oauth2.HTTPClient, m.http)
	t.Cleanup(m.http.CloseIdleConnections)
	return m
}

// beside is a file that the mock wrote.
func beside(name string) string { return filepath.Join(os.Getenv("INTEROP_DIR"), name) }

// client is a copy: the SDK wraps the transport of the client that it is given.
func (m mock) client() *http.Client {
	c := *m.http
	return &c
}

func (m mock) management(options ...management.Option) *management.Management {
	m.Helper()
	options = append([]management.Option{
		management.WithClient(m.client()), management.WithClientCredentials(m.ctx, managing, secret(managing)),
	}, options...)
	api, err := management.New(m.domain, options...)
	require.NoError(m, err)
	return api
}

func (m mock) auth(clientID string, options ...authentication.Option) *authentication.Authentication {
	m.Helper()
	options = append([]authentication.Option{
		authentication.WithClient(m.client()), authentication.WithClientID(clientID), authentication.WithClientSecret(secret(clientID)),
	}, options...)
	api, err := authentication.New(m.ctx, m.domain, options...)
	require.NoError(m, err)
	return api
}

type user struct{ id, email, password string }

func seeded(n int) user {
	return user{fmt.Sprintf("auth0|%024x", n), fmt.Sprintf("user%02d@example.com", n), fmt.Sprintf("mock-password-%02d", n)}
}

var (
	ann = seeded(1)
	bob = seeded(2)
)

func (m mock) login(api *authentication.Authentication, u user, audience string) (*oauth.TokenSet, error) {
	m.Helper()
	return api.OAuth.LoginWithPassword(m.ctx, oauth.LoginWithPasswordRequest{
		Username: u.email, Password: u.password, Scope: "openid email offline_access", Audience: audience,
	}, oauth.IDTokenValidationOptions{})
}

// signIn returns a refresh token.
func (m mock) signIn(api *authentication.Authentication, u user, audience string) string {
	m.Helper()
	tokens, err := m.login(api, u, audience)
	require.NoError(m, err)
	require.NotEmpty(m, tokens.RefreshToken)
	return tokens.RefreshToken
}

func (m mock) exchange(api *authentication.Authentication, token string) (*oauth.TokenSet, error) {
	return api.OAuth.RefreshToken(m.ctx, oauth.RefreshTokenRequest{RefreshToken: token}, oauth.IDTokenValidationOptions{})
}

func (m mock) revoke(api *authentication.Authentication, token string) error {
	return api.OAuth.RevokeRefreshToken(m.ctx, oauth.RevokeRefreshTokenRequest{Token: token})
}

func (m mock) lives(api *authentication.Authentication, token string) {
	m.Helper()
	tokens, err := m.exchange(api, token)
	if assert.NoError(m, err) {
		assert.NotEmpty(m, tokens.AccessToken)
	}
}

func (m mock) dead(api *authentication.Authentication, token string) {
	m.Helper()
	tokens, err := m.exchange(api, token)
	m.refusedAs(err, http.StatusForbidden, "invalid_grant", deadToken)
	assert.Nil(m, tokens)
}

// refusedAs is about the SDK's own error of the Authentication API.
func (m mock) refusedAs(err error, status int, code, description string) {
	m.Helper()
	var refused *authentication.Error
	if assert.ErrorAs(m, err, &refused) {
		assert.Equal(m, status, refused.StatusCode)
		assert.Equal(m, code, refused.Err)
		assert.Equal(m, description, refused.Message)
	}
}

// fails is about the SDK's own error of the Management API.
func (m mock) fails(err error, status int, text string) {
	m.Helper()
	var refused management.Error
	if assert.ErrorAs(m, err, &refused) {
		assert.Equal(m, status, refused.Status())
		assert.Contains(m, refused.Error(), text)
	}
}

// soon waits for an operation that the API accepts with 202 and does later.
func (m mock) soon(done func() error, status int) {
	m.Helper()
	assert.Eventually(m, func() bool {
		var refused management.Error
		return errors.As(done(), &refused) && refused.Status() == status
	}, patience, tick)
}

// only is the one element of a list.
func only[E any](t testing.TB, list []E) E {
	t.Helper()
	require.Len(t, list, 1)
	return list[0]
}
