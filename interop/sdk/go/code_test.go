package sdk_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"testing"

	"github.com/auth0/go-auth0/authentication"
	"github.com/auth0/go-auth0/authentication/oauth"
	"github.com/auth0/go-auth0/management"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var form = regexp.MustCompile(`(?s)<form method="post" action="([^"]*)">.*name="state" value="([^"]*)"`)

// browse signs the user in and consents on the mock's pages, as a browser would, and returns what the redirect carries.
func (m mock) browse(u user, query url.Values) url.Values {
	m.Helper()
	return m.follow(u, m.url+"/authorize?"+query.Encode())
}

// follow does so from the address that a library has made.
func (m mock) follow(u user, address string) url.Values {
	m.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(m, err)
	browser := m.client()
	browser.Jar = jar
	browser.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Scheme == "http" { // the application's own address, where nobody listens
			return http.ErrUseLastResponse
		}
		return nil
	}
	answer, err := browser.Get(address)
	for range 3 {
		require.NoError(m, err)
		html, err := io.ReadAll(answer.Body)
		require.NoError(m, errors.Join(err, answer.Body.Close()))
		if back, err := answer.Location(); err == nil {
			return back.Query()
		}
		page := form.FindSubmatch(html)
		require.NotNil(m, page, "%s: %s", answer.Status, html)
		fields := url.Values{"state": {string(page[2])}, "username": {u.email}, "password": {u.password}, "action": {"accept"}}
		answer, err = browser.PostForm(m.url+string(page[1]), fields)
	}
	require.Fail(m, "too many pages")
	return nil
}

// signInByCode signs in by the authorization code grant with PKCE, at a client without a secret.
func (m mock) signInByCode(api *authentication.Authentication, u user) *oauth.TokenSet {
	m.Helper()
	verifier := rand.Text() + rand.Text()
	hash := sha256.Sum256([]byte(verifier))
	back := m.browse(u, url.Values{
		"client_id": {public}, "response_type": {"code"}, "redirect_uri": {callback}, "scope": {"openid offline_access"},
		"state": {"s"}, "nonce": {"n"}, "audience": {apiOne},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(hash[:])}, "code_challenge_method": {"S256"},
	})
	require.Equal(m, "s", back.Get("state"))
	request := oauth.LoginWithAuthCodeWithPKCERequest{Code: back.Get("code"), CodeVerifier: verifier, RedirectURI: callback}
	tokens, err := api.OAuth.LoginWithAuthCodeWithPKCE(m.ctx, request, oauth.IDTokenValidationOptions{Nonce: "n"})
	require.NoError(m, err)
	_, err = api.OAuth.LoginWithAuthCodeWithPKCE(m.ctx, request, oauth.IDTokenValidationOptions{Nonce: "n"})
	m.refusedAs(err, http.StatusForbidden, "invalid_grant", "Invalid authorization code")
	return tokens
}

func TestCodeWithPKCE(t *testing.T) {
	m := start(t)
	api := m.auth(public)
	first, second := m.signInByCode(api, ann), m.signInByCode(api, bob)
	m.lives(api, second.RefreshToken)
	require.NoError(t, m.revoke(api, second.RefreshToken))
	m.dead(api, second.RefreshToken)
	assert.NotEqual(t, first.RefreshToken, second.RefreshToken)
}

func TestCodeWithWrongVerifier(t *testing.T) {
	m := start(t)
	hash := sha256.Sum256([]byte("the right one"))
	back := m.browse(ann, url.Values{
		"client_id": {public}, "response_type": {"code"}, "redirect_uri": {callback}, "scope": {"openid offline_access"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(hash[:])}, "code_challenge_method": {"S256"},
	})
	_, err := m.auth(public).OAuth.LoginWithAuthCodeWithPKCE(m.ctx, oauth.LoginWithAuthCodeWithPKCERequest{
		Code: back.Get("code"), CodeVerifier: rand.Text() + rand.Text(), RedirectURI: callback,
	}, oauth.IDTokenValidationOptions{})
	m.refusedAs(err, http.StatusForbidden, "invalid_grant", "Failed to verify code verifier")
}

func TestCodeWithSecret(t *testing.T) {
	m := start(t)
	api := m.auth(confidential)
	back := m.browse(ann, url.Values{
		"client_id": {confidential}, "response_type": {"code"}, "redirect_uri": {callback}, "scope": {"openid offline_access"},
	})
	tokens, err := api.OAuth.LoginWithAuthCode(m.ctx, oauth.LoginWithAuthCodeRequest{Code: back.Get("code"), RedirectURI: callback},
		oauth.IDTokenValidationOptions{})
	require.NoError(t, err)
	require.NoError(t, m.revoke(api, tokens.RefreshToken))
	m.dead(api, tokens.RefreshToken)
}

func TestClientCredentials(t *testing.T) {
	m := start(t)
	tokens, err := m.auth(managing).OAuth.LoginWithClientCredentials(m.ctx,
		oauth.LoginWithClientCredentialsRequest{Audience: m.url + "/api/v2/"}, oauth.IDTokenValidationOptions{})
	require.NoError(t, err)
	assert.Empty(t, tokens.RefreshToken)
	api := m.management(management.WithStaticToken(tokens.AccessToken))
	who, err := api.User.Read(m.ctx, ann.id)
	require.NoError(t, err)
	assert.Equal(t, ann.email, who.GetEmail())
}
