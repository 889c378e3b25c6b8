package tenant

import (
	"slices"
	"time"
)

// Kinds of what an application may prove itself with instead of a secret (Auth0, client credentials).
const (
	CredentialPublicKey   = "public_key"
	CredentialSubjectDN   = "cert_subject_dn"
	CredentialCertificate = "x509_cert"
)

// ClientCredential is a public key, or what names a certificate, that is registered for an application.
type ClientCredential struct {
	ID, Name, Kind   string
	KeyID, Algorithm string // of a public key
	Key              []byte // JSON Web Key
	SubjectDN        string
	Thumbprint       string // SHA-256, base64url
	CreatedAt        time.Time
	UpdatedAt        time.Time
	ExpiresAt        time.Time // zero: never
}

// Credential finds one of the application's by its ID; nil for none.
func (c *Client) Credential(id string) *ClientCredential {
	i := slices.IndexFunc(c.Credentials, func(k ClientCredential) bool { return k.ID == id })
	if i < 0 {
		return nil
	}
	return &c.Credentials[i]
}

// KeyExpired says whether a key of the application's key set, which bears the ID of its credential, is good no longer.
func (c *Client) KeyExpired(id string, now time.Time) bool {
	k := c.Credential(id)
	return k != nil && past(k.ExpiresAt, now)
}
