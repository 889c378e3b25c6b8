// Package keys holds the mock's development keys and what is signed with them.
//
// The keys are public: they are part of the source, so that a server starts in microseconds and its tokens look the
// same in every run. Nothing outside of tests may ever trust them. They are parsed once per process, when first used. A tenant that has a
// name has keys of its own, which follow from the name: every node has the same, and every start.
package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/go-jose/go-jose/v4"

	"github.com/revokespec/revokespec/mockserver/internal/jsontext"
)

//go:embed rs256.pem
var rs256PEM []byte

//go:embed es256.pem
var es256PEM []byte

// ClientPEM is the private key (PKCS #8, RSA) of the seeded private_key_jwt client.
//
//go:embed client.pem
var ClientPEM string

// Signer signs tokens with one development key and verifies them.
type Signer struct {
	Algorithm string
	KeyID     string
	key       func() pair // it may have to be made
	mu        sync.Mutex
	signers   map[header]jose.Signer
	sealing   func() sealing
	verified  map[string][]byte // token -> payload: verifying a signature takes longer than all else

	certificate *Certificate // once it was asked for
}

// pair is the key that signs, and the one that verifies.
type pair struct {
	private any              // a crypto.Signer; of HS256 the bytes, which verify as well
	public  crypto.PublicKey // nil of HS256
}

// header is what tells tokens of one signer apart.
type header struct{ algorithm, typ string }

// mostVerified bounds the tokens that are known to be good; then it begins anew.
const mostVerified = 500

var (
	rs256 = sync.OnceValues(func() (*Signer, error) { return newSigner("RS256", rs256PEM) })
	es256 = sync.OnceValues(func() (*Signer, error) { return newSigner("ES256", es256PEM) })
	hs256 = sync.OnceValue(func() *Signer {
		return signerOf("HS256", "development-HS256", func() pair { return pair{[]byte(sharedKey), nil} })
	})
)

// sharedKey is that of HS256.
const sharedKey = "the development key of the mock: anybody may sign with it"

// ForAlgorithm returns the signer of RS256, ES256 or HS256.
func ForAlgorithm(algorithm string) (*Signer, error) {
	switch algorithm {
	case "", "RS256":
		return rs256()
	case "ES256":
		return es256()
	case "HS256":
		return hs256(), nil
	}
	return nil, fmt.Errorf("signing algorithm %q is unknown; use RS256, ES256 or HS256", algorithm)
}

// clientKeys are the key sets of clients by their private keys, of which a process has a handful: reading one takes longer than all else
// that a server is made of.
var clientKeys sync.Map

// ClientPublicKeys is the JSON Web Key Set that fits a client's private key (PEM, PKCS #8, RSA or P-256).
func ClientPublicKeys(privatePEM string) ([]byte, error) {
	if known, ok := clientKeys.Load(privatePEM); ok {
		return slices.Clone(known.([]byte)), nil
	}
	key, err := parseKey([]byte(privatePEM))
	if err != nil {
		return nil, errors.New("no private key; give a PEM block (PRIVATE KEY: PKCS #8, RSA or P-256)") // what was wrong might quote it
	}
	algorithm, err := algorithmOf(key.Public())
	if err != nil {
		return nil, err
	}
	set, err := publicSet(key.Public(), "client", algorithm)
	if err == nil {
		clientKeys.Store(privatePEM, slices.Clone(set))
	}
	return set, err
}

func newSigner(algorithm string, pemBytes []byte) (*Signer, error) {
	key, err := parseKey(pemBytes)
	if err != nil {
		return nil, fmt.Errorf("development key for %s: %w", algorithm, err)
	}
	return signerOf(algorithm, "development-"+algorithm, func() pair { return pair{key, key.Public()} }), nil
}

func signerOf(algorithm, id string, key func() pair) *Signer {
	return &Signer{Algorithm: algorithm, KeyID: id, key: key, signers: map[header]jose.Signer{}, verified: map[string][]byte{},
		sealing: sync.OnceValue(func() sealing { return newSealing(key().private) })}
}

func parseKey(pemBytes []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(pemBytes)
	if block == nil {
		return nil, errors.New("no PEM block")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	switch k := key.(type) {
	case *rsa.PrivateKey:
		return k, nil
	case *ecdsa.PrivateKey:
		return k, nil
	}
	return nil, fmt.Errorf("key type %T", key)
}

// PublicKeys is the signer's JSON Web Key Set: it is empty where the key that verifies is the one that signs. A key of RSA comes with
// its certificate, as Auth0's do; one of another kind would have another each time.
func (s *Signer) PublicKeys() ([]byte, error) {
	public := s.key().public
	if public == nil {
		return json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}})
	}
	key := publicKey(public, s.KeyID, s.Algorithm)
	if _, isRSA := public.(*rsa.PublicKey); isRSA {
		certificate, err := s.Certificate()
		if err != nil {
			return nil, err
		}
		key.Certificates, key.CertificateThumbprintSHA1 = []*x509.Certificate{certificate.parsed}, certificate.SHA1[:]
	}
	return json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key}})
}

