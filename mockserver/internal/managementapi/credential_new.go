package managementapi

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

var (
	credentialKinds      = []string{tenant.CredentialPublicKey, tenant.CredentialSubjectDN, tenant.CredentialCertificate}
	credentialAlgorithms = []string{"RS256", "RS384", "PS256"}
)

// credentialBody is a credential as it is made.
func credentialBody() *schema {
	return object(properties{
		"credential_type": enum(credentialKinds...), "name": &schema{Type: "string", MaxLength: 128}, "alg": enum(credentialAlgorithms...),
		"kid":        pattern(`^[0-9a-zA-Z_-]{10,64}$`, 64),
		"pem":        described(name(8192), "A public key, or a certificate that holds one."),
		"subject_dn": described(name(256), "Of a certificate, instead of pem, where credential_type is cert_subject_dn."),
		"expires_at": date(), "parse_expiry_from_cert": described(flag(), "Whether a public key expires with the certificate that holds it."),
	})
}

// newCredential makes a credential of a body, which was checked.
func newCredential(body map[string]any, now time.Time) (tenant.ClientCredential, error) {
	text := func(name string) string { s, _ := body[name].(string); return s }
	k := tenant.ClientCredential{ID: "cred_" + tenant.NewID(11), Name: text("name"), Kind: text("credential_type"), CreatedAt: now, UpdatedAt: now, ExpiresAt: expiry(body)}
	if k.Kind == tenant.CredentialSubjectDN && text("subject_dn") != "" {
		k.SubjectDN = text("subject_dn")
		return k, nil
	}
	public, certificate, ok := parsePEM(text("pem"))
	switch {
	case k.Kind == tenant.CredentialPublicKey:
		return withKey(k, public, certificate, body)
	case !ok || certificate == nil:
		return k, badBody("Expected a certificate in PEM on property pem")
	case k.Kind == tenant.CredentialSubjectDN:
		k.SubjectDN = subjectDN(certificate)
	default:
		k.Thumbprint, k.ExpiresAt = thumbprint(certificate), certificate.NotAfter
	}
	return k, nil
}

const leastRSABits = 2048

func withKey(k tenant.ClientCredential, public crypto.PublicKey, certificate *x509.Certificate, body map[string]any) (tenant.ClientCredential, error) {
	key, ok := public.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < leastRSABits {
		return k, badBody("Expected an RSA public key of 2048 bits or more, or a certificate of one, in PEM on property pem")
	}
	algorithm, given := body["alg"].(string)
	if !given {
		algorithm = credentialAlgorithms[0]
	}
	made, err := credentialOf(jose.JSONWebKey{Key: key, Algorithm: algorithm, Use: "sig"}, k.ID)
	if err != nil {
		return k, badBody("The public key cannot be used on property pem")
	}
	k.Key, k.KeyID, k.Algorithm = made.Key, made.KeyID, algorithm
	if kid, chosen := body["kid"].(string); chosen {
		k.KeyID = kid
	}
	if body["parse_expiry_from_cert"] == true && certificate != nil {
		k.ExpiresAt = certificate.NotAfter
	}
	return k, nil
}

// credentialOf is the credential that a public key is: its kid is its thumbprint (RFC 7638).
func credentialOf(key jose.JSONWebKey, id string) (tenant.ClientCredential, error) {
	raw, err := key.MarshalJSON()
	if err != nil {
		return tenant.ClientCredential{}, err
	}
	sum, err := key.Thumbprint(crypto.SHA256)
	return tenant.ClientCredential{ID: id, Kind: tenant.CredentialPublicKey, Key: raw, Algorithm: key.Algorithm,
		KeyID: base64.RawURLEncoding.EncodeToString(sum)}, err
}

// parsePEM reads the only block of a text: a public key, or a certificate with its key.
func parsePEM(text string) (crypto.PublicKey, *x509.Certificate, bool) {
	block, rest := pem.Decode([]byte(text))
	if block == nil || strings.TrimSpace(string(rest)) != "" {
		return nil, nil, false
	}
	switch block.Type {
	case "CERTIFICATE":
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, nil, false
		}
		return certificate.PublicKey, certificate, true
	case "PUBLIC KEY":
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		return key, nil, err == nil
	case "RSA PUBLIC KEY":
		key, err := x509.ParsePKCS1PublicKey(block.Bytes)
		return key, nil, err == nil
	}
	return nil, nil, false
}

// thumbprint is that of RFC 8705 section 3.1.
func thumbprint(certificate *x509.Certificate) string {
	sum := sha256.Sum256(certificate.Raw)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// subjectDN writes a certificate's subject as Auth0 shows it: its parts in the certificate's order, a line each.
func subjectDN(certificate *x509.Certificate) string {
	var parts []string
	for _, name := range certificate.Subject.Names {
		value, ok := name.Value.(string)
		short, known := attributeNames[name.Type.String()]
		if ok && known {
			parts = append(parts, short+"="+value)
		}
	}
	return strings.Join(parts, "\n")
}

// attributeNames are those of RFC 4514 section 3, by their object identifiers.
var attributeNames = map[string]string{"2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.9": "STREET",
	"2.5.4.10": "O", "2.5.4.11": "OU", "0.9.2342.19200300.100.1.1": "UID", "0.9.2342.19200300.100.1.25": "DC"}

// expiry is when a credential expires: zero for never.
func expiry(body map[string]any) time.Time {
	text, _ := body["expires_at"].(string)
	at, _ := time.Parse(time.RFC3339, text) // its form was checked
	return at
}
