package store_test

import (
	"testing"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/storetest"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var now = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// signIn signs a user in to a new or known grant of an application.
func signIn(t *testing.T, s store.Store, user string, rotating bool) tenant.Hash {
	return storetest.SignIn(t, s, storetest.Policy(t, tenant.DialectAuth0), user, tenant.RefreshTokenOptions{Rotating: rotating}, now)
}
