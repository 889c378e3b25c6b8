package authapi_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/revokespec/revokespec/mockserver/internal/store"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// assertor makes assertions of the seeded client.
type assertor struct {
	*site
	key crypto.PrivateKey
	id  string
}

func (s *site) assertor() assertor {
	seed, _ := s.seed.Client("jwt")
	block, _ := pem.Decode([]byte(seed.PrivateKey))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(s.t, err)
	return assertor{s, key, seed.ClientID}
}

func (a assertor) claims(f func(*jwt.Claims)) jwt.Claims {
	now := time.Now()
	c := jwt.Claims{Issuer: a.id, Subject: a.id, Audience: jwt.Audience{issuer}, IssuedAt: jwt.NewNumericDate(now),
		Expiry: jwt.NewNumericDate(now.Add(time.Minute)), ID: rand.Text()}
	if f != nil {
		f(&c)
	}
	return c
}

func (a assertor) fresh(f func(*jwt.Claims)) []string { return a.assert(a.key, a.claims(f)) }

func (a assertor) refreshToken() string {
	u := a.seed.Users[0]
	in := a.post("/oauth/token", values(append(a.fresh(nil), "grant_type", "password", "username", u.Email,
		"password", u.Password, "scope", "offline_access")...))
	require.Equal(a.t, 200, in.status, in.body)
	return in.field("refresh_token")
}

