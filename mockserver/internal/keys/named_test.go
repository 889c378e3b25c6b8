package keys_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
)

// A tenant's keys are its own, and the same wherever they are made.
func TestKeysOfTenants(t *testing.T) {
	for _, algorithm := range []string{"RS256", "ES256", "HS256"} {
		t.Run(algorithm, func(t *testing.T) {
			one, err := keys.ForTenant("one", algorithm)
			require.NoError(t, err)
			token, err := one.Sign("at+jwt", map[string]any{"sub": "u"})
			require.NoError(t, err)
			sealed, err := one.Seal("https://one.example/", map[string]any{"sub": "u"})
			require.NoError(t, err)
			for _, other := range []string{"", "two"} {
				s, err := keys.ForTenant(other, algorithm)
				require.NoError(t, err)
				assert.NotEqual(t, one.KeyID, s.KeyID)
				_, err = s.Verify(token)
				assert.ErrorIs(t, err, keys.ErrSignature, "of %q", other)
				_, err = s.Verify(sealed)
				assert.ErrorIs(t, err, keys.ErrMalformed, "of %q", other)
			}
			keys.Forget()
			again, err := keys.ForTenant("one", algorithm)
			require.NoError(t, err)
			for _, good := range []string{token, sealed} {
				_, err = again.Verify(good)
				assert.NoError(t, err, "made anew")
			}
			set, err := again.PublicKeys()
			require.NoError(t, err)
			before, err := one.PublicKeys()
			require.NoError(t, err)
			assert.Equal(t, string(before), string(set))
		})
	}
	_, err := keys.ForTenant("one", "none")
	assert.Error(t, err)
}

func TestKeysOfManyTenants(t *testing.T) {
	for i := range 1000 {
		_, err := keys.ForTenant(fmt.Sprint("t", i), "RS256") // none is made before it is used
		require.NoError(t, err)
	}
	assert.LessOrEqual(t, keys.Known(), 256)
}
