package authapi_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/internal/store/memory"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Auth0, tenant settings, Resource Parameter Compatibility Profile.
func TestResourceStandsInForAudienceInTheCompatibilityProfile(t *testing.T) {
	const one, two = "https://api.one.example", "https://api.two.example"
	kept := memory.New()
	s := newSite(t, "", mockserver.WithStore(kept))
	profile := func(name string) {
		_, err := kept.UpdateSettings(t.Context(), func(o tenant.Settings) tenant.Settings {
			return o.Merge(tenant.Settings{Other: map[string]any{tenant.SettingResourceProfile: name}})
		})
		require.NoError(t, err)
	}
	audience := func(a answer) string {
		t.Helper()
		require.Equal(t, 200, a.status, a.body)
		claims, err := base64.RawURLEncoding.DecodeString(strings.Split(a.field("access_token"), ".")[1])
		require.NoError(t, err)
		return string(claims)
	}
	byCode := func(pairs ...string) answer {
		back := s.browser().signIn(authorizeURL("confidential", pairs...), "accept")
		return s.exchangeCode("confidential", back.location().Query().Get("code"))
	}
	byDevice := func(pairs ...string) answer {
		device := s.deviceCode("device", pairs...)
		s.browser().letIn(device)
		return s.poll("device", device.field("device_code"))
	}
	ways := map[string]func(...string) answer{
		"password": func(pairs ...string) answer { return s.signIn("confidential", 0, pairs...) }, "code": byCode, "device": byDevice}
	for name, ask := range ways {
		profile("audience")
		assert.NotContains(t, audience(ask("resource", one)), one, name)
		profile("compatibility")
		assert.Contains(t, audience(ask("resource", one)), one, name)
		both := audience(ask("audience", two, "resource", one))
		assert.Contains(t, both, two, name)
		assert.NotContains(t, both, one, name)
	}
	machine := func() answer {
		return s.post("/oauth/token", s.as("management", "grant_type", "client_credentials", "resource", issuer+"api/v2/"))
	}
	assert.Equal(t, 200, machine().status)
	profile("audience")
	assert.Equal(t, "400 invalid_request", status(machine()))
}
