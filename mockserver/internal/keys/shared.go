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
	shared := make([]byte, max(len(secret), leastShared)) // zeros at its end change nothing: RFC 2104 section 2
	copy(shared, secret)
	key := jose.SigningKey{Algorithm: jose.HS256, Key: shared}
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
