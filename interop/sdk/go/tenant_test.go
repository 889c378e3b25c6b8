package sdk_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/auth0/go-auth0"
	"github.com/auth0/go-auth0/authentication/oauth"
	"github.com/auth0/go-auth0/management"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLogsTellOfTheRevocation(t *testing.T) {
	m := start(t)
	api, app := m.management(), m.auth(confidential)
	token := m.signIn(app, ann, apiOne)
	require.NoError(t, m.revoke(app, token))
	m.dead(app, token)

	found, err := api.Log.Search(m.ctx, management.Parameter("q", "type:srrt"))
	require.NoError(t, err)
	revoked := only(t, found)
	assert.Equal(t, "srrt", revoked.GetType())
	assert.Equal(t, confidential, revoked.GetClientID())
	assert.Equal(t, ann.id, revoked.GetUserID())
	assert.WithinDuration(t, time.Now(), revoked.GetDate(), time.Minute)
	assert.NotEmpty(t, revoked.Details["credential_id"])
	read, err := api.Log.Read(m.ctx, revoked.GetLogID())
	require.NoError(t, err)
	assert.Equal(t, "srrt", read.GetType())

	found, err = api.User.GetUserLogs(m.ctx, ann.id)
	require.NoError(t, err)
	types := map[string]bool{}
	for _, event := range found {
		types[event.GetType()] = true
	}
	assert.True(t, types["srrt"] && types["fertft"], "%v", types)
}

func TestLogsAreReadFromACheckpoint(t *testing.T) {
	m := start(t)
	api, app := m.management(), m.auth(confidential)
	for range 3 {
		require.NoError(t, m.revoke(app, m.signIn(app, ann, apiOne)))
	}
	var types []string
	first, err := api.Log.List(m.ctx, management.Take(1), management.Sort("date:1"))
	require.NoError(t, err)
	for from := only(t, first).GetLogID(); ; {
		next, err := api.Log.List(m.ctx, management.From(from), management.Take(2))
		require.NoError(t, err)
		if len(next) == 0 {
			break
		}
		require.LessOrEqual(t, len(next), 2)
		for _, event := range next {
			types = append(types, event.GetType())
		}
		require.NotEqual(t, from, next[len(next)-1].GetLogID())
		require.Less(t, len(types), 100)
		from = next[len(next)-1].GetLogID()
	}
	revoked := 0
	for _, kind := range types {
		if kind == "srrt" {
			revoked++
		}
	}
	assert.Equal(t, 3, revoked, "%v", types)
}

func TestWhatDoesNotExistIsNotFound(t *testing.T) {
	m := start(t)
	api := m.management()
	_, err := api.User.Read(m.ctx, "auth0|nobody")
	m.fails(err, http.StatusNotFound, "404 Not Found: The user does not exist.")
	_, err = api.Client.Read(m.ctx, "nothing")
	m.fails(err, http.StatusNotFound, "404 Not Found: The client does not exist")
	_, err = api.RefreshToken.Read(m.ctx, "dcr_nothing")
	m.fails(err, http.StatusNotFound, "404 Not Found: The refresh token does not exist.")
	assert.NoError(t, api.Grant.Delete(m.ctx, "000000000000000000000000"))
}

func TestScopesAreEnforced(t *testing.T) {
	m := start(t)
	api := m.management()
	made := m.madeApp(api, "non_interactive", "client_credentials")
	audience := m.url + "/api/v2/"
	require.NoError(t, api.ClientGrant.Create(m.ctx, &management.ClientGrant{
		ClientID: made.ClientID, Audience: &audience, Scope: &[]string{"read:users"},
	}))
	tokens, err := m.authAs(made).OAuth.LoginWithClientCredentials(m.ctx, oauth.LoginWithClientCredentialsRequest{Audience: audience},
		oauth.IDTokenValidationOptions{})
	require.NoError(t, err)
	limited := m.management(management.WithStaticToken(tokens.AccessToken))
	_, err = limited.User.Read(m.ctx, ann.id)
	require.NoError(t, err)
	_, err = limited.Grant.List(m.ctx)
	m.fails(err, http.StatusForbidden, "403 Forbidden: Insufficient scope, expected any of: read:grants")
	m.fails(limited.User.Delete(m.ctx, ann.id), http.StatusForbidden, "Insufficient scope")
	_, err = limited.User.Read(m.ctx, ann.id)
	assert.NoError(t, err, "the user is still there")
}

func TestStrangeTokenIsRefused(t *testing.T) {
	m := start(t)
	_, err := m.management(management.WithStaticToken("nonsense")).User.Read(m.ctx, ann.id)
	m.fails(err, http.StatusUnauthorized, "401 Unauthorized: Invalid token")
}

func TestBadBodyIsRefused(t *testing.T) {
	m := start(t)
	api := m.management()
	m.fails(api.User.Create(m.ctx, &management.User{Email: auth0.String("zoe@example.com")}), http.StatusBadRequest, "400 Bad Request")
	err := api.Client.Create(m.ctx, &management.Client{Name: auth0.String("x"), AppType: auth0.String("nonsense")})
	m.fails(err, http.StatusBadRequest, "400 Bad Request")
	_, err = api.User.List(m.ctx, management.PerPage(1000))
	m.fails(err, http.StatusBadRequest, "400 Bad Request")
}
