package keys

import (
	"encoding/json"

	"github.com/go-jose/go-jose/v4"
)

// leastShared is how many bytes go-jose wants a key of HS256 to have.
const leastShared = 32

// SignShared returns claims as a compact JWS by HS256, with a secret that the reader has as well.
func SignShared(secret, typ string, claims map[string]any) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	key := jose.SigningKey{Algorithm: jose.HS256, Key: sharedBytes(secret)}
	signer, err := jose.NewSigner(key, (&jose.SignerOptions{}).WithType(jose.ContentType(typ)))
	if err != nil {
		return "", err
	}
	jws, err := signer.Sign(payload)
	if err != nil {
		return "", err
	}
	return jws.CompactSerialize()
}

// sharedBytes are the secret, with zeros at its end where it is short: they change nothing (RFC 2104 section 2).
func sharedBytes(secret string) []byte {
	shared := make([]byte, max(len(secret), leastShared))
	copy(shared, secret)
	return shared
}

// VerifyShared checks a compact JWS by HS256 and returns its claims. The secret is found by the claims, which are not to be believed
// until then; where it is empty, there is none.
func VerifyShared(token string, secretOf func(claims map[string]any) string) (map[string]any, error) {
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		return nil, ErrMalformed
	}
	var claims map[string]any
	if json.Unmarshal(jws.UnsafePayloadWithoutVerification(), &claims) != nil || claims == nil {
		return nil, ErrMalformed
	}
	secret := secretOf(claims)
	if secret == "" {
		return nil, ErrSignature
	}
	if _, err := jws.Verify(sharedBytes(secret)); err != nil {
		return nil, ErrSignature
	}
	return claims, nil
}
