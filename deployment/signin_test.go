package deployment

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/session"
	"github.com/revokespec/revokespec/internal/signin"
)

func TestPasswordSignIn(t *testing.T) {
	f := newFake(t)
	d := f.open(t, func(file *file.File) {
		file.Audiences = []string{"https://api.one"}
		file.Mint.Parameters = map[string]string{"realm": "Users", "scope": "overridden"}
	})
	lease, err := d.Lease(t.Context(), Want{Users: 1})
	require.NoError(t, err)
	tokens, err := lease.SignIn(t.Context(), session.SetUp, signin.SignIn{Client: *d.File.Clients.Confidential, User: lease.Users[0]})
	require.NoError(t, err)
	assert.Equal(t, signin.Tokens{Refresh: "refresh-1", Access: "access-1", Scope: file.DefaultScope}, tokens)
	exchange := lease.Drain()[0]
	assert.Equal(t, "audience=https%3A%2F%2Fapi.one&client_id=app&client_secret=[secret of confidential]&grant_type=password"+
		"&password=[password of user 1]&realm=Users&scope=openid+offline_access&username=user1", exchange.Request.Body)
	assert.Contains(t, exchange.Response.Body, `"refresh_token":"[refresh token 1]"`)
	assert.Equal(t, session.SetUp, exchange.Purpose)
}