func TestAssertionsAtEveryDoor(t *testing.T) {
	bothDialectsKept(t, func(t *testing.T, s *site, kept store.Store, dialect string) {
		a := s.assertor()
		change(t, kept, a.id, allowDevices)
		at := func(d time.Duration) *jwt.NumericDate { return jwt.NewNumericDate(time.Now().Add(d)) }
		public, err := x509.MarshalPKIXPublicKey(a.key.(*rsa.PrivateKey).Public())
		require.NoError(t, err)
		claims, err := json.Marshal(a.claims(nil))
		require.NoError(t, err)
		encode := base64.RawURLEncoding.EncodeToString
		unsigned := encode([]byte(`{"alg":"none"}`)) + "." + encode(claims) + "."
		typed := []string{"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
		for _, d := range s.doors(dialect, a.refreshToken()) {
			for name, how := range map[string][]string{
				"expired":                  a.fresh(func(c *jwt.Claims) { c.IssuedAt, c.Expiry = at(-10*time.Minute), at(-5*time.Minute) }),
				"not yet valid":            a.fresh(func(c *jwt.Claims) { c.NotBefore = at(2 * time.Minute) }),
				"issued later":             a.fresh(func(c *jwt.Claims) { c.IssuedAt = at(2 * time.Minute) }),
				"no expiry":                a.fresh(func(c *jwt.Claims) { c.Expiry = nil }),
				"no audience":              a.fresh(func(c *jwt.Claims) { c.Audience = nil }),
				"elsewhere":                a.fresh(func(c *jwt.Claims) { c.Audience = jwt.Audience{"https://elsewhere.example/"} }),
				"other endpoint":           a.fresh(func(c *jwt.Claims) { c.Audience = jwt.Audience{issuer + "oauth/elsewhere"} }),
				"no issuer":                a.fresh(func(c *jwt.Claims) { c.Issuer = "" }),
				"other subject":            a.fresh(func(c *jwt.Claims) { c.Subject = "mock-confidential" }),
				"HMAC with the public key": s.assertBy(jose.HS256, public, a.claims(nil)),
				"other algorithm":          s.assertBy(jose.RS384, a.key, a.claims(nil)),
				"unsigned":                 append([]string{"client_assertion", unsigned}, typed...),
				"no assertion":             typed,
				"no type":                  a.fresh(nil)[:2],
				"unknown type":             append(a.fresh(nil)[:2], "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"),
				"a secret":                 {"client_secret", "x"},
				"nothing":                  nil,
			} {
				assert.Equal(t, "401 invalid_client", status(s.knock(d, "", append(how, "client_id", a.id)...)), "%s at %s", name, d.path)
			}
			stranger := s.knock(d, "", append(a.fresh(nil), "client_id", "mock-confidential")...)
			assert.Equal(t, "401 invalid_client", status(stranger), "for another client at %s", d.path)
			two := s.knock(d, "", append(a.fresh(nil), "client_secret", "x")...)
			assert.Equal(t, "400 invalid_request", status(two), "two methods at %s", d.path)
			assert.Equal(t, 200, s.knock(d, "", a.fresh(nil)...).status, d.path)
			assert.Equal(t, 200, s.knock(d, "", a.fresh(func(c *jwt.Claims) { c.Audience = jwt.Audience{issuer + d.path[1:]} })...).status, d.path)
		}
	})
}

func TestAssertionsAreUsedOnce(t *testing.T) {
	bothDialectsKept(t, func(t *testing.T, s *site, kept store.Store, dialect string) {
		a := s.assertor()
		change(t, kept, a.id, allowDevices)
		token := a.refreshToken()
		for _, first := range s.doors(dialect, token) {
			for _, second := range s.doors(dialect, token) {
				c := a.claims(func(c *jwt.Claims) { c.Audience = jwt.Audience{issuer, issuer + "oauth/token"} })
				require.Equal(t, 200, s.knock(first, "", s.assert(a.key, c)...).status)
				assert.Equal(t, "401 invalid_client", status(s.knock(second, "", s.assert(a.key, c)...)), "%s, then %s", first.path, second.path)
				c.Expiry = jwt.NewNumericDate(time.Now().Add(2 * time.Minute)) // another assertion of the same jti
				assert.Equal(t, "401 invalid_client", status(s.knock(second, "", s.assert(a.key, c)...)), "%s, then %s", first.path, second.path)
			}
		}
		nameless := a.fresh(func(c *jwt.Claims) { c.ID = "" })
		revoke := door{"/oauth/revoke", values("token", "made-up")}
		assert.Equal(t, dialect == tenant.DialectRFC, s.knock(revoke, "", nameless...).status == 200)
		assert.Equal(t, 401, s.knock(revoke, "", nameless...).status)
		long := a.fresh(func(c *jwt.Claims) { c.Expiry = jwt.NewNumericDate(time.Now().Add(time.Hour)) })
		assert.Equal(t, dialect == tenant.DialectRFC, s.knock(revoke, "", long...).status == 200)

		same := a.fresh(nil)
		var wg sync.WaitGroup
		var mu sync.Mutex
		var got []int
		for range 16 {
			wg.Go(func() {
				status := s.knock(revoke, "", same...).status
				mu.Lock()
				got = append(got, status)
				mu.Unlock()
			})
		}
		wg.Wait()
		assert.Len(t, slices.DeleteFunc(got, func(status int) bool { return status != http.StatusOK }), 1)
	})
}

func TestAssertionsHaveLimitsOfLength(t *testing.T) {
	bothDialects(t, func(t *testing.T, s *site, dialect string) {
		a := s.assertor()
		revoke := door{"/oauth/revoke", values("token", "made-up")}
		named := func(length int) []string {
			return a.fresh(func(c *jwt.Claims) { c.ID = rand.Text() + strings.Repeat("x", length-26) })
		}
		assert.Equal(t, 200, s.knock(revoke, "", named(64)...).status)
		assert.Equal(t, dialect == tenant.DialectRFC, s.knock(revoke, "", named(65)...).status == 200)
		long := func(more int) []string {
			return a.fresh(func(c *jwt.Claims) { c.Audience = append(c.Audience, strings.Repeat("x", more)) })
		}
		const most = 2048
		require.Less(t, len(long(900)[1]), most)
		require.Greater(t, len(long(1300)[1]), most)
		assert.Equal(t, 200, s.knock(revoke, "", long(900)...).status)
		assert.Equal(t, dialect == tenant.DialectRFC, s.knock(revoke, "", long(1300)...).status == 200)
	})
}

// The tenant's clock may be moved; the world's, by which clients date their assertions, is not.
func TestAssertionsAreDatedByTheWorld(t *testing.T) {
	for _, moved := range []time.Duration{2 * time.Hour, -2 * time.Hour} {
		s := newSite(t, "")
		a := s.assertor()
		before := a.fresh(nil)
		s.advance(moved)
		revoke := door{"/oauth/revoke", values("token", "made-up")}
		assert.Equal(t, 200, s.knock(revoke, "", before...).status, "made before the move")
		assert.Equal(t, 401, s.knock(revoke, "", before...).status, "used up")
		assert.Equal(t, 200, s.knock(revoke, "", a.fresh(nil)...).status)
		byTenant := a.fresh(func(c *jwt.Claims) {
			now := s.server.Clock().Now()
			c.IssuedAt, c.Expiry = jwt.NewNumericDate(now), jwt.NewNumericDate(now.Add(time.Minute))
		})
		assert.Equal(t, 401, s.knock(revoke, "", byTenant...).status, "dated by the tenant's clock")
		s.server.Clock().Reset()
		assert.Equal(t, 401, s.knock(revoke, "", before...).status, "used up after the clock is back")
	}
}
