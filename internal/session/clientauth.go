package session

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/httpx"
)

// assertionType is the client_assertion_type of RFC 7523 section 2.2.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// assertionLifetime is short: servers refuse long ones, and every request has its own.
const assertionLifetime = time.Minute

// Authenticate adds the client's identification and credentials to the request, as c.Auth says: to JSON where the request
// has JSON, else to the form.
func (s *Session) Authenticate(r *httpx.Request, c file.Client) error {
	if r.Body != nil {
		return errors.New("a raw body cannot carry client credentials; use Form or JSON")
	}
	if r.Form == nil && r.JSON == nil {
		r.Form = url.Values{}
	}
	switch c.Auth {
	case file.AuthPost:
		r.Set("client_id", c.ClientID)
		r.Set("client_secret", c.ClientSecret)
	case file.AuthBasic:
		s.basic(r, c)
	case file.AuthPrivateKeyJWT:
		assertion, err := s.Assert(c, Assertion{})
		if err != nil {
			return err
		}
		r.Set("client_id", c.ClientID)
		r.Set("client_assertion_type", assertionType)
		r.Set("client_assertion", assertion)
	default:
		r.Set("client_id", c.ClientID)
	}
	return nil
}

// basic authenticates by header. RFC 6749 section 2.3.1 has id and secret form-encoded first. Auth0 documents client_id
// as required in the body all the same.
func (s *Session) basic(r *httpx.Request, c file.Client) {
	s.basicHeader(r, c, url.QueryEscape(c.ClientID)+":"+url.QueryEscape(c.ClientSecret))
	if slices.Contains(s.Server.Profiles, file.ProfileAuth0) {
		r.Set("client_id", c.ClientID)
	}
}

// AuthenticateUnescaped authenticates without the encoding of RFC 6749 section 2.3.1. Doctor finds servers by it that do not decode.
func (s *Session) AuthenticateUnescaped(r *httpx.Request, c file.Client) {
	s.basicHeader(r, c, c.ClientID+":"+c.ClientSecret)
	r.Form.Set("client_id", c.ClientID)
}

func (s *Session) basicHeader(r *httpx.Request, c file.Client, pair string) {
	credentials := base64.StdEncoding.EncodeToString([]byte(pair))
	s.Name(credentials, "basic credentials of "+c.Role)
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("Authorization", "Basic "+credentials)
}

// Assertion is a private_key_jwt assertion that may be wrong in some way. Zero fields are right.
type Assertion struct {
	Audience string        // instead of the right one
	Age      time.Duration // how long ago it was issued; it lives for a minute
	Alien    bool          // signed with a key of nobody's
	Unsigned bool          // not signed at all: alg none
}

// Assert signs an assertion for the client with its key_file (RFC 7523 section 3).
func (s *Session) Assert(c file.Client, a Assertion) (string, error) {
	key, err := c.SigningKey()
	if err != nil {
		return "", fmt.Errorf("clients.%s.key_file: %w", c.Role, err)
	}
	if a.Alien {
		if key, err = unknownKey(key); err != nil {
			return "", err
		}
	}
	issued := time.Now().Add(-a.Age) // a client does not follow a mock whose clock was moved
	claims, err := json.Marshal(map[string]any{
		"iss": c.ClientID, "sub": c.ClientID, "aud": s.audience(c, a), "jti": rand.Text(),
		"iat": issued.Unix(), "exp": issued.Add(assertionLifetime).Unix(),
	})
	if err != nil {
		return "", err
	}
	if a.Unsigned {
		token := unsignedJWT(claims)
		s.Secrets.Number(token, "assertion")
		return token, nil
	}
	signer, err := jose.NewSigner(key, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("clients.%s.key_file does not fit its algorithm; correct alg in the JWK", c.Role)
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		return "", fmt.Errorf("clients.%s.key_file cannot sign; give another key", c.Role)
	}
	token, err := signed.CompactSerialize()
	s.Secrets.Number(token, "assertion")
	return token, err
}

// unsignedJWT is a JWT whose header says that nobody signed it (RFC 7519 section 6).
func unsignedJWT(claims []byte) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + encode(claims) + "."
}

// Audience is the URL that the client addresses its assertions to.
func (s *Session) Audience(c file.Client) (*url.URL, error) {
	u, err := url.Parse(s.audience(c, Assertion{}))
	if err != nil {
		return nil, fmt.Errorf("clients.%s.audience is no URL", c.Role)
	}
	return u, nil
}

// audience is what the file declares, else what the profile's documents ask for: Auth0 the issuer, RFC 7523 section 3
// the token endpoint.
func (s *Session) audience(c file.Client, a Assertion) string {
	switch {
	case a.Audience != "":
		return a.Audience
	case c.Audience != "":
		return c.Audience
	case slices.Contains(s.Server.Profiles, file.ProfileAuth0):
		return s.Server.Issuer
	}
	return s.Server.Endpoints.Token
}

// unknownKeys are RSA keys that no server knows, by their size in bits: one takes a tenth of a second to make.
var unknownKeys sync.Map

func unknownRSAKey(bits int) (any, error) {
	if known, ok := unknownKeys.Load(bits); ok {
		return known, nil
	}
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err == nil {
		unknownKeys.Store(bits, key)
	}
	return key, err
}

// unknownKey is another key of the same kind and key id, so that nothing but the signature is wrong.
func unknownKey(like jose.SigningKey) (jose.SigningKey, error) {
	known, named := like.Key.(jose.JSONWebKey)
	if !named {
		known.Key = like.Key
	}
	var private any
	var err error
	switch k := known.Key.(type) {
	case *rsa.PrivateKey:
		private, err = unknownRSAKey(max(k.N.BitLen(), 2048))
	case *ecdsa.PrivateKey:
		private, err = ecdsa.GenerateKey(k.Curve, rand.Reader)
	default:
		_, private, err = ed25519.GenerateKey(rand.Reader)
	}
	return jose.SigningKey{Algorithm: like.Algorithm, Key: jose.JSONWebKey{Key: private, KeyID: known.KeyID}}, err
}
