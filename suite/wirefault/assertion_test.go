package wirefault_test

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/revokespec/revokespec/mockserver"
)

// assertionType is the one of RFC 7523 section 2.2.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// assertion is what a client signs to say who it is.
type assertion struct {
	value    string
	audience []string
	expires  time.Time
	unsigned bool // alg none, or nothing where the signature stands
	signed   bool // by its client's key
}

// assertion is that of a request, with whether there is one.
func (p *proxy) assertion(r *request) (assertion, bool) {
	value := r.param("client_assertion")
	claims := claimsOf(value)
	if claims == nil {
		return assertion{}, false
	}
	a := assertion{value: value, unsigned: strings.HasSuffix(value, ".") || algorithmOf(value) == "none"}
	switch audience := claims["aud"].(type) {
	case string:
		a.audience = []string{audience}
	case []any:
		for _, one := range audience {
			name, _ := one.(string)
			a.audience = append(a.audience, name)
		}
	}
	if seconds, ok := claims["exp"].(float64); ok {
		a.expires = time.Unix(int64(seconds), 0)
	}
	c, _ := p.seedClient(clientOf(r))
	if key := privateKey(c); key != nil && !a.unsigned {
		if token, err := jose.ParseSignedCompact(value, []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.PS256, jose.ES256}); err == nil {
			_, err = token.Verify(key.Public())
			a.signed = err == nil
		}
	}
	return a, true
}

func algorithmOf(value string) string {
	head, _, _ := strings.Cut(value, ".")
	raw, _ := base64.RawURLEncoding.DecodeString(head)
	var header struct {
		Algorithm string `json:"alg"`
	}
	_ = json.Unmarshal(raw, &header)
	return strings.ToLower(header.Algorithm)
}

func privateKey(c mockserver.SeedClient) crypto.Signer {
	block, _ := pem.Decode([]byte(c.PrivateKey))
	if block == nil {
		return nil
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil
	}
	signer, _ := key.(crypto.Signer)
	return signer
}

func (a assertion) expired() bool { return a.expires.Before(time.Now()) }

// ours says whether it is addressed to the server.
func (a assertion) ours(p *proxy) bool {
	issuer := p.front.URL
	return slices.ContainsFunc(a.audience, func(name string) bool {
		return slices.Contains([]string{issuer, issuer + "/", issuer + "/oauth/token", issuer + "/oauth/revoke"}, name)
	})
}

// fits says whether there is nothing wrong with it, but that it may have been used before.
func (a assertion) fits(p *proxy) bool { return a.signed && !a.expired() && a.ours(p) }

// assert signs an assertion that is as it should be.
func (p *proxy) assert(c mockserver.SeedClient) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: privateKey(c)}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return ""
	}
	now := time.Now()
	claims, _ := json.Marshal(map[string]any{"iss": c.ClientID, "sub": c.ClientID, "aud": p.front.URL + "/", "jti": rand.Text(),
		"iat": now.Unix(), "exp": now.Add(time.Minute).Unix()})
	signed, err := signer.Sign(claims)
	if err != nil {
		return ""
	}
	value, _ := signed.CompactSerialize()
	return value
}

// asserted picks requests by the assertion in them.
func asserted(is func(p *proxy, a assertion) bool) condition {
	return func(p *proxy, r *request) bool {
		a, given := p.assertion(r)
		return given && is(p, a)
	}
}

// replayed says whether the assertion was accepted before.
func replayed(p *proxy, r *request) bool {
	a, given := p.assertion(r)
	return given && a.fits(p) && p.marked("used "+a.value)
}
