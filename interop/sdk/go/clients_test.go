package sdk_test

import (
	"net/http"
	"testing"

	"github.com/auth0/go-auth0"
	"github.com/auth0/go-auth0/authentication"
	"github.com/auth0/go-auth0/authentication/oauth"
	"github.com/auth0/go-auth0/management"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// madeApp makes an application by the Management API.
func (m mock) madeApp(api *management.Management, kind string, grants ...string) *management.Client {
	m.Helper()
	app := &management.Client{Name: auth0.String("made"), AppType: auth0.String(kind), GrantTypes: &grants, OIDCConformant: auth0.Bool(true)}
	require.NoError(m, api.Client.Create(m.ctx, app))
	require.NotEmpty(m, app.GetClientID())
	require.NotEmpty(m, app.GetClientSecret())
	return app
}

func (m mock) authAs(app *management.Client) *authentication.Authentication {
	m.Helper()
	return m.auth(app.GetClientID(), authentication.WithClientSecret(app.GetClientSecret()))
}

func TestClientIsCreatedReadAndUpdated(t *testing.T) {
	m := start(t)
	api := m.management()
	made := m.madeApp(api, "regular_web", "password", "refresh_token")
	app := m.authAs(made)
	token := m.signIn(app, ann, apiOne)
	_, err := m.exchange(app, token)
	require.NoError(t, err)

	require.NoError(t, api.Client.Update(m.ctx, made.GetClientID(), &management.Client{
		Name: auth0.String("renamed"),
		RefreshToken: &management.ClientRefreshToken{
			RotationType: auth0.String("rotating"), ExpirationType: auth0.String("expiring"), Leeway: auth0.Int(0),
			TokenLifetime: auth0.Int(3600), IdleTokenLifetime: auth0.Int(600),
		},
	}))
	read, err := api.Client.Read(m.ctx, made.GetClientID())
	require.NoError(t, err)
	assert.Equal(t, "renamed", read.GetName())
	assert.Equal(t, "regular_web", read.GetAppType())
	assert.Equal(t, "rotating", read.GetRefreshToken().GetRotationType())
	assert.Equal(t, 3600, read.GetRefreshToken().GetTokenLifetime())
	assert.ElementsMatch(t, []string{"password", "refresh_token"}, read.GetGrantTypes())
	tokens, err := m.exchange(app, m.signIn(app, ann, apiOne))
	require.NoError(t, err)
	assert.NotEmpty(t, tokens.RefreshToken, "now it rotates")

	require.NoError(t, api.Client.Update(m.ctx, made.GetClientID(), &management.Client{GrantTypes: &[]string{"refresh_token"}}))
	_, err = m.login(app, ann, apiOne)
	m.refusedAs(err, http.StatusForbidden, "unauthorized_client", "Grant type 'password' not allowed for the client.")
}

func TestClientSecretIsRotated(t *testing.T) {
	m := start(t)
	api := m.management()
	made := m.madeApp(api, "regular_web", "password", "refresh_token")
	old := m.authAs(made)
	token := m.signIn(old, ann, apiOne)
	rotated, err := api.Client.RotateSecret(m.ctx, made.GetClientID())
	require.NoError(t, err)
	require.NotEmpty(t, rotated.GetClientSecret())
	require.NotEqual(t, made.GetClientSecret(), rotated.GetClientSecret())

	var refused *authentication.Error
	require.ErrorAs(t, m.revoke(old, token), &refused)
	assert.Equal(t, http.StatusUnauthorized, refused.StatusCode)
	m.lives(m.authAs(rotated), token)
	require.NoError(t, m.revoke(m.authAs(rotated), token))
	m.dead(m.authAs(rotated), token)
}

func TestDeletedClientCannotExchange(t *testing.T) {
	m := start(t)
	api := m.management()
	made := m.madeApp(api, "regular_web", "password", "refresh_token")
	app := m.authAs(made)
	token := m.signIn(app, ann, apiOne)
	require.NoError(t, api.Client.Delete(m.ctx, made.GetClientID()))
	_, err := m.exchange(app, token)
	var refused *authentication.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, http.StatusUnauthorized, refused.StatusCode)
	_, err = api.Client.Read(m.ctx, made.GetClientID())
	m.fails(err, http.StatusNotFound, "The client does not exist")
	assert.Empty(t, m.grants(api, apiOne))
}

