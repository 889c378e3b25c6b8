package keys_test

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
)

func TestSignAndVerify(t *testing.T) {
	for _, algorithm := range []string{"RS256", "ES256", "HS256"} {
		t.Run(algorithm, func(t *testing.T) {
			s, err := keys.ForAlgorithm(algorithm)
			require.NoError(t, err)
			token, err := s.Sign("at+jwt", map[string]any{"sub": "u"})
			require.NoError(t, err)
			claims, err := s.Verify(token)
			require.NoError(t, err)
			assert.Equal(t, "u", claims["sub"])
			claims["sub"] = "changed"
			claims, err = s.Verify(token)
			require.NoError(t, err)
			assert.Equal(t, "u", claims["sub"], "once more, whatever was done with the claims")

			raw, err := s.PublicKeys()
			require.NoError(t, err)
			var set jose.JSONWebKeySet
			require.NoError(t, json.Unmarshal(raw, &set))
			if algorithm == "HS256" {
				assert.JSONEq(t, `{"keys": []}`, string(raw), "there is none to publish")
			} else {
				jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(algorithm)})
				require.NoError(t, err)
				_, err = jws.Verify(set.Key(s.KeyID)[0])
				assert.NoError(t, err, "with the published key")
				assert.True(t, set.Keys[0].IsPublic())
			}

			head, rest, _ := strings.Cut(token, ".")
			body, signature, _ := strings.Cut(rest, ".")
			_, err = s.Verify(head + "." + body + "." + strings.Repeat("A", len(signature)))
			assert.ErrorIs(t, err, keys.ErrSignature)
			_, err = s.Verify("nonsense")
			assert.ErrorIs(t, err, keys.ErrMalformed)
		})
	}
	_, err := keys.ForAlgorithm("none")
	assert.Error(t, err)
}

func TestTheCertificateVerifiesTheSignersSignatures(t *testing.T) {
	for _, algorithm := range []string{"RS256", "ES256"} {
		signer, err := keys.ForAlgorithm(algorithm)
		require.NoError(t, err)
		got, err := signer.Certificate()
		require.NoError(t, err)
		block, _ := pem.Decode([]byte(got.PEM))
		certificate, err := x509.ParseCertificate(block.Bytes)
		require.NoError(t, err)
		token, err := signer.Sign("JWT", map[string]any{"sub": "ann"})
		require.NoError(t, err)
		jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(algorithm)})
		require.NoError(t, err)
		_, err = jws.Verify(certificate.PublicKey)
		assert.NoError(t, err, algorithm)
		assert.NoError(t, certificate.CheckSignature(certificate.SignatureAlgorithm, certificate.RawTBSCertificate, certificate.Signature))
		bundle, _ := pem.Decode([]byte(got.PKCS7))
		assert.True(t, bytes.Contains(bundle.Bytes, block.Bytes))
		again, err := signer.Certificate()
		require.NoError(t, err)
		assert.Same(t, got, again)
	}
	signer, err := keys.ForAlgorithm("HS256")
	require.NoError(t, err)
	none, err := signer.Certificate()
	assert.NoError(t, err)
	assert.Nil(t, none, "whoever could verify could sign")
}

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

func TestSealAndOpen(t *testing.T) {
	for _, algorithm := range []string{"RS256", "ES256", "HS256"} {
		s, err := keys.ForAlgorithm(algorithm)
		require.NoError(t, err)
		token, err := s.Seal("https://issuer.example/", map[string]any{"sub": "u"})
		require.NoError(t, err)
		claims, err := s.Verify(token)
		require.NoError(t, err, algorithm)
		assert.Equal(t, map[string]any{"sub": "u"}, claims)
		again, err := s.Seal("https://issuer.example/", map[string]any{"sub": "u"})
		require.NoError(t, err)
		assert.NotEqual(t, token, again)
		signed, err := s.Sign("JWT", map[string]any{"sub": "u"})
		require.NoError(t, err)
		_, err = s.Open(signed)
		assert.ErrorIs(t, err, keys.ErrMalformed)
	}
}
