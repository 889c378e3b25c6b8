package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var now = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// signIn signs a user in to a new or known grant of an application.
func signIn(t *testing.T, s store.Store, user string, rotating bool) tenant.Hash {
	p, err := tenant.NewPolicy(tenant.DialectAuth0)
	require.NoError(t, err)
	_, h := tenant.NewSecret("")
	in := tenant.SignIn{Key: tenant.GrantKey{UserID: user, ClientID: "app", Audience: "api"}, Options: tenant.RefreshTokenOptions{Rotating: rotating}, Now: now}
	require.NoError(t, s.SignIn(t.Context(), in.Key, func(current *tenant.Grant) *tenant.Grant {
		g := p.Grant(current, in)
		g.Open(p, in, h)
		return g
	}))
	return h
}
