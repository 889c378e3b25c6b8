package sdk_test

import (
	"testing"

	"github.com/auth0/go-auth0"
	"github.com/auth0/go-auth0/management"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The tenant setting "Refresh Token Revocation Deletes Grant" decides what a revocation ends.
func TestTheSettingGoverns(t *testing.T) {
	m := start(t)
	api, app := m.management(), m.auth(confidential)
	set := func(on bool) {
		change := &management.Tenant{Flags: &management.TenantFlags{RevokeRefreshTokenGrant: auth0.Bool(on)}}
		require.NoError(t, api.Tenant.Update(m.ctx, change))
		now, err := api.Tenant.Read(m.ctx)
		require.NoError(t, err)
		require.Equal(t, on, now.GetFlags().GetRevokeRefreshTokenGrant())
		require.NotNil(t, now.GetFlags().EnableSSO, "the other flags are still there")
	}
	for _, on := range []bool{true, false} {
		set(on)
		one, sibling := m.signIn(app, ann, apiOne), m.signIn(app, ann, apiOne)
		elsewhere := m.signIn(app, ann, apiTwo)
		require.Len(t, m.grants(api, apiOne), 1)
		require.NoError(t, m.revoke(app, one))
		m.dead(app, one)
		m.lives(app, elsewhere)
		if on {
			m.dead(app, sibling)
			assert.Empty(t, m.grants(api, apiOne))
		} else {
			m.lives(app, sibling)
			assert.Len(t, m.grants(api, apiOne), 1)
		}
		require.Len(t, m.grants(api, apiTwo), 1)
	}
}

// grants of Ann at one API.
func (m mock) grants(api *management.Management, audience string) []*management.Grant {
	m.Helper()
	list, err := api.Grant.List(m.ctx, management.Parameter("user_id", ann.id), management.Parameter("audience", audience))
	require.NoError(m, err)
	require.Equal(m, len(list.Grants), list.Total)
	return list.Grants
}

func TestGrantsAreListedAndDeleted(t *testing.T) {
	m := start(t)
	api, app, other := m.management(), m.auth(confidential), m.auth(second)
	one, sibling, elsewhere := m.signIn(app, ann, apiOne), m.signIn(app, ann, apiOne), m.signIn(app, ann, apiTwo)
	others := m.signIn(other, ann, apiOne)

	list, err := api.Grant.List(m.ctx, management.Parameter("user_id", ann.id), management.Parameter("client_id", confidential))
	require.NoError(t, err)
	assert.Equal(t, 2, list.Total, "one for each API")

	list, err = api.Grant.List(m.ctx, management.Parameter("user_id", ann.id), management.Parameter("client_id", confidential),
		management.Parameter("audience", apiOne))
	require.NoError(t, err)
	grant := only(t, list.Grants)
	assert.Equal(t, confidential, grant.GetClientID())
	assert.Equal(t, ann.id, grant.GetUserID())
	assert.Equal(t, apiOne, grant.GetAudience())
	assert.Contains(t, grant.Scope, "offline_access")

	require.NoError(t, api.Grant.Delete(m.ctx, grant.GetID()))
	m.dead(app, one)
	m.dead(app, sibling)
	m.lives(app, elsewhere)
	m.lives(other, others)
	assert.Len(t, m.grants(api, apiOne), 1, "that of the other application")
}

func TestDeviceCredentialsAreListedAndDeleted(t *testing.T) {
	for clientID, kind := range map[string]string{confidential: "refresh_token", rotating: "rotating_refresh_token"} {
		t.Run(kind, func(t *testing.T) {
			m := start(t)
			api, app := m.management(), m.auth(clientID)
			list := func() []*management.DeviceCredential {
				found, err := api.DeviceCredentials.List(m.ctx, management.Parameter("user_id", ann.id),
					management.Parameter("client_id", clientID), management.Parameter("type", kind))
				require.NoError(t, err)
				require.Equal(t, len(found.DeviceCredentials), found.Total)
				return found.DeviceCredentials
			}
			token := m.signIn(app, ann, apiOne)
			device := only(t, list())
			assert.Equal(t, kind, device.GetType())
			assert.Equal(t, ann.id, device.GetUserID())
			assert.Equal(t, clientID, device.GetClientID())
			assert.NotEmpty(t, device.GetDeviceName())
			assert.Empty(t, device.GetValue(), "no listing shows a token")

			other := m.signIn(app, ann, apiOne)
			require.Len(t, list(), 2)
			require.NoError(t, api.DeviceCredentials.Delete(m.ctx, device.GetID()))
			assert.NotEqual(t, device.GetID(), only(t, list()).GetID())
			m.dead(app, token)
			m.lives(app, other)
			assert.Len(t, m.grants(api, apiOne), 1, "the grant stays")
			assert.NoError(t, api.DeviceCredentials.Delete(m.ctx, device.GetID()), "once more is no error")
		})
	}
}

// The endpoints of Enterprise plans answer 202 and do their work later.
func TestRefreshTokensAreReadAndRevoked(t *testing.T) {
	m := start(t)
	api, app := m.management(), m.auth(confidential)
	token, other := m.signIn(app, ann, apiOne), m.signIn(app, ann, apiTwo)
	anothers := m.signIn(app, bob, apiOne)

	all, err := api.User.ListRefreshTokens(m.ctx, ann.id)
	require.NoError(t, err)
	require.Len(t, all.Tokens, 2)
	id := ""
	for _, one := range all.Tokens {
		if only(t, one.ResourceServer).GetAudience() == apiOne {
			id = one.GetID()
		}
	}
	one, err := api.RefreshToken.Read(m.ctx, id)
	require.NoError(t, err)
	assert.Equal(t, ann.id, one.GetUserID())
	assert.Equal(t, confidential, one.GetClientID())
	assert.False(t, one.GetRotating())
	assert.False(t, one.GetCreatedAt().IsZero())
	assert.Contains(t, only(t, one.ResourceServer).GetScopes(), "offline_access")
	assert.Contains(t, one.GetDevice().GetInitialUserAgent(), "Go-http-client")

	require.NoError(t, api.RefreshToken.Delete(m.ctx, id))
	m.soon(func() error { _, err := api.RefreshToken.Read(m.ctx, id); return err }, 404)
	m.dead(app, token)
	m.lives(app, other)

	require.NoError(t, api.User.DeleteRefreshTokens(m.ctx, ann.id))
	assert.Eventually(t, func() bool {
		left, err := api.User.ListRefreshTokens(m.ctx, ann.id)
		return err == nil && len(left.Tokens) == 0
	}, patience, tick)
	m.dead(app, other)
	m.lives(app, anothers)
}

func TestSessionsAreReadAndRevoked(t *testing.T) {
	m := start(t)
	api, app := m.management(), m.auth(public)
	first := m.signInByCode(app, ann).RefreshToken
	list, err := api.User.ListUserSessions(m.ctx, ann.id)
	require.NoError(t, err)
	id := only(t, list.Sessions).GetID()
	session, err := api.Session.Read(m.ctx, id)
	require.NoError(t, err)
	assert.Equal(t, ann.id, session.GetUserID())
	assert.Equal(t, public, only(t, session.Clients).GetClientID())

	second := m.signInByCode(app, ann).RefreshToken // in another browser
	require.NoError(t, api.Session.Revoke(m.ctx, id))
	m.soon(func() error { _, err := api.Session.Read(m.ctx, id); return err }, 404)
	m.dead(app, first)
	m.lives(app, second)

	list, err = api.User.ListUserSessions(m.ctx, ann.id)
	require.NoError(t, err)
	id = only(t, list.Sessions).GetID()
	require.NoError(t, api.Session.Delete(m.ctx, id))
	m.soon(func() error { _, err := api.Session.Read(m.ctx, id); return err }, 404)
	m.lives(app, second) // a session that is deleted leaves its tokens
}
