package sdk_test

import (
	"net/http"
	"testing"

	"github.com/auth0/go-auth0"
	"github.com/auth0/go-auth0/authentication"
	"github.com/auth0/go-auth0/management"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// created makes a user by the Management API.
func (m mock) created(api *management.Management) user {
	m.Helper()
	u := &management.User{
		Connection: auth0.String(connection), Email: auth0.String("zoe@example.com"), Password: auth0.String("a-Password-of-1"),
		Name: auth0.String("Zoe"), EmailVerified: auth0.Bool(true), AppMetadata: &map[string]any{"plan": "gold"},
	}
	require.NoError(m, api.User.Create(m.ctx, u))
	require.NotEmpty(m, u.GetID())
	return user{u.GetID(), u.GetEmail(), "a-Password-of-1"}
}

func TestUserIsCreatedReadAndFound(t *testing.T) {
	m := start(t)
	api := m.management()
	zoe := m.created(api)
	read, err := api.User.Read(m.ctx, zoe.id)
	require.NoError(t, err)
	assert.Equal(t, "Zoe", read.GetName())
	assert.True(t, read.GetEmailVerified())
	assert.Equal(t, map[string]any{"plan": "gold"}, read.GetAppMetadata())
	assert.Equal(t, connection, only(t, read.Identities).GetConnection())
	assert.Empty(t, read.GetPassword())

	found, err := api.User.ListByEmail(m.ctx, zoe.email)
	require.NoError(t, err)
	assert.Equal(t, zoe.id, only(t, found).GetID())
	searched, err := api.User.Search(m.ctx, management.Query(`email:"`+zoe.email+`"`))
	require.NoError(t, err)
	assert.Equal(t, zoe.id, only(t, searched.Users).GetID())
	assert.Equal(t, 1, searched.Total)

	err = api.User.Create(m.ctx, &management.User{Connection: auth0.String(connection), Email: &zoe.email, Password: &zoe.password})
	m.fails(err, http.StatusConflict, "The user already exists.")

	app := m.auth(confidential)
	m.lives(app, m.signIn(app, zoe, apiOne))
}

func TestBlockedUserCannotExchange(t *testing.T) {
	m := start(t)
	api, app := m.management(), m.auth(confidential)
	token := m.signIn(app, ann, apiOne)
	require.NoError(t, api.User.Update(m.ctx, ann.id, &management.User{Blocked: auth0.Bool(true)}))
	read, err := api.User.Read(m.ctx, ann.id)
	require.NoError(t, err)
	assert.True(t, read.GetBlocked())
	_, err = m.exchange(app, token)
	m.refusedAs(err, http.StatusForbidden, "invalid_grant", "user is blocked")
	_, err = m.login(app, ann, apiOne)
	var refused *authentication.Error
	assert.ErrorAs(t, err, &refused)

	require.NoError(t, api.User.Update(m.ctx, ann.id, &management.User{Blocked: auth0.Bool(false)}))
	m.lives(app, token)
}

func TestNewPasswordLeavesRefreshTokens(t *testing.T) {
	m := start(t)
	api, app := m.management(), m.auth(confidential)
	token := m.signIn(app, ann, apiOne)
	require.NoError(t, api.User.Update(m.ctx, ann.id, &management.User{Password: auth0.String("another-Password-2")}))
	_, err := m.login(app, ann, apiOne)
	m.refusedAs(err, http.StatusForbidden, "invalid_grant", "Wrong email or password.")
	m.lives(app, token)
	m.signIn(app, user{ann.id, ann.email, "another-Password-2"}, apiOne)
}

func TestDeletedUserCannotExchange(t *testing.T) {
	m := start(t)
	api, app := m.management(), m.auth(confidential)
	zoe := m.created(api)
	token, anns := m.signIn(app, zoe, apiOne), m.signIn(app, ann, apiOne)
	require.NoError(t, api.User.Delete(m.ctx, zoe.id))
	_, err := m.exchange(app, token)
	m.refusedAs(err, http.StatusForbidden, "invalid_grant", "The refresh_token was generated for a user who doesn't exist anymore.")
	_, err = api.User.Read(m.ctx, zoe.id)
	m.fails(err, http.StatusNotFound, "The user does not exist.")
	found, err := api.User.ListByEmail(m.ctx, zoe.email)
	require.NoError(t, err)
	assert.Empty(t, found)
	m.lives(app, anns)
}

func TestUsersArePaged(t *testing.T) {
	m := start(t)
	api := m.management()
	seen := map[string]bool{}
	pages := 0
	for ; ; pages++ {
		list, err := api.User.List(m.ctx, management.Page(pages), management.PerPage(5))
		require.NoError(t, err)
		assert.Equal(t, 16, list.Total)
		assert.Equal(t, 5*pages, list.Start)
		for _, u := range list.Users {
			seen[u.GetEmail()] = true
		}
		if !list.HasNext() {
			break
		}
	}
	assert.Equal(t, 3, pages)
	assert.Len(t, seen, 16)
}

func TestFieldsAreChosen(t *testing.T) {
	m := start(t)
	u, err := m.management().User.Read(m.ctx, ann.id, management.IncludeFields("email"))
	require.NoError(t, err)
	assert.Equal(t, ann.email, u.GetEmail())
	assert.Empty(t, u.GetID())
	u, err = m.management().User.Read(m.ctx, ann.id, management.ExcludeFields("email"))
	require.NoError(t, err)
	assert.Empty(t, u.GetEmail())
	assert.Equal(t, ann.id, u.GetID())
}