func publicSet(key crypto.PublicKey, id, algorithm string) ([]byte, error) {
	return json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{publicKey(key, id, algorithm)}})
}

func publicKey(key crypto.PublicKey, id, algorithm string) jose.JSONWebKey {
	return jose.JSONWebKey{Key: key, KeyID: id, Algorithm: algorithm, Use: "sig"}
}

// Sign returns claims as a compact JWS whose header has that typ.
func (s *Signer) Sign(typ string, claims map[string]any) (string, error) {
	token, payload, err := s.sign(header{s.Algorithm, typ}, claims)
	if err == nil {
		s.remember(token, payload)
	}
	return token, err
}

// SignBy is Sign by an algorithm that the key can do as well; by one that it cannot, the signer's own stands in.
func (s *Signer) SignBy(algorithm, typ string, claims map[string]any) (string, error) {
	if !slices.Contains(s.algorithms(), jose.SignatureAlgorithm(algorithm)) {
		algorithm = s.Algorithm
	}
	token, _, err := s.sign(header{algorithm, typ}, claims)
	return token, err
}

// algorithms are those that the key can do.
func (s *Signer) algorithms() []jose.SignatureAlgorithm {
	if _, isRSA := s.key().public.(*rsa.PublicKey); !isRSA {
		return []jose.SignatureAlgorithm{jose.SignatureAlgorithm(s.Algorithm)}
	}
	return []jose.SignatureAlgorithm{jose.RS256, jose.RS512, jose.PS256} // RSAAlgorithms
}

// RSAAlgorithms are those by which an RSA key signs for an application that asks for one of them (Auth0, "Signing Algorithms").
func RSAAlgorithms() []string { return []string{"RS256", "RS512", "PS256"} }

func (s *Signer) sign(h header, claims map[string]any) (token string, payload []byte, err error) {
	if payload, err = jsontext.Append(make([]byte, 0, jsontext.Room), claims); err != nil {
		return "", nil, err
	}
	signer, err := s.signerFor(h)
	if err != nil {
		return "", nil, err
	}
	jws, err := signer.Sign(payload)
	if err != nil {
		return "", nil, err
	}
	token, err = jws.CompactSerialize()
	return token, payload, err
}

func (s *Signer) signerFor(h header) (jose.Signer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if signer, ok := s.signers[h]; ok {
		return signer, nil
	}
	key := jose.SigningKey{Algorithm: jose.SignatureAlgorithm(h.algorithm), Key: jose.JSONWebKey{Key: s.key().private, KeyID: s.KeyID}}
	signer, err := jose.NewSigner(key, (&jose.SignerOptions{}).WithType(jose.ContentType(h.typ)))
	if err == nil {
		s.signers[h] = signer
	}
	return signer, err
}

// sealedDots are those of a compact JWE (RFC 7516 section 3.1).
const sealedDots = 4

// Errors of Verify.
var (
	ErrMalformed = errors.New("not a token of this server")
	ErrSignature = errors.New("signature does not verify")
)

// Verify checks the signature of a compact JWS, or opens what Seal has made, and returns the claims. Times and names in them are
// not looked at.
func (s *Signer) Verify(token string) (map[string]any, error) {
	if strings.Count(token, ".") == sealedDots {
		return s.Open(token)
	}
	payload, err := s.payload(token)
	if err != nil {
		return nil, err
	}
	var claims map[string]any
	if json.Unmarshal(payload, &claims) != nil || claims == nil {
		return nil, ErrMalformed
	}
	return claims, nil
}

func (s *Signer) payload(token string) ([]byte, error) {
	s.mu.Lock()
	payload, known := s.verified[token]
	s.mu.Unlock()
	if known {
		return payload, nil
	}
	jws, err := jose.ParseSignedCompact(token, s.algorithms())
	if err != nil {
		return nil, ErrMalformed
	}
	if payload, err = jws.Verify(s.verifies()); err != nil {
		return nil, ErrSignature
	}
	s.remember(token, payload)
	return payload, nil
}

// verifies is the key that verifies.
func (s *Signer) verifies() any {
	key := s.key()
	if key.public == nil {
		return key.private
	}
	return key.public
}

// remember spares a token that is known to be good its verification.
func (s *Signer) remember(token string, payload []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.verified) >= mostVerified {
		clear(s.verified)
	}
	s.verified[token] = payload
}
