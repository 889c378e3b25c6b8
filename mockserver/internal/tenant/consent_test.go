package tenant_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func TestConsent(t *testing.T) {
	first, third := tenant.Client{FirstParty: true}, tenant.Client{}
	skips := tenant.Audience{Extra: map[string]any{"skip_consent_for_verifiable_first_party_clients": true}}
	asks := tenant.Audience{Extra: map[string]any{"skip_consent_for_verifiable_first_party_clients": false}}
	const verifiable = "https://app.example/callback"
	for _, tc := range []struct {
		name   string
		client tenant.Client
		api    tenant.Audience
		to     string
		asked  bool
	}{
		{"first party", first, skips, verifiable, false},
		{"by default", first, tenant.Audience{}, verifiable, false},
		{"the API insists", first, asks, verifiable, true},
		{"third party", third, skips, verifiable, true},
		{"localhost", first, skips, "http://localhost:3000/callback", true},
		{"loopback", first, skips, "http://127.0.0.1/callback", true},
		{"loopback, IPv6", first, skips, "http://[::1]:80/callback", true},
		{"custom scheme", first, skips, "com.example.app:/callback", true},
		{"a device", first, skips, "", true},
	} {
		p, err := tenant.NewPolicy(tenant.DialectAuth0)
		require.NoError(t, err)
		assert.Equal(t, tc.asked, p.SignIn.AsksConsent(tc.client, tc.api, tc.to), tc.name)
		p, err = tenant.NewPolicy(tenant.DialectRFC)
		require.NoError(t, err)
		assert.True(t, p.SignIn.AsksConsent(tc.client, tc.api, tc.to), tc.name)
	}
}
