package authapi_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// bothApprovals runs f with what redeems an approval of the first user's that was given a moment ago: for an
// authorization code, and for a device.
func bothApprovals(t *testing.T, dialect string, f func(t *testing.T, s *site, kept store.Store, redeem func() answer)) {
	t.Run("code", func(t *testing.T) {
		kept := memory.New()
		s := newSite(t, dialect, mockserver.WithStore(kept))
		code := s.browser().signIn(authorizeURL("public"), "accept").location().Query().Get("code")
		require.NotEmpty(t, code)
		f(t, s, kept, func() answer { return s.exchangeCode("public", code) })
	})
	t.Run("device", func(t *testing.T) {
		kept := memory.New()
		s := newSite(t, dialect, mockserver.WithStore(kept))
		device := s.deviceCode("device")
		s.browser().letIn(device)
		f(t, s, kept, func() answer { return s.poll("device", device.field("device_code")) })
	})
}

func TestAnApprovalIsHonoured(t *testing.T) {
	for _, dialect := range []string{tenant.DialectAuth0, tenant.DialectRFC} {
		bothApprovals(t, dialect, func(t *testing.T, _ *site, _ store.Store, redeem func() answer) {
			a := redeem()
			assert.Equal(t, 200, a.status, a.body)
			assert.NotEmpty(t, a.field("refresh_token"))
		})
	}
}

func TestAnApprovalOfAUserBlockedSince(t *testing.T) {
	for dialect, want := range map[string]int{tenant.DialectAuth0: 401, tenant.DialectRFC: 400} {
		bothApprovals(t, dialect, func(t *testing.T, s *site, kept store.Store, redeem func() answer) {
			_, err := kept.UpdateUser(t.Context(), s.seed.Users[0].ID, func(u *tenant.User) error { u.Blocked = true; return nil })
			require.NoError(t, err)
			a := redeem()
			assert.Equal(t, want, a.status, a.body)
			assert.Equal(t, "user is blocked", a.field("error_description"))
		})
	}
}

func TestAnApprovalOfAUserDeletedSince(t *testing.T) {
	bothApprovals(t, tenant.DialectAuth0, func(t *testing.T, s *site, kept store.Store, redeem func() answer) {
		require.NoError(t, kept.DeleteUser(t.Context(), s.seed.Users[0].ID))
		a := redeem()
		assert.Equal(t, 403, a.status, a.body)
		assert.Equal(t, "invalid_grant", a.field("error"))
	})
}

// The grant is there from the consent on; what was approved on it ends with it, and a new one does not bring it back.
func TestAnApprovalEndsWithItsGrant(t *testing.T) {
	bothApprovals(t, tenant.DialectAuth0, func(t *testing.T, s *site, kept store.Store, redeem func() answer) {
		of := tenant.Selector{UserID: s.seed.Users[0].ID}
		grants, err := store.Select(t.Context(), kept, of)
		require.NoError(t, err)
		require.Len(t, grants, 1, "recorded before any token is")
		assert.Contains(t, grants[0].Scopes, "offline_access")
		require.NoError(t, store.End(t.Context(), kept, of))
		s.refreshToken("public", 0)
		a := redeem()
		assert.Equal(t, 403, a.status, a.body)
		assert.Equal(t, "invalid_grant", a.field("error"))
		assert.Empty(t, a.field("refresh_token"))
	})
}

// A session that is revoked with its refresh tokens hands out no further ones, not even before its end has come.
func TestAnApprovalEndsWithItsRevokedSession(t *testing.T) {
	for _, revoked := range []bool{true, false} {
		bothApprovals(t, tenant.DialectAuth0, func(t *testing.T, s *site, kept store.Store, redeem func() answer) {
			sessions, err := kept.Sessions(t.Context(), s.seed.Users[0].ID)
			require.NoError(t, err)
			require.Len(t, sessions, 1)
			later := tenant.End{From: s.server.Clock().Now().Add(time.Hour)}
			require.NoError(t, kept.UpdateSession(t.Context(), sessions[0].ID, func(session *tenant.Session) {
				if session.End(later); revoked {
					session.Revoke(later)
				}
			}))
			assert.Equal(t, revoked, redeem().status == 403)
		})
	}
}

// Nobody is sent to the address of an application that was deleted while its user signed in.
func TestAnApplicationDeletedDuringASignIn(t *testing.T) {
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept))
	b := s.browser()
	_, state := b.follow(b.open("GET", authorizeURL("public"), nil))
	require.NoError(t, kept.DeleteClient(t.Context(), "mock-public"))
	u := s.seed.Users[0]
	a := b.open("POST", "/u/login", values("state", state, "username", u.Email, "password", u.Password))
	assert.Equal(t, 400, a.status)
	assert.Empty(t, a.header.Get("Location"))
}
