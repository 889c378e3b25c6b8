package keys

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// sealing is what tokens are sealed with, derived from the key that signs: nodes of one tenant, and a server that is started
// again, open what another has sealed.
type sealing struct {
	key [sha256.Size]byte
	err error
}

// Seal returns claims as a token that nobody else can read: a compact JWE (dir, A256GCM) whose header names the issuer, as
// Auth0's own for userinfo.
func (s *Signer) Seal(issuer string, claims map[string]any) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	sealing := s.sealing()
	if sealing.err != nil {
		return "", sealing.err
	}
	to := jose.Recipient{Algorithm: jose.DIRECT, Key: sealing.key[:]}
	encrypter, err := jose.NewEncrypter(jose.A256GCM, to, (&jose.EncrypterOptions{}).WithHeader("iss", issuer))
	if err != nil {
		return "", err
	}
	sealed, err := encrypter.Encrypt(payload)
	if err != nil {
		return "", err
	}
	return sealed.CompactSerialize()
}

// Open returns the claims of a token that Seal has made: ErrMalformed for anything else.
func (s *Signer) Open(token string) (map[string]any, error) {
	_, afterHeader, _ := strings.Cut(token, ".")
	sealed, err := jose.ParseEncryptedCompact(token, []jose.KeyAlgorithm{jose.DIRECT}, []jose.ContentEncryption{jose.A256GCM})
	if err != nil || !strings.HasPrefix(afterHeader, ".") { // RFC 7516 section 5.2: with dir, no key is in it
		return nil, ErrMalformed
	}
	sealing := s.sealing()
	if sealing.err != nil {
		return nil, sealing.err
	}
	payload, err := sealed.Decrypt(sealing.key[:])
	var claims map[string]any
	if err != nil || json.Unmarshal(payload, &claims) != nil || claims == nil {
		return nil, ErrMalformed
	}
	return claims, nil
}

func newSealing(private any) sealing {
	secret, shared := private.([]byte)
	var err error
	if !shared {
		secret, err = x509.MarshalPKCS8PrivateKey(private.(crypto.Signer))
	}
	return sealing{key: sha256.Sum256(append([]byte("sealed access tokens\n"), secret...)), err: err}
}
