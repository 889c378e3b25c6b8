package dashboard_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestRotationIsForOIDCConformantApplications(t *testing.T) {
	w := newWorld(t)
	conformant := func(is bool) {
		_, err := w.store.UpdateClient(t.Context(), "web", func(c *tenant.Client) error {
			c.Extra = map[string]any{tenant.ExtraOIDCConformant: is}
			return nil
		})
		require.NoError(t, err)
	}
	rotate := func() *browser {
		return w.browser().open("/dashboard/applications/web").press("Save Changes", "main",
			"Allow Refresh Token Rotation", "on", "Maximum Refresh Token Lifetime", "3600")
	}
	rotates := func() bool {
		c, err := w.store.Client(t.Context(), "web")
		require.NoError(t, err)
		return c.RefreshTokens.Rotating
	}
	conformant(false)
	b := rotate()
	assert.Equal(t, 422, b.status)
	assert.Equal(t, "Rotation is for OIDC-conformant applications. Make this one conformant through the Management API first.",
		b.doc.Find("#rotating-error").Text())
	assert.Equal(t, "true", b.doc.Find("#rotating").AttrOr("aria-invalid", ""))
	assert.Contains(t, b.doc.Find("#rotating").AttrOr("aria-describedby", ""), "rotating-error")
	assert.False(t, rotates())
	conformant(true)
	assert.Equal(t, 200, rotate().status)
	assert.True(t, rotates())
}