func TestClientsArePaged(t *testing.T) {
	m := start(t)
	seen, api := map[string]bool{}, m.management()
	for page := 0; ; page++ {
		list, err := api.Client.List(m.ctx, management.Page(page), management.PerPage(2), management.IncludeFields("client_id", "name"))
		require.NoError(t, err)
		for _, c := range list.Clients {
			assert.False(t, seen[c.GetClientID()], "twice")
			seen[c.GetClientID()] = true
			assert.Empty(t, c.GetAppType(), "a field that was not asked for")
		}
		if !list.HasNext() {
			assert.Len(t, seen, list.Total)
			break
		}
	}
	for _, id := range []string{confidential, second, public, rotating, managing, signing} {
		assert.True(t, seen[id], id)
	}
}

func TestResourceServerAllowsRefreshTokens(t *testing.T) {
	m := start(t)
	api, app := m.management(), m.auth(confidential)
	made := &management.ResourceServer{
		Name: auth0.String("Three"), Identifier: auth0.String("https://api.three.example"), TokenLifetime: auth0.Int(600),
		Scopes: &[]management.ResourceServerScope{{Value: auth0.String("read:three"), Description: auth0.String("reads")}},
	}
	require.NoError(t, api.ResourceServer.Create(m.ctx, made))
	require.NotEmpty(t, made.GetID())
	tokens, err := m.login(app, ann, made.GetIdentifier())
	require.NoError(t, err)
	assert.Empty(t, tokens.RefreshToken, "offline access is not allowed yet")
	assert.EqualValues(t, 600, tokens.ExpiresIn)

	require.NoError(t, api.ResourceServer.Update(m.ctx, made.GetID(), &management.ResourceServer{AllowOfflineAccess: auth0.Bool(true)}))
	read, err := api.ResourceServer.Read(m.ctx, made.GetID())
	require.NoError(t, err)
	assert.True(t, read.GetAllowOfflineAccess())
	scope := only(t, read.GetScopes())
	assert.Equal(t, "read:three", scope.GetValue())
	m.lives(app, m.signIn(app, ann, made.GetIdentifier()))

	list, err := api.ResourceServer.List(m.ctx)
	require.NoError(t, err)
	before := list.Total
	require.NoError(t, api.ResourceServer.Delete(m.ctx, made.GetID()))
	list, err = api.ResourceServer.List(m.ctx)
	require.NoError(t, err)
	assert.Equal(t, before-1, list.Total)
	_, err = api.ResourceServer.Read(m.ctx, made.GetID())
	m.fails(err, http.StatusNotFound, "The resource server does not exist")
}

func TestClientGrantsAllowMachines(t *testing.T) {
	m := start(t)
	api := m.management()
	app := m.authAs(m.madeApp(api, "non_interactive", "client_credentials"))
	id := only(t, m.appsNamed(api, "made")).GetClientID()
	ask := func() (*oauth.TokenSet, error) {
		return app.OAuth.LoginWithClientCredentials(m.ctx, oauth.LoginWithClientCredentialsRequest{Audience: apiOne}, oauth.IDTokenValidationOptions{})
	}
	_, err := ask()
	var refused *authentication.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, http.StatusForbidden, refused.StatusCode)

	grant := &management.ClientGrant{ClientID: auth0.String(id), Audience: auth0.String(apiOne), Scope: &[]string{"read:one"}}
	require.NoError(t, api.ClientGrant.Create(m.ctx, grant))
	tokens, err := ask()
	require.NoError(t, err)
	assert.Equal(t, "read:one", tokens.Scope)

	require.NoError(t, api.ClientGrant.Update(m.ctx, grant.GetID(), &management.ClientGrant{Scope: &[]string{"read:one", "write:one"}}))
	read, err := api.ClientGrant.Read(m.ctx, grant.GetID())
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"read:one", "write:one"}, read.GetScope())
	require.NoError(t, api.ClientGrant.Delete(m.ctx, grant.GetID()))
	_, err = ask()
	assert.ErrorAs(t, err, &refused)
	list, err := api.ClientGrant.List(m.ctx, management.Parameter("client_id", id))
	require.NoError(t, err)
	assert.Empty(t, list.ClientGrants)
}

func (m mock) appsNamed(api *management.Management, name string) (found []*management.Client) {
	m.Helper()
	list, err := api.Client.List(m.ctx)
	require.NoError(m, err)
	for _, c := range list.Clients {
		if c.GetName() == name {
			found = append(found, c)
		}
	}
	return found
}
