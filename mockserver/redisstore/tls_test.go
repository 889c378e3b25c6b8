package redisstore_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/internal/redistest"
	"github.com/revokespec/revokespec/mockserver/redisstore"
)

// With TLS each server must prove that it is the one that was named, and by an authority that is trusted.
func TestTLS(t *testing.T) {
	at, certificate := redistest.StartTLS(t)
	t.Setenv("SSL_CERT_FILE", certificate) // which is read once
	mock := start(t, at)
	token := mock.SignIn(t, user, rotating).RefreshToken
	assert.Equal(t, 200, revoke(t, mock, token))
	assert.Equal(t, 403, exchange(t, mock, token))

	localhost := strings.Replace(at.Address, "127.0.0.1", "localhost", 1)
	_, err := redisstore.Open(localhost)
	require.ErrorContains(t, err, "certificate")
	state, err := redisstore.Open(localhost + "?addr=" + strings.TrimPrefix(at.Address, "rediss://"))
	require.NoError(t, err, "each by its own name")
	require.NoError(t, state.Close())

	_, err = redisstore.Open(strings.Replace(at.Address, "rediss", "redis", 1))
	require.ErrorContains(t, err, "the connection was closed; does it speak TLS? then write rediss://")
	plain := redistest.StartOn(t)
	_, err = redisstore.Open(strings.Replace(plain.Address, "redis", "rediss", 1))
	require.ErrorContains(t, err, "no answer in time; does it speak no TLS? then write redis://")
}
