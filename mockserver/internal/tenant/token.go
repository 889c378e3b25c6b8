package tenant

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
)

// Hash is all that is kept of an opaque value.
type Hash [32]byte

// HashOf hashes a value that somebody presented. The values are 256 random bits, so a fast hash is enough.
func HashOf(value string) Hash { return sha256.Sum256([]byte(value)) }

// MarshalText writes the hash in base64url.
func (h Hash) MarshalText() ([]byte, error) {
	return base64.RawURLEncoding.AppendEncode(nil, h[:]), nil
}

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(text []byte) error {
	raw, err := base64.RawURLEncoding.DecodeString(string(text))
	if err != nil || len(raw) != len(h) {
		return errors.New("no hash: it has 32 bytes, in base64url")
	}
	copy(h[:], raw)
	return nil
}

// NewSecret makes an opaque value of 256 random bits and its hash.
func NewSecret(prefix string) (string, Hash) {
	var b [32]byte
	rand.Read(b[:]) // never fails (crypto/rand, since Go 1.24)
	value := prefix + base64.RawURLEncoding.EncodeToString(b[:])
	return value, HashOf(value)
}

// NewID makes an identifier of n random bytes, in hexadecimal.
func NewID(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// Place is where a refresh token stands: it never changes, while what stands there may end.
type Place struct {
	Grant      string
	Family     string
	Serial     int // counts the tokens of the family in order of issue
	Generation int // counts the exchanges that led to it
}

// Kind is what a presented token turns out to be.
type Kind string

// Kinds of presented token.
const (
	KindNone    Kind = "none"    // none was presented
	KindUnknown Kind = "unknown" // never issued, or forgotten
	KindLive    Kind = "live"
	KindSpent   Kind = "spent" // rotated out
	KindEnded   Kind = "ended" // revoked, with its family, or with its grant
	KindExpired Kind = "expired"
	KindAccess  Kind = "access" // an access token

	KindForeign     Kind = "foreign"      // presented for exchange by a client it was not issued to
	KindUserGone    Kind = "user gone"    // its user was deleted
	KindUserBlocked Kind = "user blocked" // its user is blocked
)
