package mockserver_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
)

// failing is a *testing.T that goes on after Fatalf, and keeps what it said.
type failing struct{ said string }

func (*failing) Helper()                             {}
func (*failing) Cleanup(func())                      {}
func (f *failing) Fatalf(format string, args ...any) { f.said = fmt.Sprintf(format, args...) }

// A user can be signed in at each application that does not authenticate by a key; over TLS as well.
func TestSignIn(t *testing.T) {
	for _, mock := range []*mockserver.Running{mockserver.Start(t), mockserver.StartTLS(t), mockserver.Start(t, mockserver.WithDialect("rfc"))} {
		signedIn := 0
		for _, c := range mock.Server.Seed().Clients {
			if c.Auth == "private_key_jwt" || c.Role == "management" || c.Role == "device" {
				continue
			}
			tokens := mock.SignIn(t, "user02@example.com", c.ClientID)
			assert.NotEmpty(t, tokens.RefreshToken, c.ClientID)
			assert.NotEmpty(t, tokens.AccessToken, c.ClientID)
			signedIn++
		}
		all := mock.Tokens(t, "user02@example.com")
		assert.Len(t, all, signedIn)
		for _, token := range all {
			assert.True(t, token.Live)
			assert.Empty(t, token.Why)
		}
		assert.Empty(t, mock.Tokens(t, "user03@example.com"))
	}
}

func TestWhatCannotBeSignedIn(t *testing.T) {
	mock := mockserver.Start(t)
	for wanted, who := range map[string][2]string{
		`no user "nobody@example.com"`: {"nobody@example.com", "mock-public"}, `no application "mock-pubic"`: {"user01@example.com", "mock-pubic"},
		"authenticates by a key": {"user01@example.com", "mock-jwt"}, "403 Forbidden": {"user01@example.com", "mock-management"},
	} {
		f := &failing{}
		mock.SignIn(f, who[0], who[1])
		assert.Contains(t, f.said, wanted)
	}
	f := &failing{}
	mock.Tokens(f, "nobody@example.com")
	assert.Contains(t, f.said, `no user "nobody@example.com"`)
	mock.Fail(f, mockserver.Fault{})
	assert.Contains(t, f.said, "nothing goes wrong by it")
}

// What has become of a token is said by what has ended it, or by its age.
func TestWhatBecameOfTokens(t *testing.T) {
	mock := mockserver.Start(t)
	rotating := mock.SignIn(t, "user01@example.com", "mock-rotating")
	status, _ := exchange(t, mock.Server, "rotating", rotating.RefreshToken)
	require.Equal(t, 200, status)
	all := mock.Tokens(t, "user01@example.com")
	require.Len(t, all, 2)
	assert.Equal(t, []string{"spent", ""}, []string{all[0].Why, all[1].Why})
	mock.FastForward(10 * 365 * 24 * time.Hour)
	assert.Equal(t, "expired", mock.Tokens(t, "user01@example.com")[1].Why)
}

// Requests are taken in order, whole, and each once; the server reads the same.
func TestTakeRequest(t *testing.T) {
	mock := mockserver.Start(t)
	long := strings.Repeat("x", 100<<10)
	for _, body := range []string{"token=a", "token=" + long} {
		r, err := mock.Client.Post(mock.URL+"/oauth/revoke?q=1", "application/x-www-form-urlencoded", strings.NewReader("client_id=mock-public&"+body))
		require.NoError(t, err)
		require.NoError(t, r.Body.Close())
		assert.Equal(t, http.StatusOK, r.StatusCode)
	}
	taken := mock.TakeRequest(t)
	assert.Equal(t, "POST /oauth/revoke?q=1", taken.Method+" "+taken.URL.String())
	assert.Equal(t, "a", taken.Form().Get("token"))
	assert.Equal(t, "application/x-www-form-urlencoded", taken.Header.Get("Content-Type"))
	assert.Len(t, mock.TakeRequest(t).Body, 64<<10)
}
