package embedded_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment"
	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/embedded"
	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
)

// Scenarios follow one another at a place, and find nothing there of those before them.
func TestAPlaceIsLeftAsItWasFound(t *testing.T) {
	ctx := t.Context()
	target, err := embedded.Mock(ctx, []string{"auth0"})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, target.Close(ctx)) })
	lend := func(setting string) *deployment.Lease {
		lease, err := target.Lease(ctx, deployment.Want{Scenario: setting, Users: 1, Setting: file.Setting(setting)})
		require.NoError(t, err)
		return lease
	}
	exchange := func(l *deployment.Lease, token string) int {
		r := httpx.Request{Method: http.MethodPost, URL: l.Deployment.Endpoints.Token, Form: url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}}
		require.NoError(t, l.Authenticate(&r, *l.Deployment.File.Clients.Confidential))
		return l.Send(ctx, session.Act, r).Status
	}

	first := lend("changed")
	was, err := first.ReadSetting(ctx)
	require.NoError(t, err)
	_, err = first.WriteSetting(ctx, session.Act, !was)
	require.NoError(t, err)
	tokens, err := first.SignIn(ctx, session.SetUp, signin.SignIn{Client: *first.Deployment.File.Clients.Confidential, User: first.Users[0]})
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, exchange(first, tokens.Refresh), "a control")
	require.Contains(t, first.Redact(tokens.Refresh), "[")
	first.Release()

	sent := target.Requests()
	second := lend("")
	defer second.Release()
	assert.Equal(t, sent, target.Requests(), "what the first looked up is not looked up again")
	assert.Equal(t, first.Deployment.Issuer, second.Deployment.Issuer, "they stand at one place")
	now, err := second.ReadSetting(ctx)
	require.NoError(t, err)
	assert.Equal(t, was, now)
	assert.Equal(t, http.StatusForbidden, exchange(second, tokens.Refresh), "it is no token of this server")
}
